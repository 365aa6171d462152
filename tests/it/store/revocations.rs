//! Revoked tokens: many are asked about at once, and each is told apart.

use std::time::Duration;

use futures_util::future::join_all;
use gatehouse::model::pool::PoolSettings;
use gatehouse::model::{Instant, PoolId};
use gatehouse::store::{Error, Tx, revoked_tokens};

use crate::support::{TestApp, on_both};

/// More than one statement asks about.
const TOKENS: usize = 150;

struct Revoked(PoolId, Instant);

/// Every third is revoked.
fn is_revoked(token: usize) -> bool {
    token.is_multiple_of(3)
}

async fn revoke(tx: &mut Tx, Revoked(pool, until): &Revoked) -> Result<(), Error> {
    for token in (0..TOKENS).filter(|token| is_revoked(*token)) {
        revoked_tokens::insert(tx, pool, &format!("token {token}"), *until).await?;
    }
    Ok(())
}

async fn ask_about_all(app: &TestApp, pool: &PoolId) -> Vec<bool> {
    let names: Vec<String> = (0..TOKENS).map(|token| format!("token {token}")).collect();
    let asked = names.iter().map(|name| app.app.revocations.contains(pool, name));
    join_all(asked).await.into_iter().map(|answer| answer.expect("an answer")).collect()
}

on_both! {
    async fn each_of_many_is_told_apart(app) {
        let (cx, pool) = (app.cx(), app.demo.pool.id.clone());
        assert!(ask_about_all(&app, &pool).await.iter().all(|revoked| !revoked));
        let revoked = Revoked(pool.clone(), cx.now() + Duration::from_secs(60));
        cx.write(revoked, |tx, revoked| Box::pin(revoke(tx, revoked))).await.expect("revoked");
        let answers = ask_about_all(&app, &pool).await;
        assert_eq!(answers, (0..TOKENS).map(is_revoked).collect::<Vec<_>>());
        let other = app.second_pool(PoolSettings::default()).await;
        assert!(ask_about_all(&app, &other.id).await.iter().all(|revoked| !revoked), "another pool");
    }
}

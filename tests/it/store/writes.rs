//! Writes: durable before they are acknowledged, undone when refused, none standing on what was undone.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use futures_util::future::join_all;
use gatehouse::domain::{Error, Refusal};
use gatehouse::model::resource_server::ResourceServer;
use gatehouse::store::{Tx, resource_servers};

use crate::support::{TestApp, on_both};

struct Put {
    server: ResourceServer,
    refuse: bool,
}

async fn put(tx: &mut Tx, put: &Put) -> Result<(), Error> {
    resource_servers::put(tx, &put.server).await?;
    if put.refuse { Err(Refusal::Invalid.into()) } else { Ok(()) }
}

async fn put_and_panic(tx: &mut Tx, one: &Put) -> Result<(), Error> {
    put(tx, one).await?;
    panic!("of a test");
}

fn server(app: &TestApp, number: usize) -> ResourceServer {
    ResourceServer {
        pool_id: app.demo.pool.id.clone(),
        identifier: format!("server-{number:03}"),
        name: String::new(),
        scopes: Vec::new(),
    }
}

async fn kept(app: &TestApp) -> Vec<String> {
    let mut tx = app.cx().read().await.expect("a connection");
    let all = resource_servers::list(&mut tx, &app.demo.pool.id).await.expect("a list");
    all.into_iter()
        .map(|server| server.identifier)
        .filter(|name| name.starts_with("server-"))
        .collect()
}

on_both! {
    async fn a_refused_write_is_undone_and_those_beside_it_are_not(app) {
        let writes = (0..60).map(|number| {
            let (cx, write) = (app.cx(), Put { server: server(&app, number), refuse: number % 7 == 3 });
            async move { cx.write(write, |tx, write| Box::pin(put(tx, write))).await.is_ok() }
        });
        let acknowledged: Vec<bool> = join_all(writes).await;
        let expected: Vec<String> = (0..60).filter(|number| number % 7 != 3).map(|number| format!("server-{number:03}")).collect();
        assert_eq!(kept(&app).await, expected);
        for (number, acknowledged) in acknowledged.iter().enumerate() {
            assert_eq!(*acknowledged, number % 7 != 3, "{number}");
        }
    }

    async fn a_panic_in_a_write_undoes_it_and_ends_nothing_else(app) {
        let writes = (0..20).map(|number| {
            let (cx, write) = (app.cx(), Put { server: server(&app, number), refuse: false });
            let panics = number == 7;
            let written = async move {
                match panics {
                    true => cx.write(write, |tx, write| Box::pin(put_and_panic(tx, write))).await,
                    false => cx.write(write, |tx, write| Box::pin(put(tx, write))).await,
                }
            };
            AssertUnwindSafe(written).catch_unwind()
        });
        for (number, outcome) in join_all(writes).await.into_iter().enumerate() {
            assert_eq!(matches!(outcome, Ok(Ok(()))), number != 7, "{number}");
        }
        assert_eq!(kept(&app).await.len(), 19);
    }

    async fn a_caller_that_goes_away_leaves_the_others_alone(app) {
        let (cx, write) = (app.cx(), Put { server: server(&app, 1), refuse: false });
        let abandoned = tokio::spawn(async move { cx.write(write, |tx, write| Box::pin(put(tx, write))).await });
        abandoned.abort();
        let (cx, write) = (app.cx(), Put { server: server(&app, 2), refuse: false });
        cx.write(write, |tx, write| Box::pin(put(tx, write))).await.expect("written");
        assert!(kept(&app).await.contains(&"server-002".to_owned()));
    }

    async fn an_unmigrated_database_is_told_from_a_current_one(app) {
        use gatehouse::store::migrate::{Status, run, status};
        assert_eq!(status(&app.app.db).await.expect("a status"), Status::Current);
        run(&app.app.db).await.expect("nothing to do");
    }
}

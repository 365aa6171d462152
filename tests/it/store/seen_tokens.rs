//! Tokens that are good once, whoever shows them together.

use futures_util::future::join_all;
use gatehouse::store::seen_tokens::Seen;

use crate::support::on_both;

on_both! {
    async fn of_many_that_show_one_token_the_first_is_told_so(app) {
        let cx = app.cx();
        let seen = |digest: usize| Seen {
            pool: app.demo.pool.id.clone(),
            digest: format!("{digest:04}"),
            expires_at: cx.now(),
        };
        let shown = (0..200).map(|number| cx.app.seen_tokens.note(seen(number % 50)));
        let answers = join_all(shown).await;
        let first = |digest: usize| {
            let told = answers.iter().skip(digest).step_by(50);
            told.filter(|answer| *answer.as_ref().expect("an answer")).count()
        };
        assert!((0..50).all(|digest| first(digest) == 1), "{answers:?}");
        assert!(!cx.app.seen_tokens.note(seen(7)).await.expect("an answer"), "later, too");
        assert!(cx.app.seen_tokens.note(seen(77)).await.expect("an answer"));
    }

    async fn two_nodes_agree_on_who_was_first(app) {
        let other = app.second_node(|_| ()).await;
        let seen = |digest: usize| Seen {
            pool: app.demo.pool.id.clone(),
            digest: format!("{digest:04}"),
            expires_at: app.cx().now(),
        };
        let (here, there) = (app.cx(), other.cx());
        let ours = join_all((0..60).map(|number| here.app.seen_tokens.note(seen(number))));
        let theirs = join_all((0..60).rev().map(|number| there.app.seen_tokens.note(seen(number))));
        let (ours, theirs) = tokio::join!(ours, theirs);
        for (here, there) in ours.into_iter().zip(theirs.into_iter().rev()) {
            let (here, there) = (here.expect("an answer"), there.expect("an answer"));
            assert!(here != there, "one of two was first");
        }
    }
}

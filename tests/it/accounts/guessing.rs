//! Guessing: slowed down, counted once a person, never by a race.

use std::time::Duration;

use axum::http::{StatusCode, header};
use futures_util::future::join_all;

use super::PASSWORD;
use crate::support::{TestApp, on_both};

async fn guess(app: &TestApp, name: &str) -> StatusCode {
    app.type_in(&mut app.browser(), name, "a wrong guess").await.status
}

on_both! {
    async fn the_fifth_failure_blocks_whatever_name_was_typed(app) {
        app.member("jane", "jane@example.test").await;
        for name in ["jane", "JANE", "jane@example.test", " jane ", "Jane@EXAMPLE.test"] {
            assert_ne!(guess(&app, name).await, StatusCode::TOO_MANY_REQUESTS, "{name}");
        }
        let blocked = app.type_in(&mut app.browser(), "jane", PASSWORD).await;
        assert_eq!(blocked.status, StatusCode::TOO_MANY_REQUESTS, "the right password does not help");
        assert_eq!(blocked.headers[header::RETRY_AFTER], "1");
        app.advance(Duration::from_secs(1));
        assert!(app.type_in(&mut app.browser(), "jane", PASSWORD).await.has("logout-form"));
        assert_ne!(guess(&app, "jane").await, StatusCode::TOO_MANY_REQUESTS, "a success forgets");
    }

    async fn a_name_that_nobody_has_is_blocked_alike(app) {
        for _ in 0..5 {
            assert_ne!(guess(&app, "nobody").await, StatusCode::TOO_MANY_REQUESTS);
        }
        assert_eq!(guess(&app, "NOBODY").await, StatusCode::TOO_MANY_REQUESTS);
        assert_ne!(guess(&app, "somebody else").await, StatusCode::TOO_MANY_REQUESTS);
    }

    async fn thirty_guesses_at_once_are_five(app) {
        app.member("jane", "jane@example.test").await;
        let answers = join_all((0..30).map(|_| guess(&app, "jane"))).await;
        let looked_at = answers.iter().filter(|status| **status != StatusCode::TOO_MANY_REQUESTS).count();
        assert!(looked_at <= 5, "{looked_at}");
    }

    async fn a_confirmation_code_cannot_be_guessed(app) {
        let mut browser = app.browser();
        app.sign_up(&mut browser, "jane", "jane@example.test").await;
        let mut looked_at = 0;
        for guess in 0..40 {
            let answer = app.confirm(&mut browser, "jane", &format!("{guess:06}")).await;
            looked_at += usize::from(answer.status != StatusCode::TOO_MANY_REQUESTS);
        }
        assert!(looked_at <= 5, "{looked_at}");
    }

    async fn a_recovery_code_cannot_be_guessed_even_with_new_codes(app) {
        app.member("jane", "jane@example.test").await;
        let mut looked_at = 0;
        for round in 0..8 {
            let mut browser = app.browser();
            let page = app.forget(&mut browser, "jane").await;
            for guess in 0..8 {
                let answer = app.reset(&mut browser, &page, &format!("{:06}", round * 8 + guess), "another password").await;
                looked_at += usize::from(answer.status != StatusCode::TOO_MANY_REQUESTS);
            }
            app.advance(Duration::from_secs(20));
        }
        assert!(looked_at <= 13, "{looked_at}: each further guess waits twice as long");
    }
}

//! Nobody learns from an answer whether an account exists.

use axum::http::StatusCode;

use crate::support::{Answer, TestApp, on_both};

/// What an answer shows, but for the name that was typed and the form's token.
pub(super) fn shown(answer: &Answer, name: &str) -> (StatusCode, String, Option<String>) {
    let body = answer.body.replace(name, "NAME");
    let body = body.split("name=\"_csrf\" value=\"").enumerate();
    let body: String = body
        .map(|(at, part)| if at == 0 { part } else { part.split_once('"').expect("a quote").1 })
        .collect();
    let location = answer
        .headers
        .get("location")
        .map(|value| value.to_str().expect("ASCII").replace(name, "NAME"));
    (answer.status, body, location)
}

async fn people(app: &TestApp) -> [&'static str; 4] {
    app.member("known-a", "a@example.com").await;
    app.member("known-b", "b@example.com").await;
    app.sign_up(&mut app.browser(), "known-c", "c@example.com").await;
    gatehouse::domain::admin::users::disable(&app.cx(), &app.demo.pool.id, "known-b")
        .await
        .expect("disabled");
    ["known-a", "known-b", "known-c", "unknown"]
}

on_both! {
    async fn sign_in_tells_nothing(app) {
        let mut seen = Vec::new();
        for name in people(&app).await {
            let mut answers = Vec::new();
            for _ in 0..7 {
                answers.push(shown(&app.type_in(&mut app.browser(), name, "not the password").await, name));
            }
            assert_eq!(answers[5].0, StatusCode::TOO_MANY_REQUESTS);
            seen.push(answers);
        }
        assert!(seen.windows(2).all(|pair| pair[0] == pair[1]));
    }

    async fn codes_tell_nothing(app) {
        for (path, id) in [("/resendcode", "resend-form"), ("/forgotPassword", "forgot-form")] {
            let mut seen = Vec::new();
            for name in ["known-a", "known-b", "known-c", "unknown"] {
                if seen.is_empty() && path == "/resendcode" {
                    people(&app).await;
                }
                let mut answers = Vec::new();
                for _ in 0..7 {
                    answers.push(shown(&app.fill_in(&mut app.browser(), path, id, &[("username", name)]).await, name));
                }
                seen.push(answers);
            }
            assert!(seen.windows(2).all(|pair| pair[0] == pair[1]), "{path}");
        }
        let mails = app.mail("a@example.com").await.len() + app.mail("b@example.com").await.len();
        assert_eq!(mails, 2 + 1, "two sign-ups, and one recovery of the one who may");
    }

    async fn wrong_codes_tell_nothing(app) {
        let mut seen = Vec::new();
        for name in people(&app).await {
            app.fill_in(&mut app.browser(), "/forgotPassword", "forgot-form", &[("username", name)]).await;
            let mut answers = Vec::new();
            for _ in 0..6 {
                let values = [("username", name), ("code", "abcdef"), ("new_password", "a new long password")];
                answers.push(shown(&app.fill_in(&mut app.browser(), "/confirmforgotPassword", "reset-form", &values).await, name));
                let values = [("username", name), ("code", "abcdef")];
                answers.push(shown(&app.fill_in(&mut app.browser(), "/confirm", "confirm-form", &values).await, name));
            }
            assert_eq!(answers[10].0, StatusCode::TOO_MANY_REQUESTS);
            seen.push(answers);
        }
        assert!(seen.windows(2).all(|pair| pair[0] == pair[1]));
    }
}

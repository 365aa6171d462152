//! What Apple tells of people between their sign-ins.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use gatehouse::domain::account;
use gatehouse::domain::admin::{identities, users};
use gatehouse::model::User;
use gatehouse::model::provider::ProviderRules;
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection, SqliteConnection};

use super::people::{admit, enter, identity};
use crate::support::jose::Key;
use crate::support::upstream::{CLIENT, Fake};
use crate::support::{TestApp, on_both};

const RELAY: &str = "dpdcnf87nu@privaterelay.appleid.com";

/// A notice that Apple could send now.
fn notice(app: &TestApp, fake: &Fake, id: &str, kind: &str) -> Value {
    let events = json!({"type": kind, "sub": "7", "email": RELAY, "event_time": 1});
    json!({
        "iss": fake.origin, "aud": CLIENT, "iat": app.cx().now().seconds(), "jti": id,
        "events": events.to_string(),
    })
}

async fn tell(app: &TestApp, notice: &str) -> StatusCode {
    let path = format!("{}/oauth2/idpnotify/SignInWithApple", app.base);
    let request = Request::post(&path).header(header::CONTENT_TYPE, "application/json");
    let body = json!({ "payload": notice }).to_string();
    app.browser().send(&path, request, Body::from(body)).await.status
}

async fn known(app: &TestApp, user: &User) -> User {
    users::show(&app.cx(), &app.demo.pool.id, user.id.as_str()).await.expect("a user")
}

/// How many sessions somebody has.
async fn sessions(app: &TestApp, user: &User) -> usize {
    account::sessions::list(&app.cx(), user).await.expect("sessions").len()
}

/// What is done to the database behind the server's back.
pub(super) async fn run(app: &TestApp, statement: &'static str) {
    let url = app.app.config.database.url();
    if url.starts_with("sqlite:") {
        let mut connection = SqliteConnection::connect(url).await.expect("the database");
        sqlx::query(statement).execute(&mut connection).await.expect("done");
    } else {
        let mut connection = PgConnection::connect(url).await.expect("the database");
        sqlx::query(statement).execute(&mut connection).await.expect("done");
    }
}

fn somebody() -> gatehouse::domain::federation::adapter::Identity {
    identity("7", json!({"email": RELAY, "email_verified": true}))
}

on_both! {
    async fn a_withdrawn_consent_ends_sessions_and_can_be_given_again(app) {
        let fake = Fake::apple(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        let user = enter(&app, &provider, somebody()).await;
        let told = fake.notice(&notice(&app, &fake, "1", "consent-revoked"));
        assert_eq!(tell(&app, &told).await, StatusCode::OK);
        assert_eq!(sessions(&app, &user).await, 0);
        let again = enter(&app, &provider, somebody()).await;
        assert_eq!(again.id, user.id, "the account is theirs still");
        assert_eq!(tell(&app, &told).await, StatusCode::OK);
        assert_eq!(sessions(&app, &user).await, 1, "heard once");
    }

    async fn an_account_that_is_gone_there_leaves_the_last_way_in(app) {
        let fake = Fake::apple(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        let user = enter(&app, &provider, identity("7", json!({}))).await;
        let opens = |user: &User, subject: &str| {
            let told = user.attributes.get("identities").cloned().unwrap_or_default();
            told.contains(&format!(r#""userId":"{subject}""#))
        };
        let told = fake.notice(&notice(&app, &fake, "1", "account-deleted"));
        assert_eq!(tell(&app, &told).await, StatusCode::OK);
        assert_eq!(sessions(&app, &user).await, 0);
        assert!(opens(&known(&app, &user).await, "7"), "nothing else opens it");
        let (pool, name) = (&app.demo.pool.id, user.username.as_str());
        identities::link(&app.cx(), pool, name, &provider.name, "8").await.expect("linked");
        let told = fake.notice(&notice(&app, &fake, "2", "account-deleted"));
        assert_eq!(tell(&app, &told).await, StatusCode::OK);
        let left = known(&app, &user).await;
        assert!(opens(&left, "8") && !opens(&left, "7"), "{left:?}");
    }

    async fn a_person_is_told_that_an_account_that_is_gone_there_opens_theirs_no_more(app) {
        let fake = Fake::apple(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        let pool = &app.demo.pool.id;
        identities::link(&app.cx(), pool, "demo", &provider.name, "7").await.expect("linked");
        app.advance(Duration::from_secs(1));
        let told = fake.notice(&notice(&app, &fake, "1", "account-deleted"));
        assert_eq!(tell(&app, &told).await, StatusCode::OK);
        let newest = app.mail("demo@example.test").await.remove(0).text;
        assert!(newest.contains("An account at Apple was disconnected"), "{newest}");
    }

    async fn a_notice_that_could_not_be_obeyed_is_heard_again(app) {
        let fake = Fake::apple(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        let user = enter(&app, &provider, somebody()).await;
        let told = fake.notice(&notice(&app, &fake, "1", "consent-revoked"));
        run(&app, "ALTER TABLE audit_events RENAME TO elsewhere").await;
        assert!(tell(&app, &told).await.is_server_error());
        run(&app, "ALTER TABLE elsewhere RENAME TO audit_events").await;
        assert_eq!(sessions(&app, &user).await, 1);
        assert_eq!(tell(&app, &told).await, StatusCode::OK);
        assert_eq!(sessions(&app, &user).await, 0);
    }

    async fn apples_word_on_an_address_counts_where_it_is_trusted(app) {
        let fake = Fake::apple(&app).await;
        let domains = vec!["example.com".to_owned()];
        let rules = ProviderRules { trusted_domains: Some(domains), ..ProviderRules::default() };
        let provider = admit(&app, &fake, rules).await;
        let user = enter(&app, &provider, somebody()).await;
        assert!(!user.email_is_verified());
        let told = fake.notice(&notice(&app, &fake, "1", "email-enabled"));
        assert_eq!(tell(&app, &told).await, StatusCode::OK);
        assert!(!known(&app, &user).await.email_is_verified());
    }

    async fn an_address_that_is_a_factor_stays_proved(app) {
        let fake = Fake::apple(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        let user = enter(&app, &provider, somebody()).await;
        app.enrol_email(&user).await;
        let told = fake.notice(&notice(&app, &fake, "1", "email-disabled"));
        assert_eq!(tell(&app, &told).await, StatusCode::OK);
        assert!(known(&app, &user).await.email_is_verified());
    }

    async fn an_address_that_is_relayed_no_more_is_not_proved(app) {
        let fake = Fake::apple(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        let user = enter(&app, &provider, somebody()).await;
        assert!(user.email_is_verified());
        for (id, kind, arrives) in [("1", "email-disabled", false), ("2", "email-enabled", true)] {
            let told = fake.notice(&notice(&app, &fake, id, kind));
            assert_eq!(tell(&app, &told).await, StatusCode::OK);
            assert_eq!(known(&app, &user).await.email_is_verified(), arrives, "{kind}");
        }
    }

    async fn what_apple_has_not_signed_for_us_and_lately_is_not_heard(app) {
        let fake = Fake::apple(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        let user = enter(&app, &provider, somebody()).await;
        let good = notice(&app, &fake, "1", "consent-revoked");
        let with = |name: &str, value: Value| {
            let mut claims = good.clone();
            claims[name] = value;
            fake.notice(&claims)
        };
        let old = app.cx().now().seconds() - 2 * 24 * 60 * 60;
        for bad in [
            Key::rsa().assert(&good),
            with("iss", json!("https://id.example")),
            with("aud", json!("another")),
            with("iat", json!(old)),
            with("iat", Value::Null),
            with("jti", Value::Null),
            with("events", json!("{}")),
            with("events", json!({"type": "consent-revoked", "sub": "7\u{0}"})),
            "no JWT".to_owned(),
        ] {
            assert_eq!(tell(&app, &bad).await, StatusCode::BAD_REQUEST, "{bad}");
        }
        assert!(known(&app, &user).await.attributes.contains_key("identities"));
        app.advance(Duration::from_secs(1));
        let elsewhere = format!("{}/oauth2/idpnotify/Google", app.base);
        let request = Request::post(&elsewhere).header(header::CONTENT_TYPE, "application/json");
        let none = app.browser().send(&elsewhere, request, Body::from(r#"{"payload":""}"#)).await;
        assert_eq!(none.status, StatusCode::NOT_FOUND);
    }
}

//! Providers that lie, or that somebody speaks for: nobody gets in by them.

use std::time::Duration;

use axum::http::StatusCode;
use gatehouse::domain::admin::users;
use gatehouse::domain::federation::adapter::{Answer, Asked, Upstream, adapter};
use gatehouse::domain::{Refusal, UpstreamFault};
use gatehouse::model::provider::ProviderRules;

use super::adapters::Trip;
use super::people::{admit, travel, trusting};
use super::requests::{let_in, stopped};
use crate::support::upstream::{Fake, Lie};
use crate::support::{Pkce, TestApp, on_both};

/// An application that does not wait for long.
async fn impatient() -> TestApp {
    let app = TestApp::on_sqlite().await;
    app.second_node(|config| config.outbound.timeout = Duration::from_millis(500)).await
}

/// How a trip ends that leads nowhere.
async fn fault(trip: Trip<'_>) -> Option<UpstreamFault> {
    match trip.go().await.err()?.refusal() {
        Refusal::Upstream(fault) => Some(fault.clone()),
        _ => None,
    }
}

fn refused() -> UpstreamFault {
    UpstreamFault::Refused("invalid_grant".into())
}

#[tokio::test]
async fn no_lie_opens_the_door() {
    use UpstreamFault::{Misconfigured, Unreachable, Untrue};

    let app = impatient().await;
    for (lie, expected, words) in [
        (Lie::WrongNonce, Untrue, "nonce"),
        (Lie::NoNonce, Untrue, "nonce"),
        (Lie::OtherAudience, Untrue, "aud"),
        (Lie::SecondAudience, Untrue, "several"),
        (Lie::OtherParty, Untrue, "another client"),
        (Lie::Expired, Untrue, "expired"),
        (Lie::FromTheFuture, Untrue, "future"),
        (Lie::OtherIssuer, Untrue, "another issuer's"),
        (Lie::NoSubject, Untrue, "sub"),
        (Lie::OtherAccessToken, Untrue, "access token"),
        (Lie::UnknownKey, Untrue, "no key"),
        (Lie::OtherKey, Untrue, "signature"),
        (Lie::KeyInHeader, Untrue, "signature"),
        (Lie::AlgNone, Untrue, "alg"),
        (Lie::HsWithPublicKey, Untrue, "alg"),
        (Lie::HsWithSecret, Untrue, "alg"),
        (Lie::NoIdToken, Untrue, "no ID token"),
        (Lie::KeyOfOtherTenant, Untrue, "no key"),
        (Lie::SubjectOfUserinfoDiffers, Untrue, "somebody else"),
        (Lie::OtherIssuerInMetadata, Misconfigured, "names the issuer"),
        (Lie::ScriptAsEndpoint, Misconfigured, "not https"),
        (Lie::OnlySharedSecrets, Misconfigured, "algorithm"),
        (Lie::IssParameterWrong, Untrue, "another issuer's"),
        (Lie::IssParameterMissing, Untrue, "name its issuer"),
        (Lie::CodeOfOtherClient, refused(), "invalid_grant"),
        (Lie::OtherKindOfToken, Untrue, "kind"),
        (Lie::ControlInSubject, Untrue, "of whom"),
        (Lie::Redirects, Untrue, "307"),
        (Lie::Huge, Untrue, "long"),
        (Lie::Slow, Unreachable, "in time"),
        (Lie::Down, Unreachable, "503"),
        (Lie::NotJson, Untrue, "JSON"),
    ] {
        let fake = Fake::oidc(&app).await;
        fake.lie(lie);
        let Err(error) = Trip::to(&app, &fake).go().await else { panic!("{lie:?}") };
        assert_eq!(*error.refusal(), Refusal::Upstream(expected), "{lie:?}: {error}");
        assert!(error.why().contains(words) && error.hint().is_empty(), "{lie:?}: {error}");
    }
}

#[tokio::test]
async fn the_named_providers_are_believed_no_more() {
    let app = impatient().await;
    for lie in [Lie::WrongNonce, Lie::OtherAudience, Lie::UnknownKey, Lie::AlgNone, Lie::Expired] {
        for fake in [Fake::google(&app).await, Fake::apple(&app).await, Fake::microsoft(&app).await]
        {
            fake.lie(lie);
            let fault = fault(Trip::to(&app, &fake)).await;
            assert_eq!(fault, Some(UpstreamFault::Untrue), "{lie:?} of {}", fake.origin);
        }
    }
    for (lie, expected) in [
        (Lie::CodeOfOtherClient, None),
        (Lie::Redirects, Some(UpstreamFault::Untrue)),
        (Lie::Huge, Some(UpstreamFault::Untrue)),
        (Lie::NotJson, Some(UpstreamFault::Untrue)),
        (Lie::Down, Some(UpstreamFault::Unreachable)),
    ] {
        for fake in [Fake::facebook(&app).await, Fake::amazon(&app).await, Fake::github(&app).await]
        {
            fake.lie(lie);
            let fault = fault(Trip::to(&app, &fake)).await;
            match &expected {
                Some(expected) => assert_eq!(fault.as_ref(), Some(expected), "{lie:?}"),
                None => assert!(matches!(fault, Some(UpstreamFault::Refused(_))), "{lie:?}"),
            }
        }
    }
    for fake in [
        Fake::google(&app).await,
        Fake::apple(&app).await,
        Fake::microsoft(&app).await,
        Fake::facebook(&app).await,
        Fake::amazon(&app).await,
    ] {
        fake.lie(Lie::ControlInSubject);
        let fault = fault(Trip::to(&app, &fake)).await;
        assert_eq!(fault, Some(UpstreamFault::Untrue), "{}", fake.origin);
    }
    let fake = Fake::amazon(&app).await;
    fake.lie(Lie::TokenOfOtherClient);
    assert_eq!(fault(Trip::to(&app, &fake)).await, Some(UpstreamFault::Untrue));
}

#[tokio::test]
async fn a_sign_in_of_before_is_no_new_one() {
    let app = TestApp::on_sqlite().await;
    let fake = Fake::oidc(&app).await;
    let again = || Trip { again: true, ..Trip::to(&app, &fake) };
    assert!(again().go().await.is_ok());
    let sent = fake.heard("/authorize");
    assert_eq!(
        (sent[0].query["prompt"].as_str(), sent[0].query["max_age"].as_str()),
        ("login", "0")
    );
    for lie in [Lie::OldSignIn, Lie::NoTimeOfSignIn] {
        fake.lie(lie);
        assert!(Trip::to(&app, &fake).go().await.is_ok(), "nobody asked: {lie:?}");
        assert_eq!(fault(again()).await, Some(UpstreamFault::Untrue), "{lie:?}");
    }
}

#[tokio::test]
async fn a_code_is_good_once_and_for_its_own_browser() {
    let app = TestApp::on_sqlite().await;
    let fake = Fake::oidc(&app).await;
    let cx = app.cx();
    let provider = fake.provider(&app.demo.pool.id);
    let up = Upstream { cx: &cx, provider: &provider, secret: Some(fake.secret()) };
    let oidc = adapter(provider.kind);
    let asked = Asked::fresh(&cx, fake.redirect_uri()).expect("random");
    let other = Asked::fresh(&cx, fake.redirect_uri()).expect("random");
    let answer = |url| fake.visit(&url).answer();
    let stolen = answer(oidc.begin(&up, &asked).await.expect("a way"));
    assert!(oidc.finish(&up, &other, &stolen).await.is_err(), "another browser's verifier");
    let good = answer(oidc.begin(&up, &asked).await.expect("a way"));
    assert!(oidc.finish(&up, &asked, &good).await.is_ok());
    assert!(oidc.finish(&up, &asked, &good).await.is_err(), "used twice");
}

#[tokio::test]
async fn the_answer_of_one_provider_is_none_of_another_s() {
    let app = TestApp::on_sqlite().await;
    let (honest, evil) = (Fake::oidc(&app).await, Fake::oidc(&app).await);
    let cx = app.cx();
    let provider = evil.provider(&app.demo.pool.id);
    let up = Upstream { cx: &cx, provider: &provider, secret: Some(evil.secret()) };
    let asked = Asked::fresh(&cx, evil.redirect_uri()).expect("random");
    let answer =
        Answer { code: "of-the-honest".into(), iss: Some(honest.origin.clone()), user: None };
    assert!(adapter(provider.kind).finish(&up, &asked, &answer).await.is_err());
    assert!(evil.heard("/token").is_empty(), "the code of one is not shown to the other");
}

#[tokio::test]
async fn a_wrong_secret_is_ours_to_mend() {
    let app = TestApp::on_sqlite().await;
    for fake in [Fake::oidc(&app).await, Fake::facebook(&app).await, Fake::github(&app).await] {
        let trip = Trip { secret: Some("another".into()), ..Trip::to(&app, &fake) };
        assert_eq!(fault(trip).await, Some(UpstreamFault::Misconfigured));
        let trip = Trip { secret: None, ..Trip::to(&app, &fake) };
        assert_eq!(fault(trip).await, Some(UpstreamFault::Misconfigured));
    }
    let fake = Fake::apple(&app).await;
    let trip = Trip { secret: Some("no key".into()), ..Trip::to(&app, &fake) };
    assert_eq!(fault(trip).await, Some(UpstreamFault::Misconfigured));
}

#[tokio::test]
async fn an_unknown_key_is_looked_for_within_bounds() {
    let app = TestApp::on_sqlite().await;
    let fake = Fake::oidc(&app).await;
    assert!(Trip::to(&app, &fake).go().await.is_ok());
    fake.lie(Lie::OtherKey);
    app.advance(Duration::from_secs(11));
    for _ in 0..5 {
        assert!(Trip::to(&app, &fake).go().await.is_err());
    }
    assert_eq!(fake.heard("/keys").len(), 2, "once more, and not again within ten seconds");
}

#[tokio::test]
async fn nothing_within_is_called_for_a_provider() {
    let app = TestApp::on_sqlite().await;
    let app = app.second_node(|config| config.outbound.allowed_private_ranges.clear()).await;
    let fake = Fake::oidc(&app).await;
    assert_eq!(fault(Trip::to(&app, &fake)).await, Some(UpstreamFault::Misconfigured));
    assert!(fake.heard("/openid-configuration").is_empty());
    let fake = Fake::github(&app).await;
    assert_eq!(fault(Trip::to(&app, &fake)).await, Some(UpstreamFault::Misconfigured));
    assert!(fake.heard("/access_token").is_empty());
}

on_both! {
    async fn whoever_is_called_by_a_control_character_stays_out(app) {
        for fake in [Fake::oidc(&app).await, Fake::facebook(&app).await] {
            let provider = admit(&app, &fake, trusting()).await;
            fake.lie(Lie::ControlInSubject);
            let mut browser = app.browser();
            let back = travel(&app, &mut browser, &fake, &provider, &Pkce::new()).await;
            stopped(&back, StatusCode::BAD_GATEWAY);
        }
        let everybody = users::list(&app.cx(), &app.demo.pool.id, None, 100).await.expect("users");
        let names: Vec<&str> = everybody.iter().map(|user| user.username.as_str()).collect();
        assert!(!names.iter().any(|name| name.starts_with("oidc_") || name.starts_with("facebook_")), "{names:?}");
    }

    async fn claims_with_control_characters_are_left_out(app) {
        app.change_pool(|pool| pool.required_attributes.clear()).await;
        let fake = Fake::oidc(&app).await;
        fake.lie(Lie::ControlInClaims);
        let mapping = ["email", "given_name", "family_name", "nickname"].map(|name| (name.to_owned(), name.to_owned()));
        let rules = ProviderRules { attribute_mapping: Some(mapping.into()), ..trusting() };
        let provider = admit(&app, &fake, rules).await;
        for _ in 0..2 {
            let mut browser = app.browser();
            let_in(&travel(&app, &mut browser, &fake, &provider, &Pkce::new()).await);
        }
        let user = users::show(&app.cx(), &app.demo.pool.id, "oidc_1234567890").await.expect("a user");
        assert_eq!(user.attributes["family_name"], "Mustermann");
        for name in ["email", "email_verified", "given_name", "nickname"] {
            assert!(!user.attributes.contains_key(name), "{name}");
        }
    }
}

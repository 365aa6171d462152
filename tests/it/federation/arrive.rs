//! What becomes of somebody whom a provider has sent.

use std::collections::BTreeMap;

use gatehouse::domain::Refusal;
use gatehouse::domain::account::undo;
use gatehouse::domain::admin::users::{self, NewUser};
use gatehouse::domain::sign_in::{Next, Step};
use gatehouse::model::Factor;
use gatehouse::model::attribute::{CustomAttribute, DataType};
use gatehouse::model::provider::{ProviderRules, SecondFactor};
use gatehouse::model::sign_in::MfaMode;
use gatehouse::model::user::UserStatus;
use gatehouse::words::Locale;
use serde_json::json;

use super::people::{admit, come, enter, identity, tokens, travel, trusting, view};
use crate::support::upstream::Fake;
use crate::support::{Pkce, TestApp, on_both};

fn erika() -> serde_json::Value {
    json!({"sub": "7", "name": "Erika", "email": "erika@example.com", "email_verified": true})
}

async fn everybody(app: &TestApp) -> Vec<gatehouse::model::User> {
    users::list(&app.cx(), &app.demo.pool.id, None, 100).await.expect("users")
}

pub(super) async fn somebody_unconfirmed(app: &TestApp, name: &str, email: &str) {
    let new = NewUser {
        username: name.to_owned(),
        password: None,
        attributes: BTreeMap::from([("email".to_owned(), email.to_owned())]),
        status: UserStatus::Unconfirmed,
    };
    users::create(&app.cx(), &app.demo.pool.id, new).await.expect("a user");
}

on_both! {
    async fn a_newcomer_gets_an_account_and_keeps_it(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        let mut subjects = Vec::new();
        for _ in 0..2 {
            let (mut browser, pkce) = (app.browser(), Pkce::new());
            let back = travel(&app, &mut browser, &fake, &provider, &pkce).await;
            let (_, told) = tokens(&app, &back, &pkce).await;
            assert_eq!(told["cognito:username"], "oidc_1234567890");
            assert_eq!(told["amr"], json!(["fed"]));
            assert_eq!(told["email"], "erika@example.com");
            assert_eq!(told.get("email_verified"), None, "nobody trusts the provider for it");
            let identities = told["identities"].as_array().expect("an array");
            assert_eq!(identities.len(), 1);
            for (name, value) in [("userId", "1234567890"), ("providerName", "OIDC"), ("primary", "true")] {
                assert_eq!(identities[0][name], value);
            }
            subjects.push(told["sub"].clone());
        }
        assert_eq!(subjects[0], subjects[1]);
        let user = users::show(&app.cx(), &app.demo.pool.id, "OIDC_1234567890").await.expect("a user");
        assert_eq!((user.status, user.password_hash), (UserStatus::ExternalProvider, None));
    }

    async fn an_address_that_nobody_vouches_for_opens_nobodys_account(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        let trusted = ProviderRules { trusted_domains: Some(vec!["example.test".into()]), ..Default::default() };
        let words = [(ProviderRules::default(), true), (trusted, false)];
        for (at, (rules, verified)) in words.into_iter().enumerate() {
            let provider = gatehouse::model::provider::Provider { rules, ..provider.clone() };
            let told = json!({"email": "Demo@Example.test", "email_verified": verified});
            let user = enter(&app, &provider, identity(&format!("thief{at}"), told)).await;
            assert_ne!(user.username.as_str(), "demo");
            assert!(!user.email_is_verified(), "{user:?}");
        }
        let owner = users::show(&app.cx(), &app.demo.pool.id, "demo@example.test").await.expect("a user");
        assert_eq!(owner.username.as_str(), "demo");
    }

    async fn an_account_that_was_never_confirmed_makes_room(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, trusting()).await;
        somebody_unconfirmed(&app, "squatter", "erika@example.com").await;
        let user = enter(&app, &provider, identity("7", erika())).await;
        assert_eq!((user.status, user.email_is_verified()), (UserStatus::ExternalProvider, true));
        let found = users::show(&app.cx(), &app.demo.pool.id, "erika@example.com").await.expect("a user");
        assert_eq!(found.id, user.id);
    }

    async fn whoever_is_disabled_stays_out(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, trusting()).await;
        let user = enter(&app, &provider, identity("7", erika())).await;
        users::disable(&app.cx(), &app.demo.pool.id, user.username.as_str()).await.expect("disabled");
        let refused = come(&app, &provider, identity("7", erika())).await;
        assert_eq!(refused.err(), Some(Refusal::WrongCredentials));
        let other = come(&app, &provider, identity("8", erika())).await;
        assert_eq!(other.err(), Some(Refusal::WrongCredentials), "nor by another identity with the address");
    }

    async fn attributes_are_taken_as_they_fit(app) {
        let custom = |name: &str, mutable| CustomAttribute {
            name: name.to_owned(),
            data_type: DataType::String,
            minimum: None,
            maximum: Some(20),
            pattern: None,
            mutable,
        };
        app.change_pool(|pool| { pool.custom_attributes = vec![custom("roles", true), custom("first", false)]; pool.required_attributes.clear() }).await;
        let fake = Fake::oidc(&app).await;
        let mapping = [
            ("name", "name"), ("custom:roles", "roles"), ("custom:first", "level"), ("picture", "picture"),
            ("email_verified", "always"), ("sub", "other"), ("custom:none", "name"), ("nickname", "long"),
            ("email", "email"),
        ];
        let mapping = mapping.map(|(name, claim)| (name.to_owned(), claim.to_owned())).into();
        let rules = ProviderRules { attribute_mapping: Some(mapping), ..Default::default() };
        let provider = admit(&app, &fake, rules).await;
        let told = |level: &str, name: &str| json!({
            "name": name, "roles": ["a", "b c"], "level": level, "always": true, "other": "x",
            "picture": "javascript:alert(1)", "long": "x".repeat(3000), "email": "not an address",
        });
        let first = enter(&app, &provider, identity("7", told("1", "Erika"))).await;
        for (name, value) in [("name", "Erika"), ("custom:roles", "[a,b+c]"), ("custom:first", "1")] {
            assert_eq!(first.attributes.get(name).map(String::as_str), Some(value), "{name}");
        }
        for name in ["email_verified", "sub", "custom:none", "nickname", "picture", "email"] {
            assert!(!first.attributes.contains_key(name), "{name}");
        }
        let then = enter(&app, &provider, identity("7", told("2", "Erika M."))).await;
        assert_eq!(then.attributes["name"], "Erika M.");
        assert_eq!(then.attributes["custom:first"], "1", "what cannot change stays");
    }

    async fn an_address_of_ones_own_outlives_the_providers(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, trusting()).await;
        let told = |email: &str, verified: bool| json!({"email": email, "email_verified": verified});
        let user = enter(&app, &provider, identity("7", told("erika@example.com", true))).await;
        assert!(user.email_is_verified());
        let moved = enter(&app, &provider, identity("7", told("e@example.org", true))).await;
        assert_eq!(moved.attributes["email"], "erika@example.com", "nobody trusts the provider for that domain");
        assert!(moved.email_is_verified());
        let back = enter(&app, &provider, identity("7", told("erika@example.com", true))).await;
        assert!(back.email_is_verified());
    }

    async fn a_provider_moves_no_second_factor(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, trusting()).await;
        let user = enter(&app, &provider, identity("7", erika())).await;
        app.enrol_email(&user).await;
        app.change_pool(|pool| {
            pool.sign_in.mfa = MfaMode::Optional;
            pool.sign_in.second_factors = vec![Factor::Email];
        }).await;
        for email in ["thief@example.com", "thief@example.org"] {
            let told = json!({"email": email, "email_verified": true});
            let step = come(&app, &provider, identity("7", told)).await;
            assert!(matches!(&step, Ok(Step::More(_))), "{email}: {step:?}");
            let now = users::show(&app.cx(), &app.demo.pool.id, user.username.as_str()).await.expect("a user");
            assert_eq!((now.attributes["email"].as_str(), now.email_is_verified()), ("erika@example.com", true));
            assert!(app.mail(email).await.is_empty(), "{email}");
        }
    }

    async fn another_address_is_told_to_the_old_one_which_can_come_back(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, trusting()).await;
        let other = || identity("7", json!({"email": "other@example.com", "email_verified": true}));
        enter(&app, &provider, identity("7", erika())).await;
        let moved = enter(&app, &provider, other()).await;
        assert_eq!((moved.attributes["email"].as_str(), moved.email_is_verified()), ("other@example.com", true));
        let mut mail = app.mail("erika@example.com").await;
        assert_eq!(mail.len(), 1, "the old one is told once");
        let link = mail.remove(0).links.remove(0);
        let token = link.split("code=").nth(1).and_then(|rest| rest.split('&').next()).expect("a code");
        let pool = view(&app).await;
        undo::take_back(&app.cx(), &pool, token, Locale::English).await.expect("undone");
        let back = enter(&app, &provider, other()).await;
        assert_eq!((back.attributes["email"].as_str(), back.email_is_verified()), ("erika@example.com", true));
    }

    async fn two_windows_make_one_account(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, trusting()).await;
        let before = everybody(&app).await.len();
        let (one, other) = tokio::join!(
            come(&app, &provider, identity("7", erika())),
            come(&app, &provider, identity("7", erika())),
        );
        assert!(matches!((&one, &other), (Ok(Step::Done(_)), Ok(Step::Done(_)))), "{one:?} {other:?}");
        assert_eq!(everybody(&app).await.len(), before + 1);
    }

    async fn a_name_that_is_taken_is_not_taken_over(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        somebody_unconfirmed(&app, "oidc_7", "squatter@example.org").await;
        let user = enter(&app, &provider, identity("7", json!({}))).await;
        assert!(user.username.as_str().starts_with("oidc_7_"), "{}", user.username.as_str());
        let odd = enter(&app, &provider, identity("erika@example.com or so", json!({}))).await;
        assert!(!odd.username.as_str().contains(['@', ' ']), "{}", odd.username.as_str());
        let again = enter(&app, &provider, identity("7", json!({}))).await;
        assert_eq!(again.id, user.id);
    }

    async fn nobody_gets_an_account_where_sign_up_is_closed(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        enter(&app, &provider, identity("7", erika())).await;
        app.change_pool(|pool| pool.self_sign_up = false).await;
        enter(&app, &provider, identity("7", erika())).await;
        let refused = come(&app, &provider, identity("8", json!({}))).await;
        assert_eq!(refused.err(), Some(Refusal::SignUpClosed));
        let opened = ProviderRules { sign_up: Some(true), ..Default::default() };
        let provider = gatehouse::model::provider::Provider { rules: opened, ..provider };
        enter(&app, &provider, identity("8", json!({}))).await;
    }

    async fn whatever_the_pool_demands_is_asked_for_first(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        let nameless = || identity("7", json!({"email": null}));
        for _ in 0..2 {
            let step = come(&app, &provider, nameless()).await;
            assert!(matches!(&step, Ok(Step::More(more)) if more.next == Next::Details), "{step:?}");
        }
        app.change_pool(|pool| pool.required_attributes.clear()).await;
        enter(&app, &provider, nameless()).await;
    }

    async fn a_provider_of_another_pool_sends_nobody(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        let pool_id = "eu-central-1_Ab3dE6gH9".parse().expect("an id");
        let provider = gatehouse::model::provider::Provider { pool_id, ..provider };
        let refused = come(&app, &provider, identity("7", erika())).await;
        assert_eq!(refused.err(), Some(Refusal::NotFound));
    }

    async fn a_second_factor_is_asked_for_as_of_everybody(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        app.change_pool(|pool| pool.sign_in.mfa = MfaMode::Required).await;
        let with = |amr: &[&str]| identity("7", json!({"amr": amr}));
        for amr in [&[][..], &["mfa"], &["pwd", "otp"]] {
            let step = come(&app, &provider, with(amr)).await;
            assert!(matches!(&step, Ok(Step::More(more)) if matches!(more.next, Next::Enrol(_))), "{step:?}");
        }
        let rules = ProviderRules { second_factor: SecondFactor::Theirs, ..Default::default() };
        let provider = gatehouse::model::provider::Provider { rules, ..provider };
        for amr in [&["pwd"][..], &["otp"], &[]] {
            let step = come(&app, &provider, with(amr)).await;
            assert!(matches!(&step, Ok(Step::More(_))), "{amr:?}: {step:?}");
        }
        for amr in [&["pwd", "otp"][..], &["mfa"]] {
            let step = come(&app, &provider, with(amr)).await;
            let Ok(Step::Done(signed_in)) = step else { panic!("{step:?}") };
            assert_eq!(signed_in.session.amr, ["fed", "mfa"]);
        }
    }
}

//! Identity providers as an operator keeps them: made known, changed, disabled and removed.

use gatehouse::domain::admin::Revision;
use gatehouse::domain::admin::identities;
use gatehouse::domain::admin::providers::{self, NewProvider, ProviderChange};
use gatehouse::domain::admin::users;
use gatehouse::domain::{Refusal, Result, audit};
use gatehouse::model::pool::PoolSettings;
use gatehouse::model::provider::{
    Details, LinkedIdentity, Provider, ProviderKind, ProviderRules, TokenAuth,
};
use gatehouse::model::{User, UserId};
use gatehouse::store::{self, Error, Tx};
use secrecy::ExposeSecret;
use serde_json::json;

use super::arrive::somebody_unconfirmed;
use super::people::{admit, enter, identity};
use crate::support::upstream::Fake;
use crate::support::{TestApp, on_both};

/// Changes what is said of a provider, with another secret where one is given.
async fn change(
    app: &TestApp,
    provider: &Provider,
    secret: Option<&str>,
    change: impl FnOnce(&mut Details),
) -> Result<Provider, String> {
    let mut details = provider.details.clone();
    change(&mut details);
    let secret = secret.map(Into::into);
    let details = Some(details.into());
    let wanted = ProviderChange { details, secret, ..ProviderChange::default() };
    let changed = providers::update(&app.cx(), &app.demo.pool.id, &provider.name, wanted).await;
    changed.map_err(|error| error.hint().to_owned())
}

/// A key with a change of it.
type Move = (&'static str, fn(&mut Details));

/// What makes other people of a provider's ids: whoever sets it up anew would be taken for them.
const MOVES: [Move; 5] = [
    ("client_id", |details| details.client_id = "another".into()),
    ("oidc_issuer", |details| details.oidc_issuer = elsewhere()),
    ("token_url", |details| details.token_url = elsewhere()),
    ("attributes_url", |details| details.attributes_url = elsewhere()),
    ("jwks_uri", |details| details.jwks_uri = elsewhere()),
];

fn elsewhere() -> Option<String> {
    Some("https://id.example".to_owned())
}

fn acme(name: Option<&str>) -> NewProvider {
    NewProvider {
        kind: ProviderKind::Oidc,
        name: name.map(|name| name.parse().expect("a name")),
        details: Details { client_id: "us".into(), oidc_issuer: elsewhere(), ..Details::default() },
        secret: None,
        rules: ProviderRules::default(),
    }
}

fn refusal<T>(outcome: Result<T>) -> Option<Refusal> {
    outcome.err().map(|error| error.refusal().clone())
}

/// People with an identity at a provider.
struct Crowd {
    provider: Provider,
    users: Vec<User>,
}

async fn gather(tx: &mut Tx, crowd: &Crowd) -> Result<(), Error> {
    for user in &crowd.users {
        store::users::insert(tx, user).await?;
        let identity = LinkedIdentity {
            provider_id: crowd.provider.id.clone(),
            subject: user.username.to_string(),
            pool_id: user.pool_id.clone(),
            user_id: user.id.clone(),
            email: None,
            tokens: None,
            linked_at: user.created_at,
            used_at: user.created_at,
            is_founding: false,
        };
        store::identities::insert(tx, &identity).await?;
    }
    Ok(())
}

/// So many people whose accounts are connected with that provider.
async fn crowd(app: &TestApp, provider: &Provider, size: usize) -> Vec<UserId> {
    let demo = users::show(&app.cx(), &app.demo.pool.id, "demo").await.expect("a user");
    let one = |at: usize| {
        let mut user = demo.clone();
        user.id = gatehouse::crypto::random::user_id().expect("random");
        user.username = format!("one{at}").parse().expect("a name");
        user.attributes = [("identities".to_owned(), "[]".to_owned())].into();
        user
    };
    let users: Vec<User> = (0..size).map(one).collect();
    let ids = users.iter().map(|user| user.id.clone()).collect();
    let crowd = Crowd { provider: provider.clone(), users };
    app.cx().write(crowd, |tx, crowd| Box::pin(gather(tx, crowd))).await.expect("written");
    ids
}

async fn fill(tx: &mut Tx, providers: &Vec<Provider>) -> Result<(), Error> {
    for provider in providers {
        store::providers::insert(tx, provider).await?;
    }
    Ok(())
}

async fn rewrite(tx: &mut Tx, provider: &Provider) -> Result<(), Error> {
    store::providers::update(tx, provider).await.map(drop)
}

/// The events of the pool by name, with what is told of them.
async fn events(app: &TestApp) -> Vec<(String, String)> {
    let mut tx = app.cx().read().await.expect("a connection");
    let events = audit::list(&mut tx, &app.demo.pool.id, 100).await.expect("events");
    events.into_iter().map(|event| (event.event, event.detail)).collect()
}

on_both! {
    async fn a_key_of_before_that_does_nothing_hinders_no_other_change(app) {
        let github = NewProvider {
            kind: ProviderKind::GitHub,
            details: Details { client_id: "us".into(), ..Details::default() },
            secret: Some("secret".into()),
            ..acme(None)
        };
        let pool = &app.demo.pool.id;
        let made = providers::create(&app.cx(), pool, github).await.expect("a provider");
        let idle = Details { jwks_uri: elsewhere(), ..made.details.clone() };
        let before = Provider { details: idle, ..made };
        app.cx().write(before.clone(), |tx, one| Box::pin(rewrite(tx, one))).await.expect("written");
        let rules = ProviderRules { label: Some("Code".into()), ..ProviderRules::default() };
        let wanted = ProviderChange { rules: Some(rules.into()), ..ProviderChange::default() };
        let changed = providers::update(&app.cx(), pool, &before.name, wanted).await;
        assert_eq!(changed.expect("a provider").rules.label.as_deref(), Some("Code"));
        let other = |details: &mut Details| details.authorize_scopes = Some("read:user".into());
        let refused = change(&app, &before, None, other).await.expect_err("an idle key");
        assert!(refused.contains("jwks_uri"), "{refused}");
    }

    async fn the_ids_of_people_stay_theirs(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        enter(&app, &provider, identity("7", json!({}))).await;
        for (key, moved) in MOVES {
            let refused = change(&app, &provider, Some("new"), moved).await.expect_err(key);
            assert!(refused.contains(key) && refused.contains("the same people"), "{refused}");
        }
        let kept = providers::show(&app.cx(), &app.demo.pool.id, &provider.name).await.expect("a provider");
        assert_eq!(kept.details, provider.details);
        let renamed = Details { oidc_issuer: elsewhere(), ..provider.details.clone() };
        let known = ProviderChange {
            details: Some(renamed.clone().into()),
            secret: Some("new".into()),
            same_people: true,
            ..ProviderChange::default()
        };
        let pool = &app.demo.pool.id;
        let moved = providers::update(&app.cx(), pool, &provider.name, known).await.expect("moved");
        assert_eq!(moved.details, renamed);
        let back = ProviderChange {
            details: Some(provider.details.clone().into()),
            secret: Some("new".into()),
            same_people: true,
            ..ProviderChange::default()
        };
        providers::update(&app.cx(), pool, &provider.name, back).await.expect("moved back");
        let free = change(&app, &provider, None, |details| {
            details.authorize_scopes = Some("openid".into());
            details.authorize_url = elsewhere();
            details.token_auth = Some(TokenAuth::ClientSecretPost);
        });
        free.await.expect("what changes nobody's id");
        let pool = &app.demo.pool.id;
        identities::unlink(&app.cx(), pool, "oidc_7", &provider.name, "7").await.expect("unlinked");
        for (key, moved) in MOVES {
            change(&app, &provider, Some("new"), moved).await.expect(key);
        }
    }

    async fn whose_ids_they_are_depends_on_the_kind(app) {
        let (google, apple) = (Fake::google(&app).await, Fake::apple(&app).await);
        for (fake, settles) in [(&google, "oidc_issuer"), (&apple, "team_id")] {
            let provider = admit(&app, fake, ProviderRules::default()).await;
            enter(&app, &provider, identity("7", json!({}))).await;
            let secret = fake.secret().expose_secret().to_owned();
            let moved = change(&app, &provider, Some(&secret), |details| match settles {
                "team_id" => details.team_id = Some("OTHERTEAM1".into()),
                _ => details.oidc_issuer = elsewhere(),
            });
            assert!(moved.await.expect_err("others'").contains(settles));
            let renamed = change(&app, &provider, Some(&secret), |details| details.client_id = "another".into());
            renamed.await.expect("the same ids for every client");
        }
    }

    async fn the_secret_that_is_kept_goes_nowhere_else(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        for (key, moved) in &MOVES[..3] {
            let refused = change(&app, &provider, None, moved).await.expect_err(key);
            assert!(refused.contains(key) && refused.contains("give it anew"), "{refused}");
        }
        change(&app, &provider, Some("new"), MOVES[2].1).await.expect("with another secret");
        let public = fake.join(&app, |provider| {
            provider.name = "Public".parse().expect("a name");
            provider.sealed = None;
        });
        change(&app, &public.await, None, MOVES[2].1).await.expect("there is none to go anywhere");
    }

    async fn two_changes_at_once_both_count(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        let rules = |change: fn(&mut ProviderRules)| ProviderChange {
            rules: Some(Revision::by(move |present: &ProviderRules| {
                let mut rules = present.clone();
                change(&mut rules);
                Ok(rules)
            })),
            ..ProviderChange::default()
        };
        let (cx, pool, name) = (app.cx(), &app.demo.pool.id, &provider.name);
        let (one, other) = tokio::join!(
            providers::update(&cx, pool, name, rules(|rules| rules.label = Some("Acme".into()))),
            providers::update(&cx, pool, name, rules(|rules| rules.keep_tokens = true)),
        );
        assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
        let rules = providers::show(&cx, pool, name).await.expect("a provider").rules;
        assert_eq!((rules.label.as_deref(), rules.keep_tokens), (Some("Acme"), true));
    }

    async fn a_provider_goes_with_its_identities_and_leaves_its_people(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        let people = crowd(&app, &provider, 205).await;
        let (cx, pool) = (app.cx(), &app.demo.pool.id);
        providers::delete(&cx, pool, &provider.name).await.expect("deleted");
        assert_eq!(refusal(providers::show(&cx, pool, &provider.name).await), Some(Refusal::NotFound));
        for id in &people {
            let user = users::show(&cx, pool, id.as_str()).await.expect("the account stays");
            assert!(!user.attributes.contains_key("identities"), "{user:?}");
            assert!(identities::list(&cx, pool, id.as_str()).await.expect("a list").is_empty());
        }
        let told = events(&app).await;
        assert_eq!(told.iter().filter(|(event, _)| event == "provider.deleted").count(), 1, "{told:?}");
        assert_eq!(refusal(providers::delete(&cx, pool, &provider.name).await), Some(Refusal::NotFound));
    }

    async fn a_name_is_there_once_in_a_pool(app) {
        let (cx, pool) = (app.cx(), &app.demo.pool.id);
        providers::create(&cx, pool, acme(Some("Beta"))).await.expect("a provider");
        providers::create(&cx, pool, acme(Some("Acme"))).await.expect("a provider");
        for taken in ["Acme", "ACME"] {
            assert_eq!(refusal(providers::create(&cx, pool, acme(Some(taken))).await), Some(Refusal::NameTaken));
        }
        let named = |list: Vec<Provider>| list.iter().map(|one| one.name.to_string()).collect::<Vec<_>>();
        assert_eq!(named(providers::list(&cx, pool).await.expect("a list")), ["Acme", "Beta"]);
        let off = providers::disable(&cx, pool, &"Acme".parse().expect("a name")).await.expect("disabled");
        let on = providers::enable(&cx, pool, &off.name).await.expect("enabled");
        assert!(!off.enabled && on.enabled);
    }

    async fn a_pool_has_so_many_providers_and_no_more(app) {
        let (cx, pool) = (app.cx(), &app.demo.pool.id);
        let first = providers::create(&cx, pool, acme(None)).await.expect("a provider");
        let one = |at: i64| Provider {
            id: format!("provider-{at}"),
            name: format!("P{at}").parse().expect("a name"),
            ..first.clone()
        };
        let more: Vec<Provider> = (2..store::providers::MOST).map(one).collect();
        cx.write(more, |tx, more| Box::pin(fill(tx, more))).await.expect("written");
        providers::create(&cx, pool, acme(Some("Last"))).await.expect("the last one");
        let refused = providers::create(&cx, pool, acme(Some("Another"))).await.expect_err("enough");
        assert!(refused.hint().contains("300"), "{refused}");
    }

    async fn a_provider_is_nothing_to_another_pool(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        let user = enter(&app, &provider, identity("7", json!({}))).await;
        let (cx, own, name) = (app.cx(), &app.demo.pool.id, &provider.name);
        let other = app.second_pool(PoolSettings::default()).await.id;
        let gone = Some(Refusal::NotFound);
        assert_eq!(refusal(providers::show(&cx, &other, name).await), gone);
        assert_eq!(refusal(providers::check(&cx, &other, name).await), gone);
        assert_eq!(refusal(providers::update(&cx, &other, name, ProviderChange::default()).await), gone);
        assert_eq!(refusal(providers::enable(&cx, &other, name).await), gone);
        assert_eq!(refusal(providers::disable(&cx, &other, name).await), gone);
        assert_eq!(refusal(providers::delete(&cx, &other, name).await), gone);
        let who = user.id.as_str();
        assert_eq!(refusal(identities::list(&cx, &other, who).await), gone);
        assert_eq!(refusal(identities::link(&cx, &other, who, name, "8").await), gone);
        assert_eq!(refusal(identities::unlink(&cx, &other, who, name, "7").await), gone);
        assert_eq!(refusal(identities::tokens(&cx, &other, who, name, None).await), gone);
        assert!(providers::show(&cx, own, name).await.expect("a provider").enabled);
        assert_eq!(identities::list(&cx, own, who).await.expect("a list").len(), 1);
    }

    async fn an_operator_connects_what_fits(app) {
        let fake = Fake::oidc(&app).await;
        let provider = admit(&app, &fake, ProviderRules::default()).await;
        enter(&app, &provider, identity("taken", json!({}))).await;
        somebody_unconfirmed(&app, "squatter", "squatter@example.org").await;
        let (cx, pool, name) = (app.cx(), &app.demo.pool.id, &provider.name);
        let link = async |who: &str, subject: &str| refusal(identities::link(&cx, pool, who, name, subject).await);
        for nothing in ["", "a\nb", &"x".repeat(256)] {
            assert_eq!(link("demo", nothing).await, Some(Refusal::Invalid));
        }
        assert_eq!(link("demo", "taken").await, Some(Refusal::NameTaken));
        assert_eq!(link("squatter", "1").await, Some(Refusal::Invalid), "nobody has confirmed it");
        assert_eq!(link("nobody", "1").await, Some(Refusal::NotFound));
        for subject in ["1", "2", "3", "4", "5", "5"] {
            assert_eq!(link("demo", subject).await, None, "{subject}");
        }
        assert_eq!(link("demo", "6").await, Some(Refusal::Invalid), "five are enough");
        let unlink = async |subject: &str| refusal(identities::unlink(&cx, pool, "demo", name, subject).await);
        assert_eq!((unlink("5").await, unlink("5").await), (None, Some(Refusal::NotFound)));
        assert_eq!(unlink("taken").await, Some(Refusal::NotFound), "that is somebody else's");
        providers::disable(&cx, pool, name).await.expect("disabled");
        assert_eq!(link("demo", "7").await, Some(Refusal::SignInExpired));
    }

    async fn tokens_are_read_where_they_are_kept_and_the_audit_knows(app) {
        let fake = Fake::oidc(&app).await;
        let keeping = ProviderRules { keep_tokens: true, ..ProviderRules::default() };
        let provider = admit(&app, &fake, keeping.clone()).await;
        let user = enter(&app, &provider, identity("7", json!({}))).await;
        let (cx, pool, name) = (app.cx(), &app.demo.pool.id, &provider.name);
        let who = user.username.as_str();
        let kept = identities::tokens(&cx, pool, who, name, None).await.expect("tokens");
        assert_eq!(kept["access_token"], "a token");
        for name in ["refresh_token", "id_token", "expires_at"] {
            assert!(kept[name].is_null(), "{kept}");
        }
        let told = json!({ "provider": "OIDC", "subject": "7" }).to_string();
        let before = events(&app).await;
        assert!(before.contains(&("user.provider_tokens_read".to_owned(), told)), "{before:?}");

        let refused = async |who: &str, subject: Option<&str>| {
            let tokens = identities::tokens(&cx, pool, who, name, subject).await;
            tokens.expect_err("nothing to read").hint().to_owned()
        };
        assert!(refused("demo", None).await.contains("no such identity"));
        assert!(refused(who, Some("8")).await.contains("no such identity"));
        identities::link(&cx, pool, who, name, "8").await.expect("linked");
        assert!(refused(who, None).await.contains("name the subject"));
        assert!(refused(who, Some("8")).await.contains("none are kept yet"));
        identities::tokens(&cx, pool, who, name, Some("7")).await.expect("tokens");
        let rules = Some(ProviderRules { keep_tokens: false, ..keeping }.into());
        let change = ProviderChange { rules, ..ProviderChange::default() };
        providers::update(&cx, pool, name, change).await.expect("changed");
        assert!(refused(who, Some("7")).await.contains("keep_tokens is off"));
        // Linking, reading and changing are told; what was refused is not.
        assert_eq!(events(&app).await.len(), before.len() + 3);
    }
}

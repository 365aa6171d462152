//! Documents beside an operator's word, and beside the keys that they have withdrawn (OAuth Client ID
//! Metadata Document).

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use gatehouse::domain::admin::clients::{self, ClientChange};
use gatehouse::domain::{self, Refusal, housekeeping};
use gatehouse::model::client::ClientSettings;
use gatehouse::model::{Client, ClientId};
use gatehouse::store::{self, Tx};
use serde_json::json;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::client_id_metadata_documents::{ASSERTION_TYPE, DAY, HOUR, MINUTE};
use crate::support::jose::Key;
use crate::support::{DocumentServer, TestApp, on_both};

/// A little longer than a document that was missed something is not read again.
const A_MOMENT: Duration = Duration::from_secs(11);

/// How long a write is seen to wait.
const WAITS: Duration = Duration::from_millis(500);

impl TestApp {
    fn document_id(&self, server: &DocumentServer) -> ClientId {
        ClientId::at(&self.demo.pool.id, &server.id()).expect("an id")
    }

    async fn disable_document(&self, server: &DocumentServer) {
        let id = self.document_id(server);
        clients::disable(&self.cx(), &self.demo.pool.id, &id).await.expect("disabled");
    }

    async fn document_as_kept(&self, server: &DocumentServer) -> Client {
        let id = self.document_id(server);
        clients::show(&self.cx(), &self.demo.pool.id, &id).await.expect("a client")
    }

    /// What an operator's change of a document's client comes to.
    async fn change_document(
        &self,
        server: &DocumentServer,
        name: Option<&str>,
        change: fn(&mut ClientSettings),
    ) -> domain::Result<()> {
        let mut settings = self.document_as_kept(server).await.settings;
        change(&mut settings);
        let change = ClientChange {
            name: name.map(String::from),
            settings: Some(settings.into()),
            ..ClientChange::default()
        };
        let id = self.document_id(server);
        clients::update(&self.cx(), &self.demo.pool.id, &id, change).await.map(drop)
    }

    /// The status where a document's client proves itself by that key to go on with something.
    async fn goes_on_by(&self, server: &DocumentServer, key: &Key) -> StatusCode {
        let assertion = key.assert(&self.assertion_of(&server.id()));
        let pairs = [
            ("token", "x"),
            ("client_assertion_type", ASSERTION_TYPE),
            ("client_assertion", &assertion),
        ];
        self.ask("/oauth2/introspect", None, &pairs).await.status
    }
}

/// A document whose client proves itself by that key.
fn describe_key(server: &DocumentServer, key: &Key) {
    server.describe(json!({
        "token_endpoint_auth_method": "private_key_jwt", "jwks": { "keys": [key.public()] },
    }));
}

/// An operator's write that is under way until it is let go.
struct Disabling {
    client: Client,
    begun: Arc<Semaphore>,
    go: Arc<Semaphore>,
}

async fn disable(tx: &mut Tx, disabling: &Disabling) -> domain::Result<()> {
    store::epochs::advance(tx).await?;
    let client = Client { enabled: false, ..disabling.client.clone() };
    assert!(store::clients::update(tx, &client).await?);
    disabling.begun.add_permits(1);
    let _go = disabling.go.acquire().await.expect("a word");
    Ok(())
}

/// What an operator would have otherwise.
type Change = fn(&mut ClientSettings);

on_both! {
    async fn one_that_was_disabled_does_not_come_back_by_itself(app) {
        let server = app.document_client().await;
        assert_eq!(app.asked_by(&server.id()).await, StatusCode::SEE_OTHER);
        app.disable_document(&server).await;
        app.advance(40 * DAY);
        housekeeping::clean(&app.cx()).await.expect("cleaned");
        assert_eq!(app.asked_by(&server.id()).await, StatusCode::BAD_REQUEST);
        assert!(!app.document_as_kept(&server).await.enabled);
        assert_eq!(server.asked(), 1);
    }

    async fn a_disabled_one_makes_no_room_and_stands_in_nobodys_way(app) {
        app.change_pool(|settings| settings.registration.most_clients = 2).await;
        let servers = [DocumentServer::start().await, DocumentServer::start().await, DocumentServer::start().await];
        app.take_documents(&["*"]).await;
        for server in &servers[..2] {
            assert_eq!(app.asked_by(&server.id()).await, StatusCode::SEE_OTHER);
            app.advance(MINUTE);
        }
        app.disable_document(&servers[0]).await;
        app.advance(HOUR);
        assert_eq!(app.asked_by(&servers[2].id()).await, StatusCode::SEE_OTHER, "the other made room");
        assert_eq!(app.asked_by(&servers[0].id()).await, StatusCode::BAD_REQUEST);
        assert_eq!(app.asked_by(&servers[1].id()).await, StatusCode::SERVICE_UNAVAILABLE);
    }

    async fn a_document_that_is_read_while_an_operator_writes_undoes_nothing(app) {
        let server = app.document_client().await;
        assert_eq!(app.asked_by(&server.id()).await, StatusCode::SEE_OTHER);
        let (begun, go) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
        let disabling = Disabling {
            client: app.document_as_kept(&server).await, begun: begun.clone(), go: go.clone(),
        };
        server.describe(json!({ "client_name": "Another name" }));
        app.advance(11 * MINUTE);
        let cx = app.cx();
        let writing = tokio::spawn(async move {
            cx.write(disabling, |tx, disabling| Box::pin(disable(tx, disabling))).await
        });
        let _begun = begun.acquire().await.expect("begun");
        let id = server.id();
        let mut asked = Box::pin(app.asked_by(&id));
        assert!(timeout(WAITS, &mut asked).await.is_err(), "it waits for the operator's write");
        go.add_permits(1);
        writing.await.expect("no panic").expect("disabled");
        assert_eq!(asked.await, StatusCode::BAD_REQUEST);
        let kept = app.document_as_kept(&server).await;
        assert_eq!((kept.enabled, kept.name.as_str()), (false, "Another name"));
    }

    async fn an_operator_changes_what_the_document_does_not_say_and_nothing_else(app) {
        let server = app.document_client().await;
        assert_eq!(app.asked_by(&server.id()).await, StatusCode::SEE_OTHER);
        let documents: [(&str, Change); 8] = [
            ("scopes", |s| s.scopes = "openid".parse().expect("scopes")),
            ("redirect_uris", |s| s.redirect_uris.push("https://app.example/2".parse().expect("a URI"))),
            ("logout_uris", |s| s.logout_uris.push("https://app.example/".parse().expect("a URI"))),
            ("refresh", |s| s.refresh = false),
            ("response_types", |s| s.response_types = None),
            ("requests", |s| s.requests.pushed = true),
            ("dpop", |s| s.dpop = true),
            ("about", |s| s.about.home = Some("https://app.example/".into())),
        ];
        for (member, change) in documents {
            let refused = app.change_document(&server, None, change).await.expect_err(member);
            assert_eq!(*refused.refusal(), Refusal::Invalid, "{member}");
            assert!(refused.hint().ends_with(&format!("here: {member}")), "{}", refused.hint());
        }
        let refused = app.change_document(&server, Some("Ours"), |_| ()).await.expect_err("a name");
        assert!(refused.hint().ends_with("here: name"), "{}", refused.hint());
        let own: fn(&mut ClientSettings) = |s| {
            s.consent = false;
            s.access_token_seconds = 600;
        };
        app.change_document(&server, Some("From afar"), own).await.expect("an operator's own");
        app.advance(11 * MINUTE);
        assert_eq!(app.asked_by(&server.id()).await, StatusCode::SEE_OTHER);
        let kept = app.document_as_kept(&server).await.settings;
        assert_eq!((kept.consent, kept.access_token_seconds, server.asked()), (false, 600, 2));
    }

    async fn a_key_that_its_document_no_longer_has_goes_on_with_nothing(app) {
        let (server, old, new) = (app.document_client().await, Key::ec(), Key::ec());
        describe_key(&server, &old);
        assert_eq!(app.asked_by(&server.id()).await, StatusCode::SEE_OTHER);
        assert_eq!(app.goes_on_by(&server, &old).await, StatusCode::OK);
        describe_key(&server, &new);
        assert_eq!(app.goes_on_by(&server, &old).await, StatusCode::OK, "it is fresh");
        app.advance(11 * MINUTE);
        assert_eq!(app.goes_on_by(&server, &old).await, StatusCode::UNAUTHORIZED);
        assert_eq!(app.goes_on_by(&server, &new).await, StatusCode::OK);
        assert_eq!(server.asked(), 2);
        server.fail();
        app.advance(11 * MINUTE);
        assert_eq!(app.goes_on_by(&server, &new).await, StatusCode::OK, "it counts for a day more");
        app.advance(DAY);
        assert_eq!(app.goes_on_by(&server, &new).await, StatusCode::UNAUTHORIZED);
    }

    async fn a_new_key_is_looked_for_in_the_document_once_in_a_moment(app) {
        let (server, old, new) = (app.document_client().await, Key::ec(), Key::ec());
        describe_key(&server, &old);
        assert_eq!(app.asked_by(&server.id()).await, StatusCode::SEE_OTHER);
        for _ in 0..3 {
            assert_eq!(app.goes_on_by(&server, &new).await, StatusCode::UNAUTHORIZED);
        }
        assert_eq!(server.asked(), 1, "it was read just now");
        app.advance(A_MOMENT);
        describe_key(&server, &new);
        assert_eq!(app.goes_on_by(&server, &new).await, StatusCode::OK);
        for _ in 0..3 {
            assert_eq!(app.goes_on_by(&server, &old).await, StatusCode::UNAUTHORIZED);
        }
        assert_eq!(server.asked(), 2);
        server.fail();
        app.advance(A_MOMENT);
        for _ in 0..3 {
            assert_eq!(app.goes_on_by(&server, &old).await, StatusCode::UNAUTHORIZED);
            assert_eq!(app.goes_on_by(&server, &new).await, StatusCode::OK, "it is still fresh");
        }
        assert_eq!(server.asked(), 3, "what was in vain is not tried again");
    }
}

//! Documents and URLs that are no client's, and servers that must be left alone (OAuth Client ID
//! Metadata Document section 6).

use std::time::Duration;

use axum::http::{StatusCode, header};
use gatehouse::domain::configuration::learn_epoch;
use serde_json::json;

use crate::support::{DOCUMENT_CALLBACK, DocumentServer, Pkce, TestApp, on_both};

/// The words of the page on which an authorization request of that client ends.
async fn page(app: &TestApp, id: &str) -> String {
    let answer = app.browser().get(&app.authorize_document(&Pkce::new(), id)).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{id}: {answer:?}");
    assert!(!answer.headers.contains_key(header::LOCATION), "{id}");
    assert!(answer.body.contains("invalid_client"), "{id}: {}", answer.body);
    answer.body
}

/// The description with which a pushed request of that client is refused.
async fn pushed(app: &TestApp, id: &str) -> String {
    let pairs = [("client_id", id), ("response_type", "code"), ("redirect_uri", DOCUMENT_CALLBACK)];
    let answer = app.ask("/oauth2/par", None, &pairs).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{id}: {answer:?}");
    assert_eq!(answer.json()["error"], "invalid_client", "{id}");
    answer.json()["error_description"].as_str().expect("words").to_owned()
}

on_both! {
    async fn where_no_document_is_listed_nobody_is_asked(app) {
        let server = DocumentServer::start().await;
        for sources in [&[][..], &["other.example"], &["127.0.0.1"], &["*.0.example"]] {
            app.take_documents(sources).await;
            page(&app, &server.id()).await;
            pushed(&app, &server.id()).await;
            let device = app.ask("/oauth2/device_authorization", None, &[("client_id", &server.id())]).await;
            assert_eq!(device.json()["error"], "invalid_client");
        }
        assert_eq!(server.asked(), 0);
    }

    async fn a_document_that_does_not_fit_is_no_clients_and_its_developer_is_told_why(app) {
        let server = DocumentServer::start().await;
        app.take_documents(&["*"]).await;
        let other = format!("{}x", server.id());
        for (members, words) in [
            (json!({ "client_id": other }), "its own URL"),
            (json!({ "client_id": format!("{}#{}", server.id(), app.demo.pool.id) }), "its own URL"),
            (json!({ "client_secret": "a secret" }), "client_secret"),
            (json!({ "client_secret_expires_at": 0 }), "client_secret_expires_at"),
            (json!({ "token_endpoint_auth_method": "client_secret_basic" }), "token_endpoint_auth_method"),
            (json!({ "token_endpoint_auth_method": "client_secret_jwt" }), "token_endpoint_auth_method"),
            (json!({ "token_endpoint_auth_method": "private_key_jwt" }), "jwks"),
            (json!({ "redirect_uris": [] }), "redirect_uris"),
            (json!({ "redirect_uris": ["https://app.example/cb#x"] }), "fragment"),
            (json!({ "grant_types": ["client_credentials"] }), "client_credentials"),
            (json!({ "jwks": { "keys": [{ "kty": "oct", "k": "AAAA" }] } }), "jwks"),
            (json!({ "software_statement": "e30.e30." }), "software statements"),
        ] {
            server.describe(members.clone());
            let told = pushed(&app, &server.id()).await;
            assert!(told.contains("metadata document") && told.contains(words), "{members}: {told}");
            assert!(page(&app, &server.id()).await.contains("metadata document"), "{members}");
            app.advance(Duration::from_secs(11));
        }
    }

    async fn what_is_no_document_is_refused_in_words_that_tell_nothing_of_the_network(app) {
        let server = DocumentServer::start().await;
        app.take_documents(&["*"]).await;
        let (good, json) = (server.document(json!({})).to_string(), "content-type: application/json");
        let elsewhere = format!("location: http://{}/other.json", server.authority);
        let long = format!("{good}{}", " ".repeat(10 * 1024));
        let not_fetched = "the client metadata document could not be fetched";
        for (status, headers, body, told) in [
            ("302 Found", &[json, &elsewhere][..], good.as_str(), not_fetched),
            ("201 Created", &[json], &good, not_fetched),
            ("404 Not Found", &[json], &good, not_fetched),
            ("500 Internal Server Error", &[json], &good, not_fetched),
            ("200 OK", &[json], &long, not_fetched),
            ("200 OK", &["content-type: text/html"], &good, "the client metadata document is not sent as application/json"),
            ("200 OK", &[], &good, "the client metadata document is not sent as application/json"),
            ("200 OK", &[json], "<html>", "the client metadata document is not a JSON object"),
            ("200 OK", &[json], "[]", "the client metadata document is not a JSON object"),
        ] {
            server.answer(status, headers, body);
            let before = server.asked();
            assert_eq!(pushed(&app, &server.id()).await, told, "{status} {headers:?}");
            assert_eq!(server.asked(), before + 1, "no redirect is followed");
            app.advance(Duration::from_secs(11));
        }
        for forbidden in [
            "https://10.0.0.1/c", "http://169.254.169.254/latest", "https://[fd00:ec2::254]/c",
            "https://[::ffff:a00:1]/c", "http://192.168.1.1:8080/c", "https://nobody.invalid/c",
        ] {
            assert_eq!(pushed(&app, forbidden).await, not_fetched, "{forbidden}");
        }
    }

    async fn another_way_to_write_a_url_is_another_or_none(app) {
        let server = DocumentServer::start().await;
        app.take_documents(&["*"]).await;
        assert_eq!(app.asked_by(&server.id()).await, StatusCode::SEE_OTHER);
        let (_, port) = server.authority.split_once(':').expect("a port");
        for path in [
            format!("http://user@{}/client.json", server.authority),
            format!("http://{}/x/../client.json", server.authority),
            format!("http://{}/x/%2e%2e/client.json", server.authority),
            format!("http://{}/%2E/client.json", server.authority),
            format!("http://{}\\client.json", server.authority),
            format!("HTTP://{}/client.json", server.authority),
            format!("http://127.1:{port}/client.json"),
            format!("http://0x7f000001:{port}/client.json"),
            format!("http://LOCALHOST:{port}/client.json"),
            format!("http://localhost.:{port}/client.json"),
            format!("{}#{}", server.id(), app.demo.pool.id),
            format!("{}?", server.id()),
            format!("{}?a=b", server.id()),
            format!("{}\n", server.id()),
            format!("http://{}", server.authority),
            format!("http://{}/", server.authority),
        ] {
            page(&app, &path).await;
        }
        assert_eq!(server.asked(), 1);
        // One that is well written is another client, which this document does not describe.
        for path in [format!("{}x", server.id()), format!("http://localhost:{port}/client.json")] {
            page(&app, &path).await;
        }
    }

    async fn a_failing_host_is_left_alone_for_a_moment(app) {
        let server = DocumentServer::start().await;
        app.take_documents(&["*"]).await;
        server.fail();
        for _ in 0..5 {
            page(&app, &server.id()).await;
        }
        assert_eq!(server.asked(), 1);
        for number in 0..20 {
            page(&app, &format!("{}{number}", server.id())).await;
        }
        assert_eq!(server.asked(), 10);
        server.describe(json!({}));
        page(&app, &server.id()).await;
        app.advance(Duration::from_secs(11));
        assert_eq!(app.asked_by(&server.id()).await, StatusCode::SEE_OTHER);
    }

    async fn what_is_made_up_at_a_host_harms_only_what_is_new_there(app) {
        let server = DocumentServer::start().await;
        app.take_documents(&["*"]).await;
        assert_eq!(app.asked_by(&server.id()).await, StatusCode::SEE_OTHER);
        app.advance(Duration::from_secs(11 * 60));
        for number in 0..10 {
            page(&app, &format!("{}{number}", server.id())).await;
        }
        assert_eq!(server.asked(), 11);
        let (new, named) = (format!("{}x", server.id()), format!("{}y", server.id()));
        page(&app, &new).await;
        assert_eq!(server.asked(), 11, "the host rests");
        assert_eq!(app.asked_by(&server.id()).await, StatusCode::SEE_OTHER);
        assert_eq!(server.asked(), 12, "what is known is read again");
        app.take_documents(&["*", &named]).await;
        server.describe(json!({ "client_id": named }));
        assert_eq!(app.asked_by(&named).await, StatusCode::SEE_OTHER, "an operator has listed it");
    }

    async fn one_address_names_so_many_new_documents(app) {
        let mut servers = Vec::new();
        for _ in 0..5 {
            servers.push(DocumentServer::start().await);
        }
        let ids: Vec<String> = servers.iter().map(DocumentServer::id).collect();
        app.take_documents(&["*"]).await;
        let mut node = app.second_node(|config| config.limits.registrations = 2).await;
        node.come_from("203.0.113.7");
        for id in [&ids[0], &ids[1], &ids[0]] {
            assert_eq!(node.asked_by(id).await, StatusCode::SEE_OTHER);
        }
        assert_eq!(node.asked_by(&ids[2]).await, StatusCode::TOO_MANY_REQUESTS);
        let pushed = node.ask("/oauth2/par", None, &[("client_id", &ids[2])]).await;
        assert_eq!(pushed.status, StatusCode::TOO_MANY_REQUESTS, "{pushed:?}");
        assert_eq!(servers[2].asked(), 0);
        app.advance(Duration::from_secs(11 * 60));
        assert_eq!(node.asked_by(&ids[0]).await, StatusCode::SEE_OTHER, "one that is known");
        assert_eq!(servers[0].asked(), 2);
        app.take_documents(&["*", &ids[3]]).await;
        learn_epoch(&node.app).await.expect("the epoch");
        assert_eq!(node.asked_by(&ids[3]).await, StatusCode::SEE_OTHER, "an operator has listed it");
        node.come_from("203.0.113.8");
        assert_eq!(node.asked_by(&ids[4]).await, StatusCode::SEE_OTHER, "somebody else");
    }

    async fn slow_hosts_of_strangers_hold_up_no_client_that_is_known(app) {
        let server = DocumentServer::start().await;
        app.take_documents(&["*"]).await;
        assert_eq!(app.asked_by(&server.id()).await, StatusCode::SEE_OTHER);
        app.advance(Duration::from_secs(11 * 60));
        let node = app.second_node(|config| {
            config.outbound.concurrency = 4;
            config.outbound.timeout = Duration::from_secs(30);
        }).await;
        let slow = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let made_up = format!("http://{}/client.json", slow.local_addr().expect("an address"));
        let mut held_up = Box::pin(node.asked_by(&made_up));
        let connected = tokio::select! {
            _ = &mut held_up => None,
            connected = slow.accept() => Some(connected.expect("a connection")),
        };
        assert!(connected.is_some(), "the only turn of strangers is taken");
        assert_eq!(node.asked_by(&server.id()).await, StatusCode::SEE_OTHER);
        assert_eq!(server.asked(), 2);
    }

    async fn many_at_once_fetch_a_document_once(app) {
        let server = DocumentServer::start().await;
        app.take_documents(&["*"]).await;
        let id = server.id();
        let statuses = futures_util::future::join_all((0..12).map(|_| app.asked_by(&id))).await;
        assert!(statuses.iter().all(|status| *status == StatusCode::SEE_OTHER), "{statuses:?}");
        assert_eq!(server.asked(), 1);
    }
}

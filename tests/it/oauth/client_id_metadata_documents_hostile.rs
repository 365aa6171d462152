//! Documents and URLs that are no client's, and servers that must be left alone (OAuth Client ID
//! Metadata Document section 6).

use std::time::Duration;

use axum::http::{StatusCode, header};
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

    async fn many_at_once_fetch_a_document_once(app) {
        let server = DocumentServer::start().await;
        app.take_documents(&["*"]).await;
        let id = server.id();
        let statuses = futures_util::future::join_all((0..12).map(|_| app.asked_by(&id))).await;
        assert!(statuses.iter().all(|status| *status == StatusCode::SEE_OTHER), "{statuses:?}");
        assert_eq!(server.asked(), 1);
    }
}

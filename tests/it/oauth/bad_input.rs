//! Malformed requests: the standard's error, in words, and never a fault of ours.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};

use crate::support::{Answer, TestApp, on_both};

const FORM: &str = "application/x-www-form-urlencoded";
const PROGRAMS: [&str; 4] = ["token", "revoke", "introspect", "userInfo"];

async fn send(
    app: &TestApp,
    method: Method,
    path: &str,
    content_type: Option<&str>,
    body: Vec<u8>,
) -> Answer {
    let path = format!("{}{path}", app.base);
    let mut request = Request::builder().method(method).uri(&path);
    if let Some(content_type) = content_type {
        request = request.header(header::CONTENT_TYPE, content_type);
    }
    app.browser().send(&path, request, Body::from(body)).await
}

fn assert_json_error(answer: &Answer, what: &str) {
    assert!(answer.status.is_client_error(), "{what}: {answer:?}");
    assert!(answer.json()["error"].is_string(), "{what}: {answer:?}");
}

on_both! {
    async fn a_wrong_content_type_or_body_is_an_error_in_json(app) {
        let bodies: [(Option<&str>, Vec<u8>); 7] = [
            (None, b"grant_type=client_credentials".to_vec()),
            (Some("application/json"), b"{\"grant_type\":\"client_credentials\"}".to_vec()),
            (Some("text/plain"), b"grant_type=client_credentials".to_vec()),
            (Some(FORM), b"token=a&token=b&grant_type=x&grant_type=y&access_token=1&access_token=2".to_vec()),
            (Some(FORM), b"token=%ff&grant_type=%ff&access_token=%ff".to_vec()),
            (Some(FORM), b"\xff\xfe=\xff&token=x".to_vec()),
            (Some(FORM), b"token=%00&grant_type=%00&access_token=%00".to_vec()),
        ];
        for endpoint in PROGRAMS {
            for (content_type, body) in &bodies {
                let answer = send(&app, Method::POST, &format!("/oauth2/{endpoint}"), *content_type, body.clone()).await;
                assert_json_error(&answer, endpoint);
            }
            let large = [b"token=".to_vec(), vec![b'x'; 70_000]].concat();
            let answer = send(&app, Method::POST, &format!("/oauth2/{endpoint}"), Some(FORM), large).await;
            assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{endpoint}");
            let many = "a=1&".repeat(3).into_bytes();
            assert_json_error(&send(&app, Method::POST, &format!("/oauth2/{endpoint}"), Some(FORM), many).await, endpoint);
        }
    }

    async fn a_wrong_method_says_which_are_right(app) {
        for endpoint in ["token", "revoke", "introspect"] {
            for method in [Method::GET, Method::PUT, Method::DELETE, Method::PATCH] {
                let answer = send(&app, method, &format!("/oauth2/{endpoint}"), None, Vec::new()).await;
                assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{endpoint}");
                assert!(answer.headers.contains_key(header::ALLOW), "{endpoint}");
            }
        }
        for path in ["/oauth2/authorize", "/login", "/signup", "/logout"] {
            let answer = send(&app, Method::DELETE, path, None, Vec::new()).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
        }
    }

    async fn pages_refuse_what_they_cannot_read_with_a_page(app) {
        for path in ["/oauth2/authorize", "/login", "/signup", "/confirm", "/confirmUser", "/resendcode", "/forgotPassword", "/confirmforgotPassword", "/logout"] {
            for (content_type, body) in [
                (Some("application/json"), b"{}".to_vec()),
                (Some(FORM), b"username=a&username=b".to_vec()),
                (Some(FORM), b"username=%ff".to_vec()),
                (Some(FORM), vec![b'x'; 70_000]),
                (Some(FORM), b"username=a&password=b".to_vec()),
                (Some(FORM), Vec::new()),
            ] {
                let answer = send(&app, Method::POST, path, content_type, body.clone()).await;
                assert!(answer.status.is_client_error(), "{path} {content_type:?}: {answer:?}");
                let html = answer.headers[header::CONTENT_TYPE].to_str().expect("ASCII");
                assert!(html.starts_with("text/html"), "{path}: {html}");
                assert!(answer.headers.contains_key(header::CONTENT_SECURITY_POLICY), "{path}");
            }
        }
        for query in ["?client_id=%ff", "?client_id=a&client_id=b", "?%00=1", "?lang=%00&client_id=x"] {
            for path in ["/oauth2/authorize", "/login", "/signup", "/confirm", "/forgotPassword", "/logout", "/error"] {
                let answer = send(&app, Method::GET, &format!("{path}{query}"), None, Vec::new()).await;
                assert!(!answer.status.is_server_error(), "{path}{query}: {answer:?}");
            }
        }
    }

    async fn unknown_pools_and_paths_are_not_found(app) {
        for path in ["/eu-central-1_XXXXXXXXX/login", "/x/login", "/eu-central-1_XXXXXXXXX/oauth2/token", "/%00/login", "/../etc/passwd", "/static/../Cargo.toml", "/static/x.css"] {
            let answer = app.browser().get(path).await;
            assert!(answer.status == StatusCode::NOT_FOUND || answer.status == StatusCode::METHOD_NOT_ALLOWED, "{path}: {answer:?}");
        }
    }

    async fn a_program_that_mistypes_an_address_reads_json(app) {
        for path in ["/oauth2/nope", "/oauth2/userinfo", "/oauth2/token/", "/.well-known/nope"] {
            let answer = app.browser().get(&format!("{}{path}", app.base)).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            assert_json_error(&answer, path);
        }
    }

    async fn error_text_is_escaped(app) {
        let answer = app.browser().get(&format!("{}/error?error=%3Cscript%3Ealert(1)%3C/script%3E", app.base)).await;
        assert!(!answer.body.contains("<script>alert"), "{}", answer.body);
        let answer = app.browser().get(&format!("{}/login?login_hint=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&username=%22%3E%3Cscript%3E", app.base)).await;
        assert!(!answer.body.contains("<script>alert"), "{}", answer.body);
    }
}

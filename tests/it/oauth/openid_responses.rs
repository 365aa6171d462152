//! What an answer is and how it travels: hybrid response types (OpenID Connect Core section 3.3), the
//! form post response mode, signed answers (JARM), hashes, subjects and resources.

use gatehouse::crypto::digest::half_hash;
use gatehouse::model::Algorithm;

use crate::support::{Answer, Pkce, TestApp, claims, form, on_both};

async fn answer(app: &TestApp, pkce: &Pkce, more: &[(&str, &str)]) -> Answer {
    let web = app.web().0.to_owned();
    app.change_client(&web, |settings| settings.implicit = true).await;
    app.sign_in(&mut app.browser(), &app.authorize(pkce, more)).await
}

fn hidden(page: &Answer, name: &str) -> String {
    let form = page.form("form-post");
    let field = form.fields.iter().find(|(own, _)| own == name);
    field.unwrap_or_else(|| panic!("no {name}: {}", page.body)).1.clone()
}

on_both! {
    async fn hybrid_answers_hold_what_was_asked_for_in_the_fragment(app) {
        for kind in ["code id_token", "code token", "code id_token token", "token code"] {
            let pkce = Pkce::new();
            let answer = answer(&app, &pkce, &[("response_type", kind)]).await;
            assert!(answer.location().contains('#'), "{kind}: {answer:?}");
            let code = answer.parameter("code").expect("a code");
            assert_eq!(answer.parameter("access_token").is_some(), kind.split(' ').any(|word| word == "token"), "{kind}");
            assert_eq!(answer.parameter("id_token").is_some(), kind.contains("id_token"), "{kind}");
            if let Some(token) = answer.parameter("id_token") {
                let id = claims(&token);
                assert_eq!(id["c_hash"], half_hash(&code, Algorithm::RS256), "{kind}");
                assert_eq!(id["s_hash"], half_hash("a state", Algorithm::RS256), "{kind}");
                assert_eq!(id["nonce"], "a nonce");
                let at_hash = answer.parameter("access_token").map(|token| half_hash(&token, Algorithm::RS256));
                assert_eq!(id["at_hash"].as_str().map(String::from), at_hash, "{kind}");
            }
            let tokens = app.redeem(&code, &pkce).await.json();
            assert!(tokens["id_token"].is_string(), "{tokens}");
        }
    }

    async fn a_hybrid_id_token_needs_a_nonce_and_a_hybrid_answer_no_query(app) {
        for (more, error) in [
            (("nonce", ""), "invalid_request"),
            (("response_mode", "query"), "invalid_request"),
            (("response_mode", "query.jwt"), "invalid_request"),
        ] {
            let refused = answer_of_refusal(&app, &[("response_type", "code id_token"), more]).await;
            assert_eq!(refused.parameter("error").as_deref(), Some(error), "{more:?}");
            assert!(refused.location().contains("#error"), "{refused:?}");
        }
    }

    async fn a_form_carries_the_answer_and_the_refusal(app) {
        let pkce = Pkce::new();
        let page = answer(&app, &pkce, &[("response_mode", "form_post")]).await;
        assert!(page.status.is_success(), "{page:?}");
        assert_eq!(hidden(&page, "state"), "a state");
        assert!(hidden(&page, "iss").ends_with(app.demo.pool.id.as_str()));
        let tokens = app.redeem(&hidden(&page, "code"), &pkce).await.json();
        assert!(tokens["access_token"].is_string(), "{tokens}");
        let policy = page.headers["content-security-policy"].to_str().expect("text");
        assert!(policy.contains("form-action 'self' http://localhost:9080"), "{policy}");

        let more = [("response_mode", "form_post"), ("prompt", "none"), ("state", "<\"&'>")];
        let refused = app.browser().get(&app.authorize(&pkce, &more)).await;
        assert_eq!(hidden(&refused, "error"), "login_required");
        assert_eq!(hidden(&refused, "state"), "<\"&'>");
    }

    async fn a_signed_answer_is_for_the_client_alone_and_good_for_a_while(app) {
        let pkce = Pkce::new();
        for mode in ["jwt", "query.jwt", "fragment.jwt"] {
            let answer = answer(&app, &pkce, &[("response_mode", mode)]).await;
            assert!(answer.parameter("code").is_none() && answer.parameter("state").is_none(), "{mode}");
            let signed = claims(&answer.parameter("response").expect("a JWT"));
            assert_eq!(signed["aud"], app.web().0);
            assert_eq!(signed["state"], "a state");
            assert!(signed["iss"].as_str().expect("an issuer").ends_with(app.demo.pool.id.as_str()));
            let life = signed["exp"].as_i64().expect("a time") - signed["iat"].as_i64().expect("a time");
            assert!((1..=600).contains(&life), "{life}");
            let tokens = app.redeem(signed["code"].as_str().expect("a code"), &pkce).await.json();
            assert!(tokens["access_token"].is_string(), "{tokens}");
        }
        let refused = app.browser().get(&app.authorize(&pkce, &[("response_mode", "jwt"), ("prompt", "none")])).await;
        assert_eq!(claims(&refused.parameter("response").expect("a JWT"))["error"], "login_required");
    }

    async fn each_sector_sees_a_subject_of_its_own(app) {
        let public = claims(app.tokens().await["id_token"].as_str().expect("a token"));
        let web = app.web().0.to_owned();
        app.change_client(&web, |settings| settings.pairwise = true).await;
        let tokens = app.tokens().await;
        let pairwise = claims(tokens["id_token"].as_str().expect("a token"));
        assert_ne!(pairwise["sub"], public["sub"]);
        let again = claims(app.tokens().await["id_token"].as_str().expect("a token"));
        assert_eq!(pairwise["sub"], again["sub"]);
        let access = tokens["access_token"].as_str().expect("a token");
        assert_eq!(claims(access)["sub"], pairwise["sub"]);
        // A name by which people are found again would undo it.
        assert!(claims(access).get("username").is_none() && pairwise.get("cognito:username").is_none());
        let asked = app.ask("/oauth2/introspect", Some(app.web()), &[("token", access)]).await.json();
        assert!(asked["active"] == true && asked.get("username").is_none(), "{asked}");
        assert!(app.userinfo(access).await.json().get("username").is_none());
        assert_eq!(app.userinfo(access).await.json()["sub"], pairwise["sub"]);
        app.change_client(&web, |settings| settings.sector_identifier_uri = Some("https://other.example/uris".into())).await;
        let other = claims(app.tokens().await["id_token"].as_str().expect("a token"));
        assert_ne!(other["sub"], pairwise["sub"]);
    }

    async fn a_token_is_for_the_resource_that_was_asked_for(app) {
        let pkce = Pkce::new();
        let answer = answer(&app, &pkce, &[("resource", "https://mcp.example/server")]).await;
        let tokens = app.redeem(&answer.parameter("code").expect("a code"), &pkce).await.json();
        assert_eq!(claims(tokens["access_token"].as_str().expect("a token"))["aud"], "https://mcp.example/server");
        let refreshed = app.refresh(tokens["refresh_token"].as_str().expect("a token")).await.json();
        assert_eq!(claims(refreshed["access_token"].as_str().expect("a token"))["aud"], "https://mcp.example/server");
        let code = self::answer(&app, &pkce, &[("resource", "https://mcp.example/server")]).await;
        let other = [
            ("grant_type", "authorization_code"),
            ("code", &code.parameter("code").expect("a code")),
            ("redirect_uri", crate::support::WEB_CALLBACK),
            ("code_verifier", &pkce.verifier),
            ("resource", "https://other.example/"),
        ];
        let refused = app.ask("/oauth2/token", Some(app.web()), &other).await;
        assert_eq!(refused.json()["error"], "invalid_target", "another than was granted");
        let refresh = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refreshed["refresh_token"].as_str().expect("a token")),
            ("resource", "https://other.example/"),
        ];
        let refused = app.ask("/oauth2/token", Some(app.web()), &refresh).await;
        assert_eq!(refused.json()["error"], "invalid_target", "another than was granted");
        let machine = [("grant_type", "client_credentials"), ("resource", "https://mcp.example/server")];
        let own = app.ask("/oauth2/token", Some(app.machine()), &machine).await.json();
        assert_eq!(claims(own["access_token"].as_str().expect("a token"))["aud"], "https://mcp.example/server");
        for bad in ["relative", "https://mcp.example/#here", "https:"] {
            let refused = answer_of_refusal(&app, &[("resource", bad)]).await;
            assert_eq!(refused.parameter("error").as_deref(), Some("invalid_target"), "{bad}");
        }
    }

    async fn a_bound_clients_tokens_do_not_come_through_the_browser(app) {
        let web = app.web().0.to_owned();
        app.change_client(&web, |settings| settings.dpop = true).await;
        for kind in ["token", "code token", "id_token token"] {
            let refused = answer_of_refusal(&app, &[("response_type", kind)]).await;
            assert_eq!(refused.parameter("error").as_deref(), Some("unauthorized_client"), "{kind}");
        }
    }

    async fn a_lean_client_gets_what_it_asked_for_and_no_more(app) {
        let web = app.web().0.to_owned();
        app.change_client(&web, |settings| settings.lean_id_token = true).await;
        let pkce = Pkce::new();
        let answer = answer(&app, &pkce, &[("scope", "openid")]).await;
        let tokens = app.redeem(&answer.parameter("code").expect("a code"), &pkce).await.json();
        let told = app.userinfo(tokens["access_token"].as_str().expect("a token")).await.json();
        assert_eq!(told.as_object().expect("claims").keys().collect::<Vec<_>>(), ["sub"], "{told}");
    }

    async fn a_strangers_client_asks_for_resources_that_are_known(app) {
        let web = app.web().0.to_owned();
        app.change_client(&web, |settings| settings.consent = true).await;
        let refused = answer_of_refusal(&app, &[("resource", "https://api.bank.example/")]).await;
        assert_eq!(refused.parameter("error").as_deref(), Some("invalid_target"));
        let issuer = app.issuer();
        let known = answer_of_refusal(&app, &[("resource", &issuer)]).await;
        assert!(known.location().contains("/login?"), "{known:?}");
    }

    async fn openid_requests_name_where_they_are_answered(app) {
        let pairs = [("response_type", "code"), ("client_id", app.web().0), ("scope", "openid")];
        let refused = app.browser().get(&format!("{}/oauth2/authorize?{}", app.base, form(&pairs))).await;
        assert!(refused.status.is_client_error() && refused.has("error-message"), "{refused:?}");
    }
}

async fn answer_of_refusal(app: &TestApp, more: &[(&str, &str)]) -> Answer {
    let web = app.web().0.to_owned();
    app.change_client(&web, |settings| settings.implicit = true).await;
    app.browser().get(&app.authorize(&Pkce::new(), more)).await
}

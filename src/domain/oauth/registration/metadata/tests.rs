//! What metadata becomes, and what of it is refused.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::model::client::{Introspection, Profile, Rotation};
use crate::model::{Algorithm, Scopes};

const CALLBACK: &str = "https://app.example/cb";

/// A stranger's offer of a pool that signs by RS256 and ES256.
fn offer() -> Offer {
    let scopes = |text: &str| text.parse::<Scopes>().expect("scopes");
    Offer {
        algorithms: vec![Algorithm::RS256, Algorithm::ES256],
        identity: scopes("openid profile email phone address offline_access"),
        custom: scopes("shop/read shop/write"),
        machines: false,
        http: false,
    }
}

/// Metadata with these members over a redirect URI; null takes one away.
fn metadata(members: Value) -> Metadata {
    let mut all = json!({ "redirect_uris": [CALLBACK] });
    for (name, value) in members.as_object().expect("an object") {
        all[name] = value.clone();
    }
    Metadata::new(all.as_object().expect("an object").clone())
}

fn wanted(members: Value) -> Result<Wanted> {
    read(&metadata(members), &offer(), &ClientSettings::default())
}

fn settings(members: Value) -> ClientSettings {
    wanted(members.clone()).unwrap_or_else(|why| panic!("{members}: {why}")).settings
}

fn refusal(members: Value) -> Refusal {
    let refused = wanted(members.clone()).map(|_| panic!("{members} is taken"));
    refused.unwrap_or_else(|error| error.refusal().clone())
}

fn public_key() -> Value {
    json!({
        "kty": "EC", "crv": "P-256", "use": "sig", "kid": "1",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    })
}

#[test]
fn what_is_left_out_has_the_standards_default() {
    let plain = settings(json!({}));
    assert!(plain.code && !plain.implicit && !plain.refresh && !plain.client_credentials);
    assert_eq!(plain.proving.method, Some(AuthMethod::ClientSecretBasic));
    assert_eq!(plain.scopes, offer().identity);
    assert!(!plain.pairwise && plain.signing.id_token.is_none());
}

#[test]
fn what_a_member_says_is_taken_over() {
    let told = settings(json!({
        "policy_uri": "https://app.example/policy",
        "initiate_login_uri": "https://app.example/begin",
        "id_token_signed_response_alg": "ES256",
        "request_object_signing_alg": "PS256",
        "request_uris": ["https://app.example/request#digest"],
        "default_max_age": 60,
        "dpop_bound_access_tokens": true,
        "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": "ES256",
        "jwks": { "keys": [public_key()] },
        "frontchannel_logout_uri": "https://app.example/out",
        "subject_type": "pairwise",
        "software_id": "passed over",
        "client_name#de": "auch",
    }));
    assert_eq!(told.about.policy.as_deref(), Some("https://app.example/policy"));
    assert_eq!(told.signing.id_token, Some(Algorithm::ES256));
    assert_eq!(told.requests.algorithm, Some(Algorithm::PS256));
    assert_eq!(told.requests.uris, ["https://app.example/request#digest"]);
    assert_eq!((told.requests.max_age, told.dpop, told.pairwise), (Some(60), true, true));
    assert_eq!(told.proving.algorithm, Some(Algorithm::ES256.into()));
}

#[test]
fn what_is_left_out_later_is_taken_back_and_the_operators_rules_stay() {
    let before = ClientSettings {
        access_token_seconds: 600,
        dpop: true,
        consent: true,
        ..settings(json!({ "logo_uri": "https://app.example/logo", "contacts": ["a@b.example"] }))
    };
    let after = read(&metadata(json!({})), &offer(), &before).expect("metadata").settings;
    assert_eq!((after.about, after.dpop), Default::default());
    assert_eq!((after.access_token_seconds, after.consent), (600, true));
}

#[test]
fn each_member_has_its_limits() {
    let many = vec![CALLBACK; 101];
    let long = format!("https://app.example/{}", "x".repeat(2048));
    for members in [
        json!({ "redirect_uris": CALLBACK }),
        json!({ "redirect_uris": many }),
        json!({ "contacts": [""] }),
        json!({ "contacts": vec!["a"; 101] }),
        json!({ "contacts": { "a": 1 } }),
        json!({ "client_name": 1 }),
        json!({ "client_uri": long }),
        json!({ "logo_uri": "http://app.example/logo" }),
        json!({ "tos_uri": "javascript:alert(1)" }),
        json!({ "policy_uri": "https://user@app.example/" }),
        json!({ "initiate_login_uri": "http://app.example/begin" }),
        json!({ "jwks_uri": "http://127.0.0.1/keys" }),
        json!({ "jwks_uri": "file:///etc/passwd" }),
        json!({ "request_uris": ["http://app.example/request"] }),
        json!({ "backchannel_logout_uri": "https://app.example/#x" }),
        json!({ "default_max_age": -1 }),
        json!({ "default_max_age": "60" }),
        json!({ "require_auth_time": "true" }),
        json!({ "post_logout_redirect_uris": ["http://app.example/out"] }),
        json!({ "id_token_signed_response_alg": "none" }),
        json!({ "id_token_signed_response_alg": "HS256" }),
        json!({ "userinfo_signed_response_alg": "PS256" }),
        json!({ "request_object_signing_alg": "none" }),
        json!({ "id_token_encrypted_response_alg": "RSA-OAEP" }),
        json!({ "tls_client_certificate_bound_access_tokens": true }),
        json!({ "token_endpoint_auth_method": "tls_client_auth" }),
        json!({ "application_type": "desktop" }),
        json!({ "subject_type": "private" }),
        json!({ "scope": "a\"b" }),
        json!({ "scope": "aws.cognito.signin.user.admin" }),
    ] {
        assert_eq!(refusal(members), Refusal::InvalidClientMetadata);
    }
    assert_eq!(
        refusal(json!({ "software_statement": "x.y.z" })),
        Refusal::UnapprovedSoftwareStatement
    );
}

#[test]
fn redirect_uris_have_an_error_of_their_own() {
    for uris in [
        json!(null),
        json!([]),
        json!(["https://app.example/cb#x"]),
        json!(["http://app.example/cb"]),
        json!(["javascript:alert(1)"]),
        json!([CALLBACK, "https://*.example/cb"]),
    ] {
        assert_eq!(refusal(json!({ "redirect_uris": uris })), Refusal::InvalidRedirectUri);
    }
}

#[test]
fn tokens_go_where_the_application_runs() {
    // Whether a web application, and a native one, may be sent tokens there.
    for (uri, web, native) in [
        ("https://app.example/cb", true, false),
        ("https://localhost/cb", false, false),
        ("https://127.0.0.1/cb", false, false),
        ("http://localhost/cb", false, true),
        ("http://[::1]:8080/cb", false, true),
        ("com.example.app:/cb", false, true),
    ] {
        for (kind, fits) in [(json!(null), web), (json!("web"), web), (json!("native"), native)] {
            for response_type in ["id_token", "code token"] {
                let members = json!({
                    "redirect_uris": [uri], "response_types": [response_type], "application_type": kind,
                });
                match fits {
                    true => assert!(settings(members).implicit),
                    false => assert_eq!(refusal(members), Refusal::InvalidRedirectUri, "{uri}"),
                }
            }
            let codes = settings(json!({ "redirect_uris": [uri], "application_type": kind }));
            assert_eq!(json!(codes.application_type) == "native", kind == "native", "{uri}");
        }
    }
}

#[test]
fn an_assertion_has_one_algorithm_of_its_method() {
    let registered = |method: &str, algorithm: &str| {
        let members = json!({
            "token_endpoint_auth_method": method, "token_endpoint_auth_signing_alg": algorithm,
            "jwks": { "keys": [public_key()] },
        });
        wanted(members).ok().map(|wanted| wanted.settings.proving.algorithm.map(String::from))
    };
    for (method, algorithm) in [("client_secret_jwt", "HS384"), ("private_key_jwt", "PS512")] {
        assert_eq!(registered(method, algorithm), Some(Some(algorithm.to_owned())));
    }
    for (method, algorithm) in [
        ("client_secret_jwt", "ES256"),
        ("client_secret_jwt", "HS1"),
        ("private_key_jwt", "HS256"),
        ("private_key_jwt", "none"),
    ] {
        assert_eq!(registered(method, algorithm), None, "{method} {algorithm}");
    }
    assert_eq!(registered("client_secret_basic", "HS256"), Some(None), "which has nothing to sign");
}

#[test]
fn members_must_fit_together() {
    let keys = json!({ "keys": [public_key()] });
    let mut private = public_key();
    private["d"] = json!("jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI");
    for members in [
        json!({ "jwks": keys, "jwks_uri": "https://app.example/keys" }),
        json!({ "jwks": { "keys": [private] } }),
        json!({ "jwks": { "keys": [public_key(), { "kty": "oct", "k": "AAAA" }] } }),
        json!({ "jwks": [public_key()] }),
        json!({ "jwks": { "keys": [] } }),
        json!({ "token_endpoint_auth_method": "private_key_jwt" }),
        json!({ "token_endpoint_auth_method": "client_secret_jwt", "token_endpoint_auth_signing_alg": "RS256" }),
        json!({ "token_endpoint_auth_signing_alg": "none" }),
        json!({ "require_signed_request_object": true }),
        json!({ "grant_types": ["client_credentials"] }),
        json!({ "frontchannel_logout_uri": "https://other.example/out" }),
        json!({ "subject_type": "pairwise", "redirect_uris": [CALLBACK, "https://other.example/cb"] }),
        json!({ "grant_types": ["urn:ietf:params:oauth:grant-type:device_code"], "redirect_uris": null,
            "sector_identifier_uri": "https://other.example/sector" }),
    ] {
        assert_eq!(refusal(members), Refusal::InvalidClientMetadata);
    }
}

#[test]
fn only_the_invited_act_for_themselves() {
    let machine = json!({ "grant_types": ["client_credentials"], "scope": "shop/read", "redirect_uris": null });
    let invited = Offer { machines: true, ..offer() };
    let wanted = read(&metadata(machine.clone()), &invited, &ClientSettings::default());
    assert_eq!(wanted.expect("metadata").settings.scopes.to_string(), "shop/read");
    let mut public = machine;
    public["token_endpoint_auth_method"] = json!("none");
    assert!(read(&metadata(public), &invited, &ClientSettings::default()).is_err());
}

#[test]
fn scopes_are_those_that_are_asked_for_and_exist() {
    let asked = "openid shop/read shop/burn aws.cognito.signin.user.admin";
    assert_eq!(settings(json!({ "scope": asked })).scopes.to_string(), "openid shop/read");
}

#[test]
fn only_a_public_client_must_use_pkce() {
    let base = ClientSettings { require_pkce: false, ..Default::default() };
    let required = |method: &str| {
        let members = metadata(json!({ "token_endpoint_auth_method": method }));
        read(&members, &offer(), &base).expect("metadata").settings.require_pkce
    };
    assert!(required("none") && !required("client_secret_post"));
}

#[test]
fn a_name_is_for_people() {
    let name = |name: &str| wanted(json!({ "client_name": name })).expect("metadata").name;
    assert_eq!(name("Tom & Zoë's  shop").as_deref(), Some("Tom Zoë s shop"));
    assert_eq!(name("pay\u{202e}lap\u{0}").as_deref(), Some("pay lap"));
    assert_eq!(name("\u{200b}<>").as_deref(), Some("app.example"));
    assert_eq!(name(&"é".repeat(300)).map(|name| name.chars().count()), Some(128));
}

#[test]
fn in_development_this_server_calls_without_https() {
    let members = metadata(json!({ "jwks_uri": "http://127.0.0.1:9/keys" }));
    let offer = Offer { http: true, ..offer() };
    assert!(read(&members, &offer, &ClientSettings::default()).is_ok());
}

proptest! {
    #[test]
    fn no_value_makes_it_panic(at in 0..MEMBERS.len(), text in "\\PC{0,60}", number in any::<i64>()) {
        let name = MEMBERS[at].0;
        for value in [json!(text), json!([text]), json!(number), json!({ "keys": [{ "kty": text }] })] {
            let mut members = json!({ "redirect_uris": [CALLBACK], "client_name": text, "scope": text });
            members[name] = value;
            let Value::Object(members) = members else { continue };
            let _read: Result<Wanted> = read(&Metadata::new(members), &offer(), &ClientSettings::default());
        }
    }
}

#[test]
fn metadata_leaves_what_only_an_operator_sets() {
    let by_operator = ClientSettings {
        require_pkce: true,
        at_jwt: true,
        consent: true,
        lean_id_token: true,
        profile: Profile::Fapi2Security,
        rotation: Rotation::Strict,
        introspection: Introspection::Pool,
        resource: Some("https://api.example".into()),
        access_token_seconds: 301,
        id_token_seconds: 302,
        refresh_token_seconds: 3603,
        read_attributes: Some(vec!["email".into()]),
        write_attributes: Some(vec!["name".into()]),
        identity_providers: Some(vec!["Google".into()]),
        ..ClientSettings::default()
    };
    let proves = json!({ "token_endpoint_auth_method": "private_key_jwt", "jwks": { "keys": [public_key()] } });
    let told = read(&metadata(proves.clone()), &offer(), &by_operator).expect("a client").settings;
    assert_eq!(combined(&settings(proves), &by_operator), told);
    assert_eq!(combined(&told, &by_operator), told);
}

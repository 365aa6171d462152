//! What stands in a request: its parameters, its credentials, and what people and browsers say.

use axum::http::{HeaderMap, HeaderValue, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gatehouse::domain::oauth::checks::{self, Placement, Prompt, Prompts, ResponseMode};
use gatehouse::domain::oauth::device::UserCode;
use gatehouse::domain::oauth::parameters::REPEATED;
use gatehouse::domain::oauth::{Parameters, claims_request};
use gatehouse::http::kit::client_auth::credentials;
use gatehouse::model::{RedirectUri, Scopes};
use gatehouse::words::Locale;
use secrecy::ExposeSecret;
use serde_json::{Map, Value, json};
use url::Url;

/// Parameters that were read: within limits, each once but for the one that may come again, and the same after they were written.
fn parameters(bytes: &[u8]) -> Option<Parameters> {
    let parameters = Parameters::parse(bytes).ok()?;
    let pairs: Vec<(&str, &str)> = parameters.iter().collect();
    assert!(pairs.len() <= 64);
    for (at, (name, value)) in pairs.iter().enumerate() {
        assert!(
            name.len() <= 128
                && value.len() <= 8192
                && !name.contains('\0')
                && !value.contains('\0')
        );
        let before = pairs[..at].iter().any(|(other, _)| other == name);
        assert!(!before || *name == REPEATED, "{name} comes twice");
        let among = parameters.all(name).any(|own| own == *value);
        assert_eq!(among, !value.is_empty(), "{name} has each of its values");
    }
    let again = Parameters::parse(parameters.encode().as_bytes()).expect("its own form");
    assert_eq!(again, parameters);
    Some(parameters)
}

/// An authorization query: tokens never go into a query, and `none` stands alone.
pub fn authorize_query(bytes: &[u8]) -> bool {
    let Some(parameters) = parameters(bytes) else { return false };
    if let Ok(kind) = checks::response_type(&parameters) {
        assert!(kind.code || kind.is_implicit());
        let words = [(kind.code, "code"), (kind.token, "token"), (kind.id_token, "id_token")];
        let words: Vec<&str> =
            words.iter().filter(|(asked, _)| *asked).map(|(_, word)| *word).collect();
        let again = Parameters::default().with("response_type", &words.join(" "));
        assert_eq!(checks::response_type(&again).expect("its own form"), kind);
        for mode in
            [ResponseMode::read(&parameters).ok(), Some(ResponseMode::for_refusal(&parameters))]
        {
            let in_query = mode.is_some_and(|mode| mode.placement == Placement::Query);
            assert!(!(kind.is_implicit() && in_query));
        }
    }
    if let Ok(prompts) = Prompts::read(&parameters)
        && prompts.contains(Prompt::None)
    {
        let more = [Prompt::Login, Prompt::Consent, Prompt::SelectAccount, Prompt::Create];
        assert!(!more.into_iter().any(|prompt| prompts.contains(prompt)));
    }
    if let Ok(resources) = checks::resources(&parameters) {
        for resource in resources {
            let url = Url::parse(&resource).expect("an absolute URI (RFC 8707 section 2)");
            assert_eq!(url.fragment(), None);
        }
    }
    let _: Option<std::time::Duration> = checks::max_age(&parameters);
    true
}

/// A token form: what stands there of the client is taken over to the letter.
pub fn token_form(bytes: &[u8]) -> bool {
    let Some(parameters) = parameters(bytes) else { return false };
    let shown =
        credentials(&HeaderMap::new(), &parameters).expect("there is no header to be wrong");
    assert!(shown.basic.is_none());
    assert_eq!(shown.client_id.as_deref(), parameters.get("client_id"));
    let secret = shown.client_secret.as_ref().map(ExposeSecret::expose_secret);
    assert_eq!(secret, parameters.get("client_secret"));
    let assertion = shown.assertion.as_ref().map(ExposeSecret::expose_secret);
    assert_eq!(assertion, parameters.get("client_assertion"));
    assert_eq!(shown.assertion_type.as_deref(), parameters.get("client_assertion_type"));
    true
}

/// An `Authorization` header: the id and the secret, written again, are read as the same.
pub fn basic_header(bytes: &[u8]) -> bool {
    let read = |value: HeaderValue| {
        let headers = HeaderMap::from_iter([(header::AUTHORIZATION, value)]);
        let shown = credentials(&headers, &Parameters::default()).ok()?;
        let (id, secret) = shown.basic.expect("there is a header");
        Some((id, secret.expose_secret().to_owned()))
    };
    let Ok(value) = HeaderValue::from_bytes(bytes) else { return false };
    let Some((id, secret)) = read(value) else { return false };
    let form = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let written = format!("Basic {}", STANDARD.encode(format!("{}:{}", form(&id), form(&secret))));
    let written = HeaderValue::from_str(&written).expect("ASCII");
    assert_eq!(read(written), Some((id, secret)));
    true
}

/// The parameter `claims`: what it asks for is asked for again by its names alone.
pub fn claims_parameter(bytes: &[u8]) -> bool {
    let read = |text: &str| claims_request::read(&Parameters::default().with("claims", text));
    let Ok(wanted) = read(&String::from_utf8_lossy(bytes)) else { return false };
    let (id_token, userinfo) = (&wanted.claims.id_token, &wanted.claims.userinfo);
    assert!(id_token.len() <= 100 && userinfo.len() <= 100);
    assert!(!wanted.acr_is_essential || !wanted.acr.is_empty());
    let members = |names: &[String]| names.iter().map(|name| (name.clone(), Value::Null)).collect();
    let (id_token, userinfo): (Map<_, _>, Map<_, _>) = (members(id_token), members(userinfo));
    let written = json!({ "id_token": id_token, "userinfo": userinfo }).to_string();
    assert_eq!(read(&written).expect("its own form").claims, wanted.claims);
    true
}

/// A scope list: a set in its one order, in characters that a header can hold.
pub fn scope(bytes: &[u8]) -> bool {
    let Ok(scopes) = String::from_utf8_lossy(bytes).parse::<Scopes>() else { return false };
    let written = scopes.to_string();
    assert!(written.len() <= bytes.len());
    assert!(written.bytes().all(|byte| (0x20..0x7f).contains(&byte) && !b"\"\\".contains(&byte)));
    assert_eq!(written.parse::<Scopes>().expect("its own form"), scopes);
    assert!(scopes.iter().all(|scope| scopes.contains(scope.as_str())));
    assert_eq!(scopes.is_empty(), written.is_empty());
    true
}

/// A redirect URI, and behind a line's end one that a request names: to the letter the same, or at
/// the same host and path of a loopback address (RFC 8252 section 7.3).
pub fn redirect_uri(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let (registered, requested) = text.split_once('\n').unwrap_or((&text, &text));
    let Ok(uri) = registered.parse::<RedirectUri>() else { return false };
    assert!(uri.as_str() == registered && uri.matches(registered) && registered.len() <= 1024);
    assert!(
        registered.bytes().all(|byte| byte.is_ascii_graphic())
            && !registered.contains(['#', '*', '\\'])
    );
    let url = Url::parse(registered).expect("an absolute URI");
    assert!(!["javascript", "data", "file", "vbscript", "blob"].contains(&url.scheme()));
    let local = ["localhost", "127.", "[::1]"];
    let host = url.host_str().unwrap_or_default();
    let is_local =
        host.ends_with(".localhost") || local.iter().any(|start| host.starts_with(start));
    assert!(url.scheme() != "http" || is_local);
    let source = uri.form_action_source();
    assert!(
        !source.is_empty() && !source.contains([' ', ';', ',', '\'']),
        "a policy reads it: {source}"
    );
    if uri.matches(requested) && requested != registered {
        let other = Url::parse(requested).expect("it is another port of the same");
        let parts = |url: &Url| {
            (url.scheme().to_owned(), url.host_str().map(String::from), url.path().to_owned())
        };
        assert_eq!(parts(&other), parts(&url));
        assert!(matches!(host, "127.0.0.1" | "[::1]") && other.username().is_empty());
        assert_eq!((other.query(), other.fragment()), (url.query(), None));
    }
    true
}

/// An `Accept-Language` header: one of our languages, and no other than is named there.
pub fn accept_language(bytes: &[u8]) -> bool {
    let header = String::from_utf8_lossy(bytes);
    let chosen = Locale::from_accept_language(&header);
    assert!(Locale::all().any(|locale| locale == chosen));
    assert_eq!(Locale::from_tag(chosen.tag()), Some(chosen));
    let named = header.to_ascii_lowercase().contains(chosen.tag());
    assert!(named || chosen == Locale::default(), "nobody asked for {chosen:?}");
    assert_eq!(Locale::from_accept_language(&header.to_ascii_uppercase()), chosen);
    true
}

/// A user code as it is typed: eight letters, the same in any case.
pub fn user_code(bytes: &[u8]) -> bool {
    let Ok(code) = String::from_utf8_lossy(bytes).parse::<UserCode>() else { return false };
    let shown = code.to_string();
    assert!(
        shown.len() == 9 && shown.bytes().all(|byte| byte == b'-' || byte.is_ascii_uppercase())
    );
    for typed in [shown.clone(), shown.to_lowercase(), shown.replace('-', " ")] {
        assert!(typed.parse::<UserCode>().expect("its own form") == code);
    }
    true
}

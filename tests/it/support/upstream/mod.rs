//! Identity providers on 127.0.0.1, written from what the real ones publish: they sign real tokens, and
//! each can lie.

mod amazon;
mod apple;
mod customer;
mod facebook;
mod foreign;
mod github;
mod google;
mod known;
mod lies;
mod microsoft;
mod oidc;
mod openid;
mod traveller;
mod visit;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Response, header};
use axum::response::IntoResponse;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gatehouse::model::provider::{Details, Provider, ProviderKind, ProviderRules};
use gatehouse::model::{Clock, PoolId};
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use url::Url;

use super::jose::{Key, fresh_id, hash};
pub use customer::Customer;
pub use foreign::Foreign;
pub use lies::Lie;
pub use oidc::has_signed;
pub use traveller::{Traveller, home};
pub use visit::Arrival;

/// Who we are at each provider.
pub const CLIENT: &str = "gatehouse-at-the-provider";
/// Our secret there; Apple wants a key.
pub const SECRET: &str = "a secret+with/signs: of 36 characters";

/// A provider that ends with its test.
#[derive(Clone)]
pub struct Fake {
    /// Where it is.
    pub origin: String,
    house: Arc<House>,
}

/// What a provider knows.
struct House {
    origin: String,
    kind: ProviderKind,
    clock: Clock,
    manner: Box<dyn Manner>,
    details: Mutex<Details>,
    secret: SecretString,
    redirect_uris: Mutex<Vec<String>>,
    person: Mutex<Value>,
    lie: Mutex<Option<Lie>>,
    key: Mutex<Arc<Key>>,
    codes: Mutex<HashMap<String, Grant>>,
    tokens: Mutex<HashMap<String, Grant>>,
    heard: Mutex<Vec<Heard>>,
}

/// How one provider answers.
trait Manner: Send + Sync {
    fn answer(&self, house: &House, heard: &Heard) -> Reply;
}

/// What somebody has consented to.
#[derive(Clone)]
struct Grant {
    client: String,
    asked: HashMap<String, String>,
    person: Value,
}

/// A request as a provider hears it.
#[derive(Clone, Debug)]
pub struct Heard {
    pub method: String,
    pub path: String,
    pub query: HashMap<String, String>,
    pub form: HashMap<String, String>,
    pub authorization: Option<String>,
    pub accept: String,
}

/// What a provider answers.
enum Reply {
    Json(u16, Value),
    Text(u16, String),
    /// The browser goes back.
    Back(Arrival),
}

/// What sets a fake apart: what it is, how it answers, where it is found, and our secret there.
struct Shape {
    kind: ProviderKind,
    manner: Box<dyn Manner>,
    details: fn(&str) -> Details,
    secret: String,
    key: Key,
}

/// A claim of a person.
fn claim<'v>(person: &'v Value, name: &str) -> &'v str {
    person[name].as_str().unwrap_or_default()
}

impl Fake {
    async fn start(customer: Customer, shape: Shape) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let details = (shape.details)(&origin);
        let house = Arc::new(House {
            origin: origin.clone(),
            kind: shape.kind,
            clock: customer.clock,
            manner: shape.manner,
            details: Mutex::new(Details { client_id: CLIENT.into(), ..details }),
            secret: shape.secret.into(),
            redirect_uris: Mutex::new(vec![customer.redirect_uri]),
            person: Mutex::new(json!({
                "sub": "1234567890", "name": "Erika Mustermann", "given_name": "Erika",
                "family_name": "Mustermann", "email": "erika@example.com", "email_verified": true,
            })),
            lie: Mutex::default(),
            key: Mutex::new(Arc::new(shape.key)),
            codes: Mutex::default(),
            tokens: Mutex::default(),
            heard: Mutex::default(),
        });
        let router = Router::new().fallback(serve).with_state(Arc::clone(&house));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { origin, house }
    }

    /// It as a pool knows it.
    pub fn provider(&self, pool: &PoolId) -> Provider {
        Provider {
            id: fresh_id(),
            pool_id: pool.clone(),
            name: self.house.kind.as_str().parse().expect("a name"),
            kind: self.house.kind,
            details: self.house.details.lock().expect("a lock").clone(),
            sealed: None,
            rules: ProviderRules::default(),
            enabled: true,
            created_at: self.house.clock.now(),
        }
    }

    /// Our secret there, or our key.
    pub fn secret(&self) -> SecretString {
        self.house.secret.clone()
    }

    /// Where its people come back to.
    pub fn redirect_uri(&self) -> String {
        self.house.redirect_uris.lock().expect("a lock")[0].clone()
    }

    /// Changes what a pool knows of it.
    pub fn describe(&self, change: impl FnOnce(&mut Details)) {
        change(&mut self.house.details.lock().expect("a lock"));
    }

    /// Changes who signs in there.
    pub fn person(&self, claims: Value) {
        let mut person = self.house.person.lock().expect("a lock");
        for (name, value) in claims.as_object().expect("an object") {
            person[name] = value.clone();
        }
    }

    /// From now on it lies so.
    pub fn lie(&self, lie: Lie) {
        *self.house.lie.lock().expect("a lock") = Some(lie);
    }

    /// From now on it signs with another key, and publishes no other.
    pub fn change_key(&self, key: Key) {
        *self.house.key.lock().expect("a lock") = Arc::new(key);
    }

    /// What it has heard at paths that end so.
    pub fn heard(&self, path: &str) -> Vec<Heard> {
        let heard = self.house.heard.lock().expect("a lock");
        heard.iter().filter(|one| one.path.ends_with(path)).cloned().collect()
    }

    /// What a browser comes back with that was sent there, once the person has consented.
    pub fn visit(&self, url: &Url) -> Arrival {
        assert!(url.as_str().starts_with(&self.origin), "{url} is elsewhere");
        let heard = Heard {
            method: "GET".into(),
            path: url.path().into(),
            query: url.query_pairs().into_owned().collect(),
            form: HashMap::new(),
            authorization: None,
            accept: String::new(),
        };
        match self.house.reply(heard) {
            Reply::Back(arrival) => arrival,
            Reply::Json(status, value) => panic!("{status} {value}"),
            Reply::Text(status, text) => panic!("{status} {text}"),
        }
    }
}

impl House {
    fn now(&self) -> i64 {
        self.clock.now().seconds()
    }

    fn is(&self, lie: Lie) -> bool {
        *self.lie.lock().expect("a lock") == Some(lie)
    }

    fn key(&self) -> Arc<Key> {
        Arc::clone(&self.key.lock().expect("a lock"))
    }

    fn reply(&self, heard: Heard) -> Reply {
        self.heard.lock().expect("a lock").push(heard.clone());
        self.manner.answer(self, &heard)
    }

    /// Sends the browser back with a code, when the request is one of ours.
    fn consent(&self, heard: &Heard) -> Result<Arrival, Reply> {
        let asked = &heard.query;
        let is = |name: &str, value: &str| asked.get(name).is_some_and(|given| given == value);
        let wrong = |what: &str| Err(Reply::Text(400, format!("wrong: {what}")));
        let redirect_uri = asked.get("redirect_uri").cloned().unwrap_or_default();
        if !is("client_id", CLIENT) {
            return wrong("client_id");
        }
        if !self.redirect_uris.lock().expect("a lock").contains(&redirect_uri) {
            return wrong("redirect_uri");
        }
        if !is("response_type", "code") || !asked.contains_key("state") {
            return wrong("response_type or state");
        }
        let code = fresh_id();
        let client = if self.is(Lie::CodeOfOtherClient) { "another" } else { CLIENT };
        let person = lies::person(self, self.person.lock().expect("a lock").clone());
        let grant = Grant { client: client.into(), asked: asked.clone(), person };
        self.codes.lock().expect("a lock").insert(code.clone(), grant);
        Ok(Arrival::new(&redirect_uri, &asked["state"], &code))
    }

    /// Takes a code back once, from the client that got it, with its redirect URI and verifier.
    fn redeem(&self, heard: &Heard) -> Option<Grant> {
        let form = &heard.form;
        let grant = self.codes.lock().expect("a lock").remove(form.get("code")?)?;
        let verified = match grant.asked.get("code_challenge") {
            Some(challenge) => {
                grant.asked["code_challenge_method"] == "S256"
                    && hash(form.get("code_verifier")?) == *challenge
            }
            None => true,
        };
        let good = heard.method == "POST"
            && form.get("grant_type")? == "authorization_code"
            && form.get("redirect_uri") == grant.asked.get("redirect_uri")
            && grant.client == CLIENT
            && verified;
        good.then_some(grant)
    }

    /// An access token for what was consented to.
    fn access_token(&self, grant: &Grant) -> String {
        let token = format!("access-{}", fresh_id());
        self.tokens.lock().expect("a lock").insert(token.clone(), grant.clone());
        token
    }

    /// What whoever holds that access token may see.
    fn bearer(&self, heard: &Heard) -> Option<(String, Grant)> {
        let token = heard.authorization.as_ref()?.strip_prefix("Bearer ")?;
        let grant = self.tokens.lock().expect("a lock").get(token).cloned()?;
        Some((token.to_owned(), grant))
    }
}

impl Heard {
    fn field(&self, name: &str) -> &str {
        self.form.get(name).map_or("", String::as_str)
    }

    /// Whether our id and secret stand in the form, and nowhere else.
    fn has_secret_in_form(&self) -> bool {
        self.authorization.is_none()
            && self.field("client_id") == CLIENT
            && self.field("client_secret") == SECRET
    }

    /// Whether our id and secret stand in the header, escaped (RFC 6749 section 2.3.1), and nowhere
    /// else.
    pub fn has_secret_in_header(&self) -> bool {
        let escaped =
            |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let pair = format!("{}:{}", escaped(CLIENT), escaped(SECRET));
        self.authorization == Some(format!("Basic {}", STANDARD.encode(pair)))
            && !self.form.contains_key("client_secret")
    }
}

/// One request, over a socket.
async fn serve(State(house): State<Arc<House>>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await.expect("a body");
    let pairs = |text: &[u8]| form_urlencoded::parse(text).into_owned().collect();
    let text = |name: header::HeaderName| {
        parts.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
    };
    let heard = Heard {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: pairs(parts.uri.query().unwrap_or_default().as_bytes()),
        form: pairs(&body),
        authorization: text(header::AUTHORIZATION),
        accept: text(header::ACCEPT).unwrap_or_default(),
    };
    if heard.method == "POST" {
        let lie = *house.lie.lock().expect("a lock");
        if let Some(faulty) = lies::transport(lie).await {
            return faulty;
        }
    }
    match house.reply(heard) {
        Reply::Json(status, value) => {
            let kind = [(header::CONTENT_TYPE, "application/json")];
            let status = axum::http::StatusCode::from_u16(status).expect("a status");
            (status, kind, value.to_string()).into_response()
        }
        Reply::Text(status, text) => {
            let status = axum::http::StatusCode::from_u16(status).expect("a status");
            (status, text).into_response()
        }
        Reply::Back(arrival) => arrival.into_response(),
    }
}

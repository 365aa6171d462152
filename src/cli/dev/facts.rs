//! What a start of `gatehouse dev` tells: addresses, ids and secrets, for people or for machines.

use std::path::Path;

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value, json};

use super::{Failure, because};
use crate::{
    domain::demo::{DOMAIN, Demo, samples::SampleClient},
    http::{
        Surface,
        samples::{Credentials, SampleClients},
    },
    model::{Client, RedirectUri, Scope},
};

/// The demo and where it is served.
#[derive(Debug)]
pub(super) struct Facts {
    base_url: String,
    issuer: String,
    demo: Demo,
    samples: Vec<SampleClient>,
}

impl Facts {
    pub(super) fn new(
        base_url: &str,
        issuer: &str,
        demo: Demo,
        samples: Vec<SampleClient>,
    ) -> Self {
        Self { base_url: base_url.to_owned(), issuer: issuer.to_owned(), demo, samples }
    }

    /// What is served besides the pools.
    pub(super) fn surface(&self) -> Surface {
        let key = &self.demo.secrets.samples.key;
        let credentials = |SampleClient { sample, client, secret }: &SampleClient| {
            let signs = client.settings.proving.jwks.is_some();
            let key = key.clone().filter(|_| signs);
            let id = client.id.to_string();
            (*sample, Credentials { id, secret: secret.clone(), key })
        };
        Surface::Development(SampleClients {
            base_url: self.base_url.clone(),
            issuer: self.issuer.clone(),
            clients: self.samples.iter().map(credentials).collect(),
        })
    }

    /// One line of JSON.
    pub(super) fn json(&self) -> Result<String, Failure> {
        let Demo { pool, user, secrets, .. } = &self.demo;
        let each = |told: &dyn Fn(&SampleClient) -> Value| -> Value {
            let samples = self.samples.iter();
            samples
                .map(|each| (each.sample.path.to_owned(), told(each)))
                .collect::<Map<_, _>>()
                .into()
        };
        let facts = json!({
            "base_url": self.base_url,
            "issuer": self.issuer,
            "pool_id": pool.id.as_str(),
            "outbox_url": self.address("/dev/outbox"),
            "clients": each(&|sample| client(&sample.client, &sample.secret)),
            "user": {
                "username": user.username.as_str(),
                "password": exposed(&secrets.password),
            },
            "samples": each(&|sample| self.address(&format!("/samples/{}", sample.sample.path)).into()),
        });
        Ok(format!("{}\n", serde_json::to_string(&facts).map_err(because)?))
    }

    /// A few lines for people.
    pub(super) fn text(&self, data: &Path) -> String {
        let Demo { web, spa, machine, user, secrets, .. } = &self.demo;
        let own_host = self.base_url.replacen("localhost", DOMAIN, 1);
        let rows = [
            ("Start here", self.address("/dev")),
            ("Web app", self.address("/samples/web")),
            ("Samples", format!("{} more, listed at the start", self.samples.len() - 1)),
            ("Mail and SMS", self.address("/dev/outbox")),
            ("Issuer", format!("{}, also at {own_host}", self.issuer)),
            ("User", format!("{}, password {}", user.username, told(&secrets.password))),
            ("Web client", format!("{}, secret {}", web.id, told(&secrets.web))),
            ("SPA client", format!("{}, public", spa.id)),
            ("Machine client", format!("{}, secret {}", machine.id, told(&secrets.machine))),
        ];
        let mut text = String::from("Gatehouse for development, not for production.\n");
        for (name, value) in rows {
            text.push_str(&format!("  {name:<16} {value}\n"));
        }
        text.push_str(&format!("  {:<16} {} (--fresh starts over)\n", "Data", data.display()));
        text.push_str("Stop with Ctrl-C.\n");
        text
    }

    fn address(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }
}

fn client(client: &Client, secret: &Option<SecretString>) -> Value {
    json!({
        "client_id": client.id.as_str(),
        "client_secret": exposed(secret),
        "redirect_uri": redirect_uri(client),
        "scopes": scopes(client).collect::<Vec<_>>(),
    })
}

fn redirect_uri(client: &Client) -> Option<&str> {
    client.settings.redirect_uris.first().map(RedirectUri::as_str)
}

fn scopes(client: &Client) -> impl Iterator<Item = &str> {
    client.settings.scopes.iter().map(Scope::as_str)
}

/// Telling the demo's secrets is what this page is for.
fn exposed(secret: &Option<SecretString>) -> Option<&str> {
    secret.as_ref().map(ExposeSecret::expose_secret)
}

fn told(secret: &Option<SecretString>) -> &str {
    exposed(secret).unwrap_or("none")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::demo::{Secrets, samples::SAMPLES},
        model::{
            Algorithm, Instant, Pool, User,
            client::ClientSettings,
            user::{Preferences, UserStatus},
        },
    };

    const MOST_LINES: usize = 14;

    fn client(id: &str, redirect_uri: Option<&str>) -> Client {
        Client {
            id: id.parse().unwrap(),
            pool_id: "eu-central-1_Ab3dE6gH9".parse().unwrap(),
            name: "Demo".to_owned(),
            secrets: Vec::new(),
            settings: ClientSettings {
                redirect_uris: redirect_uri.iter().map(|uri| uri.parse().unwrap()).collect(),
                scopes: "openid email".parse().unwrap(),
                ..Default::default()
            },
            enabled: true,
            created_at: Instant::from_millis(0),
        }
    }

    fn facts() -> Facts {
        let at = Instant::from_millis(0);
        let pool = Pool {
            id: "eu-central-1_Ab3dE6gH9".parse().unwrap(),
            name: "Demo".to_owned(),
            domain: Some(DOMAIN.to_owned()),
            issuer: None,
            algorithm: Algorithm::RS256,
            settings: Default::default(),
            enabled: true,
            created_at: at,
        };
        let user = User {
            id: "0193d3a0-6f7e-7c31-8f4e-1b2c3d4e5f60".parse().unwrap(),
            pool_id: pool.id.clone(),
            username: "demo".parse().unwrap(),
            status: UserStatus::Confirmed,
            enabled: true,
            attributes: Default::default(),
            password_hash: None,
            password_expires_at: None,
            preferences: Preferences::default(),
            created_at: at,
            updated_at: at,
        };
        let secret = |text: &str| Some(SecretString::from(text));
        let demo = Demo {
            pool,
            web: client("1web4567890123456789012345", Some("http://localhost:9080/cb")),
            spa: client("1spa4567890123456789012345", Some("http://localhost:9080/spa")),
            machine: client("1mac4567890123456789012345", None),
            user,
            secrets: Secrets {
                web: secret("one"),
                machine: secret("two"),
                password: secret("three"),
                password_hash: None,
                samples: Default::default(),
            },
        };
        let own = [
            ("web", demo.web.clone(), secret("one")),
            ("spa", demo.spa.clone(), None),
            ("machine", demo.machine.clone(), secret("two")),
        ];
        let samples = own
            .into_iter()
            .map(|(path, client, secret)| {
                let sample = SAMPLES.iter().find(|sample| sample.path == path).unwrap();
                SampleClient { sample, client, secret }
            })
            .collect();
        let issuer = "http://localhost:9080/eu-central-1_Ab3dE6gH9";
        Facts::new("http://localhost:9080", issuer, demo, samples)
    }

    #[test]
    fn a_start_is_told_in_one_line_of_json() {
        let line = facts().json().unwrap();
        assert!(line.ends_with('\n') && line.lines().count() == 1, "{line}");
        let told: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(told["pool_id"], "eu-central-1_Ab3dE6gH9");
        assert_eq!(told["clients"]["web"]["client_secret"], "one");
        assert_eq!(told["clients"]["web"]["redirect_uri"], "http://localhost:9080/cb");
        assert_eq!(told["clients"]["spa"]["client_secret"], Value::Null);
        assert_eq!(told["clients"]["machine"]["redirect_uri"], Value::Null);
        assert_eq!(told["clients"]["machine"]["scopes"], json!(["email", "openid"]));
        assert_eq!(told["user"], json!({ "username": "demo", "password": "three" }));
        assert_eq!(told["samples"]["machine"], "http://localhost:9080/samples/machine");
    }

    #[test]
    fn a_start_is_told_in_a_few_lines() {
        let text = facts().text(Path::new("./data"));
        assert!(text.lines().count() <= MOST_LINES, "{text}");
        for fact in
            ["http://localhost:9080/dev", "http://demo.localhost:9080", "demo, password three"]
        {
            assert!(text.contains(fact), "{fact} in {text}");
        }
    }
}

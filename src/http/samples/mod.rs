//! The sample applications as a stranger would write them: they know an issuer and their own
//! credentials, and meet Gatehouse over HTTP only.

mod code;
mod device;
mod exchange;
mod fetch;
mod jwt;
mod key;
mod machine;
mod page;
mod pretend;
mod provider;
mod relying_party;
mod sign_out;
mod spa;
mod visits;
mod web;

use std::sync::Arc;

use axum::Router;
use secrecy::{ExposeSecret, SecretString};

use crate::domain::demo::samples::Sample;
use fetch::Http;
use key::Key;

/// What the samples were told when they were registered.
#[derive(Debug, Clone)]
pub struct SampleClients {
    /// Where the samples themselves are served, without a slash at the end.
    pub base_url: String,
    /// The issuer that they trust.
    pub issuer: String,
    /// Each sample with its credentials.
    pub clients: Vec<(&'static Sample, Credentials)>,
}

/// The credentials of a client.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The client id.
    pub id: String,
    /// The client secret, if it has one.
    pub secret: Option<SecretString>,
    /// The private key, if it signs: PKCS #8 in base64.
    pub key: Option<SecretString>,
}

/// One sample application, with what it was told.
#[derive(Clone)]
struct Application {
    sample: &'static Sample,
    base_url: String,
    issuer: String,
    credentials: Credentials,
    key: Option<Arc<Key>>,
    http: Http,
}

/// The pages of an application.
type Pages<S> = fn(Application) -> Router<S>;

/// The samples; to be served in development only.
pub fn router<S: Clone + Send + Sync + 'static>(told: SampleClients) -> Router<S> {
    let pages: [(&str, Pages<S>); 13] = [
        ("web", web::pages),
        ("pkce", spa::pages),
        ("machine", machine::pages),
        ("device", device::pages),
        ("sign-out", code::pages),
        ("session", spa::pages),
        ("form-post", code::pages),
        ("par", code::pages),
        ("jar", code::pages),
        ("dpop", code::pages),
        ("machine-key", machine::pages),
        ("hybrid", spa::pages),
        ("spa", spa::pages),
    ];
    let http = Http::new();
    let mut routes = match pretend::pages(&told.base_url) {
        Ok(pages) => pages,
        Err(Fault(error)) => {
            tracing::error!(error, "there is no pretend provider");
            Router::new()
        }
    };
    for (sample, credentials) in told.clients {
        let Some((_, pages)) = pages.iter().find(|(path, _)| *path == sample.path) else {
            continue;
        };
        let key = credentials.key.as_ref().and_then(|key| Key::read(key.expose_secret()));
        routes = routes.merge(pages(Application {
            sample,
            base_url: told.base_url.clone(),
            issuer: told.issuer.clone(),
            credentials,
            key: key.map(Arc::new),
            http: http.clone(),
        }));
    }
    routes
}

impl Application {
    /// The path of its first page.
    fn home(&self) -> String {
        format!("/samples/{}", self.sample.path)
    }

    /// The path of one of its pages.
    fn path(&self, page: &str) -> String {
        format!("{}/{page}", self.home())
    }

    /// The address of one of its paths.
    fn address(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }

    /// Where the browser signs out of the pool, and then comes back (in Cognito's form).
    fn logout_url(&self) -> String {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", &self.credentials.id)
            .append_pair("logout_uri", &self.address(&self.home()))
            .finish();
        format!("{}/logout?{query}", self.issuer)
    }
}

/// What went wrong, in words for the developer who reads the page.
#[derive(Debug)]
struct Fault(String);

impl Fault {
    /// An error with all its causes.
    fn caused(what: &str, error: &dyn std::error::Error) -> Self {
        let mut text = format!("{what}: {error}");
        let mut source = error.source();
        while let Some(cause) = source {
            text.push_str(": ");
            text.push_str(&cause.to_string());
            source = cause.source();
        }
        Self(text)
    }

    /// Something is not as it should be.
    fn because(what: impl Into<String>) -> Self {
        Self(what.into())
    }
}

/// A sample for the tests of its pages.
#[cfg(test)]
fn application(path: &str) -> Application {
    use crate::domain::demo::samples::SAMPLES;
    Application {
        sample: SAMPLES.iter().find(|sample| sample.path == path).expect("a sample of that path"),
        base_url: "http://localhost:9080".to_owned(),
        issuer: "http://localhost:9080/p".to_owned(),
        credentials: Credentials { id: "abc\"><script>".to_owned(), secret: None, key: None },
        key: None,
        http: Http::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::demo::samples::SAMPLES;

    #[test]
    fn each_sample_has_pages() {
        let credentials =
            Credentials { id: "abc".to_owned(), secret: Some("secret".into()), key: None };
        let told = SampleClients {
            base_url: "http://localhost:9080".to_owned(),
            issuer: "http://localhost:9080/p".to_owned(),
            clients: SAMPLES.iter().map(|sample| (sample, credentials.clone())).collect(),
        };
        let routes = format!("{:?}", router::<()>(told));
        for sample in &SAMPLES {
            assert!(routes.contains(&format!("\"/samples/{}\"", sample.path)), "{}", sample.path);
        }
    }
}

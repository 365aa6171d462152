//! The application that a person is on the way to, as it presents itself.

use crate::http::assets;
use crate::model::Client;

/// What an application says of itself (RFC 7591 section 2). Its addresses are a stranger's words:
/// pages show those that lead to the web, and pass over any other (`javascript:`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Application {
    /// Its name (`client_name`).
    pub name: String,
    /// Where its logo is (`logo_uri`).
    pub logo: Option<String>,
    /// Where it says what it does with people's data (`policy_uri`).
    pub policy: Option<String>,
    /// Where its terms of service are (`tos_uri`).
    pub terms: Option<String>,
}

impl Application {
    /// How a client presents itself.
    pub fn of(client: &Client) -> Application {
        let about = &client.settings.about;
        Application {
            name: client.name.clone(),
            logo: about.logo.clone(),
            policy: about.policy.clone(),
            terms: about.terms.clone(),
        }
    }

    /// An application that gives no more than its name.
    pub fn named(name: &str) -> Application {
        Application { name: name.to_owned(), ..Application::default() }
    }

    /// An application with everything that it can show, for the gallery and for tests.
    pub fn sample() -> Application {
        Application {
            logo: Some(assets::url("favicon.svg").to_owned()),
            policy: Some("https://planner.example/privacy".to_owned()),
            terms: Some("https://planner.example/terms".to_owned()),
            ..Application::named("Harbour Planner")
        }
    }

    /// The address of the logo.
    pub fn logo_address(&self) -> Option<&str> {
        web_address(self.logo.as_deref())
    }

    /// The address of the privacy policy.
    pub fn policy_address(&self) -> Option<&str> {
        web_address(self.policy.as_deref())
    }

    /// The address of the terms of service.
    pub fn terms_address(&self) -> Option<&str> {
        web_address(self.terms.as_deref())
    }

    /// Whether it has anything to read before anybody signs in.
    pub fn has_policies(&self) -> bool {
        self.policy_address().or(self.terms_address()).is_some()
    }
}

/// An address on the web, or a path on our own host.
fn web_address(address: Option<&str>) -> Option<&str> {
    let is_path = |address: &str| address.starts_with('/') && !address.starts_with("//");
    let is_web = |address: &str| address.starts_with("https://") || address.starts_with("http://");
    address.filter(|address| is_web(address) || is_path(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_leads_to_the_web_is_shown() {
        for good in ["https://a.example/logo.png", "http://127.0.0.1:8080/tos", "/static/logo.svg"]
        {
            assert_eq!(web_address(Some(good)), Some(good));
        }
        for bad in ["javascript:alert(1)", "data:text/html,x", "//evil.example", "", "JavaScript:x"]
        {
            assert_eq!(web_address(Some(bad)), None, "{bad}");
        }
        let application =
            Application { policy: Some("javascript:x".to_owned()), ..Application::sample() };
        assert_eq!(application.policy_address(), None);
        assert!(application.terms_address().is_some());
    }
}

//! The page that asks whether an application may have what it asks for.

use askama::Template;

use super::{
    Application, FieldError, FormError, Frame, Page, Permission, Provenance, claim_in_words,
};
use crate::words::Locale;

/// Allow or deny (RFC 6749 section 3.1, OpenID Connect Core section 3.1.2.4): the form
/// `consent-form` sends `decision`, which is `allow` or `deny`.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/consent.html")]
pub struct ConsentView {
    /// The surroundings, with the application that asks.
    pub frame: Frame,
    /// Who is signed in.
    pub username: String,
    /// The address at which somebody else signs in and comes back here.
    pub other_account: String,
    /// The scopes that the application asks for and does not have yet.
    pub scopes: Vec<Permission>,
    /// The claims that it asks for by name (OpenID Connect Core section 5.5).
    pub claims: Vec<String>,
    /// The resources at which it is to use its access (RFC 8707), as it names them.
    pub resources: Vec<String>,
    /// The host to which the answer goes, so that people see a strange one; or empty.
    pub destination: String,
    /// Where the application comes from.
    pub provenance: Provenance,
    /// The seal of all this, which the form carries back.
    pub shown: String,
    /// Why the last attempt failed.
    pub error: Option<FormError>,
}

impl ConsentView {
    fn lead(&self) -> String {
        let frame = &self.frame;
        let names = [("application", frame.application_name()), ("pool", frame.pool_name.as_str())];
        frame.locale.text_with("consent-text", &names)
    }

    fn claims_in_words(&self) -> Vec<String> {
        self.claims.iter().map(|name| claim_in_words(&self.frame, name)).collect()
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, ConsentView)> {
        let frame = Frame::sample(locale);
        let asked = || ConsentView {
            username: "alice".to_owned(),
            other_account: frame.link("/login"),
            scopes: ["openid", "email", "profile"].map(Permission::named).to_vec(),
            claims: Vec::new(),
            resources: Vec::new(),
            destination: String::new(),
            provenance: Provenance::House,
            shown: String::new(),
            error: None,
            frame: Frame { application: Some(Application::sample()), ..frame.clone() },
        };
        let standard = ["openid", "profile", "email", "phone", "address", "offline_access"];
        let own = [
            Permission::described("orders/read", "See your orders"),
            Permission::described("orders/write", "Place orders and cancel them in your name"),
            Permission::named("https://api.northwind.example/stock/write"),
        ];
        let claims = ["email", "birthdate", "updated_at", "custom:membership_number"];
        vec![
            ("few-scopes", asked()),
            (
                "everything",
                ConsentView {
                    scopes: standard.map(Permission::named).into_iter().chain(own).collect(),
                    claims: claims.map(str::to_owned).to_vec(),
                    destination: "planner.example".to_owned(),
                    ..asked()
                },
            ),
            (
                "unvetted",
                ConsentView {
                    frame: Frame {
                        application: Some(Application::named("A helper from afar")),
                        ..frame.clone()
                    },
                    destination: "helper.example".to_owned(),
                    provenance: Provenance::Registered,
                    ..asked()
                },
            ),
            (
                "document",
                ConsentView {
                    resources: vec!["https://tools.example.com/mcp".to_owned()],
                    destination: "127.0.0.1".to_owned(),
                    provenance: Provenance::Document("planner.example".to_owned()),
                    ..asked()
                },
            ),
            ("form-expired", ConsentView { error: Some(FormError::FormExpired), ..asked() }),
        ]
    }
}

impl Page for ConsentView {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn path(&self) -> &'static str {
        "/consent"
    }

    fn heading(&self) -> String {
        self.frame.t("consent-title")
    }

    fn errors(&self) -> Vec<FieldError> {
        self.error.iter().map(|error| error.at(&self.frame, "")).collect()
    }
}

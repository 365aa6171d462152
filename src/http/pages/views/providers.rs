//! Identity providers as buttons, and the page of those who have no other way in.

use askama::Template;

use super::{Connecting, FieldError, FormError, Frame, Notice, Page};
use crate::http::assets;
use crate::model::provider::{Provider, ProviderKind};
use crate::words::Locale;

/// How a kind of provider wants its button.
struct Brand {
    /// Its class in the style sheet.
    class: &'static str,
    /// The file with its sign.
    glyph: &'static str,
}

/// One row per kind, in the order of the enum.
const BRANDS: [Brand; 7] = [
    Brand { class: "google", glyph: "provider-google.svg" },
    Brand { class: "facebook", glyph: "provider-facebook.svg" },
    Brand { class: "amazon", glyph: "provider-amazon.svg" },
    Brand { class: "apple", glyph: "provider-apple.svg" },
    Brand { class: "quiet", glyph: "" },
    Brand { class: "microsoft", glyph: "provider-microsoft.svg" },
    Brand { class: "github", glyph: "provider-github.svg" },
];

/// The address at which a browser leaves for a provider.
pub fn path(name: &str) -> String {
    format!("/login/with/{name}")
}

/// A button that leads to a provider.
#[derive(Clone, Debug)]
pub struct ProviderLink {
    /// What people call it.
    pub name: String,
    /// Where it leads.
    pub address: String,
    kind: ProviderKind,
}

impl ProviderLink {
    /// The button of a provider on that page.
    pub fn of(frame: &Frame, provider: &Provider) -> Self {
        let address = frame.link(&path(provider.name.as_str()));
        Self { name: provider.called(), address, kind: provider.kind }
    }

    /// The class of the button.
    pub fn class(&self) -> &'static str {
        BRANDS[self.kind as usize].class
    }

    /// The address of its sign, or nothing.
    pub fn glyph(&self) -> &'static str {
        assets::url(BRANDS[self.kind as usize].glyph)
    }

    /// So many buttons for the gallery and for tests.
    pub fn samples(frame: &Frame, count: usize) -> Vec<Self> {
        let link = |kind: ProviderKind| {
            let name = match kind.brand() {
                "" => "Northwind Staff",
                name => name,
            };
            let address = frame.link(&path(kind.as_str()));
            Self { name: name.to_owned(), address, kind }
        };
        ProviderKind::all().map(link).take(count).collect()
    }
}

/// The ways in, where all of them lead elsewhere.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/providers.html")]
pub struct ProvidersView {
    /// The surroundings.
    pub frame: Frame,
    /// The ways in.
    pub providers: Vec<ProviderLink>,
    /// Whether the browser goes on by itself; there is one way then.
    pub goes_on: bool,
    /// Why nothing came of the last try.
    pub error: Option<FormError>,
    /// Good news from the step before.
    pub notice: Option<Notice>,
}

impl ProvidersView {
    fn lead(&self) -> Option<String> {
        self.frame.lead(|texts| texts.sign_in_lead.as_ref())
    }

    /// Where the browser goes by itself. The policy of a page holds back a form that ends at a stranger's;
    /// a page that has been shown may lead anywhere.
    fn onward(&self) -> Option<&str> {
        let only = self.providers.first().filter(|_| self.goes_on);
        only.map(|only| only.address.as_str())
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, ProvidersView)> {
        let frame = Frame::sample(locale);
        let apple = Connecting { provider: "Apple".to_owned(), by: Vec::new() };
        let connecting = Frame { connecting: Some(apple), ..frame.clone() };
        let of = |count| ProvidersView {
            providers: ProviderLink::samples(&frame, count),
            frame: frame.clone(),
            goes_on: false,
            error: None,
            notice: None,
        };
        vec![
            ("one", of(1)),
            ("four", of(4)),
            ("seven", of(7)),
            ("expired", ProvidersView { notice: Some(Notice::SignInExpired), ..of(3) }),
            ("connecting", ProvidersView { frame: connecting, ..of(1) }),
            ("none", ProvidersView { error: Some(FormError::NotAllowed), ..of(0) }),
        ]
    }
}

impl Page for ProvidersView {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn path(&self) -> &'static str {
        "/login"
    }

    fn heading(&self) -> String {
        self.frame.own_or("login-title", |texts| texts.sign_in.as_ref())
    }

    fn errors(&self) -> Vec<FieldError> {
        self.error.iter().map(|error| error.at(&self.frame, "")).collect()
    }

    fn notice(&self) -> Option<Notice> {
        self.notice
    }
}

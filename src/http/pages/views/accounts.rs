//! The page that asks with which account to go on.

use askama::Template;

use super::{FieldError, FormError, Frame, Page};
use crate::words::Locale;

/// Go on with the account that is signed in, or with another (`prompt=select_account`, OpenID
/// Connect Core section 3.1.2.1): the form `account-form` sends `account`, which is `current`.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/accounts.html")]
pub struct AccountsView {
    /// The surroundings.
    pub frame: Frame,
    /// Who is signed in.
    pub username: String,
    /// The address at which somebody else signs in.
    pub other_account: String,
    /// Why the last attempt failed.
    pub error: Option<FormError>,
}

impl AccountsView {
    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, AccountsView)> {
        let view = |username: &str, error| {
            let frame = Frame::sample(locale);
            let other_account = frame.link("/login");
            AccountsView { frame, username: username.to_owned(), other_account, error }
        };
        vec![
            ("default", view("alice", None)),
            ("long-name", view(&"alexandria-".repeat(11), None)),
            ("form-expired", view("alice", Some(FormError::FormExpired))),
        ]
    }
}

impl Page for AccountsView {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn path(&self) -> &'static str {
        "/accounts"
    }

    fn heading(&self) -> String {
        self.frame.t("accounts-title")
    }

    fn errors(&self) -> Vec<FieldError> {
        self.error.iter().map(|error| error.at(&self.frame, "")).collect()
    }
}

//! The page that sets up an authenticator application.

use askama::Template;

use super::{PATH, WayOn};
use crate::http::pages::views::{Field, FieldError, FormError, Frame, Page, Qr};
use crate::words::Locale;

/// Scan the picture, or type the secret, and then the first code.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/step/enrol_totp.html")]
pub struct EnrolTotpView {
    /// The surroundings.
    pub frame: Frame,
    /// Who signs in, as it was typed.
    pub name: String,
    /// The picture.
    pub qr: Qr,
    /// The secret in base32.
    pub secret: String,
    /// What may be set up in its place.
    pub others: Vec<WayOn>,
    /// Why the last attempt failed.
    pub error: Option<FormError>,
}

impl EnrolTotpView {
    fn others(&self) -> &[WayOn] {
        &self.others
    }

    fn code(&self) -> Field {
        let autofocus = self.error.is_none();
        Field { autofocus, ..Field::code(&self.frame).marked(&self.errors()) }
    }

    fn secret_in_groups(&self) -> String {
        in_groups(&self.secret)
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, EnrolTotpView)> {
        let frame = Frame::sample(locale);
        let dots: Vec<Vec<bool>> =
            (0..29).map(|y| (0..29).map(|x| (x * y + x / 3 + y / 2) % 3 == 0).collect()).collect();
        let first = || EnrolTotpView {
            qr: Qr::new(&dots, 200, &frame.t("totp-enrol-picture")),
            frame: frame.clone(),
            name: "alice@example.com".to_owned(),
            secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ".to_owned(),
            others: Vec::new(),
            error: None,
        };
        vec![
            ("first", first()),
            ("wrong", EnrolTotpView { error: Some(FormError::WrongTotp), ..first() }),
        ]
    }
}

/// A secret in groups of four, as it is typed.
pub fn in_groups(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

impl Page for EnrolTotpView {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn path(&self) -> &'static str {
        PATH
    }

    fn heading(&self) -> String {
        self.frame.t("totp-enrol-title")
    }

    fn errors(&self) -> Vec<FieldError> {
        self.error.iter().map(|error| error.at(&self.frame, "code")).collect()
    }
}

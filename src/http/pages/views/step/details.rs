//! The page that asks for what the pool wants to know of everybody and does not know of this person.

use askama::Template;

use super::PATH;
use crate::http::pages::views::{Fault, Field, FieldError, FormError, Frame, Page};
use crate::words::Locale;

/// Fill in what is missing.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/step/details.html")]
pub struct DetailsView {
    /// The surroundings.
    pub frame: Frame,
    /// Who signs in, as it was typed.
    pub name: String,
    /// What is missing (`Field::attribute`).
    pub fields: Vec<Field>,
    /// What is wrong with single fields.
    pub errors: Vec<FieldError>,
    /// Why the last attempt failed as a whole.
    pub error: Option<FormError>,
}

impl DetailsView {
    fn fields(&self) -> Vec<Field> {
        self.fields.iter().map(|field| field.clone().marked(&self.errors)).collect()
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, DetailsView)> {
        let frame = Frame::sample(locale);
        let several = ["given_name", "family_name", "birthdate", "phone_number"];
        let empty = || DetailsView {
            fields: several.map(|name| Field::attribute(&frame, name, "")).to_vec(),
            frame: frame.clone(),
            name: "alice@example.com".to_owned(),
            errors: Vec::new(),
            error: None,
        };
        let refused = DetailsView {
            fields: vec![Field::attribute(&frame, "birthdate", "31.12.1990")],
            errors: vec![FieldError::new(&frame, "birthdate", Fault::Invalid)],
            ..empty()
        };
        vec![
            ("empty", empty()),
            ("refused", refused),
            ("form-expired", DetailsView { error: Some(FormError::FormExpired), ..empty() }),
        ]
    }
}

impl Page for DetailsView {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn path(&self) -> &'static str {
        PATH
    }

    fn heading(&self) -> String {
        self.frame.t("details-title")
    }

    fn errors(&self) -> Vec<FieldError> {
        let whole = self.error.map(|error| error.at(&self.frame, ""));
        whole.into_iter().chain(self.errors.iter().cloned()).collect()
    }
}

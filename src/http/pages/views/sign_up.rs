//! The sign-up page.

use askama::Template;

use super::{
    Dress, Fault, Field, FieldError, FormError, Frame, Identifier, Page, PasswordRules,
    ProviderLink, Terms,
};
use crate::words::Locale;

/// Make an account, with the attributes that the pool asks for.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/sign_up.html")]
pub struct SignUpView {
    /// The surroundings.
    pub frame: Frame,
    /// What the field `username` asks for.
    pub identifier: Identifier,
    /// What was typed into it before.
    pub username: String,
    /// The attributes that the pool asks for (`Field::attribute`).
    pub fields: Vec<Field>,
    /// What is wrong with single fields.
    pub errors: Vec<FieldError>,
    /// What is wrong with the form as a whole.
    pub error: Option<FormError>,
    /// What the pool asks of a password.
    pub password: PasswordRules,
    /// The terms to agree to, where there are any.
    pub terms: Option<Terms>,
    /// The identity providers from which people may come.
    pub providers: Vec<ProviderLink>,
}

impl SignUpView {
    fn lead(&self) -> Option<String> {
        self.frame.lead(|texts| texts.sign_up_lead.as_ref())
    }

    fn terms_error(&self) -> Option<&str> {
        let error = self.errors.iter().find(|error| error.field == "terms");
        error.map(|error| error.text.as_str())
    }

    fn all_fields(&self) -> Vec<Field> {
        let identifier = Field::new_identifier(&self.frame, self.identifier, &self.username);
        let password = Field::new_password(&self.frame, "password", self.password);
        let attributes = self.fields.iter().cloned();
        let all = std::iter::once(identifier).chain(attributes).chain(std::iter::once(password));
        all.map(|field| field.marked(&self.errors)).collect()
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, SignUpView)> {
        let frame = Frame::sample(locale);
        let fields = |email: &str| vec![Field::attribute(&frame, "email", email)];
        let empty = || SignUpView {
            frame: frame.clone(),
            identifier: Identifier::Username,
            username: String::new(),
            fields: fields(""),
            errors: Vec::new(),
            error: None,
            password: PasswordRules::at_least(8),
            terms: None,
            providers: Vec::new(),
        };
        let filled = || SignUpView {
            username: "alice".to_owned(),
            fields: fields("alice@example"),
            ..empty()
        };
        let [.., (branded, look)] = Dress::samples();
        let fault = |field, fault| FieldError::new(&frame, field, fault);
        let long = ["email", "given_name", "family_name", "phone_number", "birthdate"];
        let many = long.map(|name| Field::attribute(&frame, name, ""));
        let custom = Field::attribute(&frame, "custom:membership_number", "").optional();
        vec![
            ("empty", empty()),
            (
                "refused",
                SignUpView {
                    errors: vec![
                        fault("username", Fault::Taken),
                        fault("email", Fault::Invalid),
                        fault("password", Fault::TooShort(8)),
                    ],
                    ..filled()
                },
            ),
            (
                "throttled",
                SignUpView { error: Some(FormError::TooManyAttempts { seconds: 300 }), ..filled() },
            ),
            ("with-terms", SignUpView { terms: Some(Terms::sample()), ..empty() }),
            (
                "terms-not-agreed",
                SignUpView {
                    terms: Some(Terms::sample()),
                    errors: vec![fault("terms", Fault::Missing)],
                    ..filled()
                },
            ),
            ("providers", SignUpView { providers: ProviderLink::samples(&frame, 3), ..empty() }),
            ("form-expired", SignUpView { error: Some(FormError::FormExpired), ..filled() }),
            (
                "by-email",
                SignUpView { identifier: Identifier::Email, fields: Vec::new(), ..empty() },
            ),
            (branded, SignUpView { frame: Frame { look, ..frame.clone() }, ..empty() }),
            (
                "by-phone",
                SignUpView { identifier: Identifier::Phone, fields: Vec::new(), ..empty() },
            ),
            (
                "many-fields",
                SignUpView {
                    fields: many.into_iter().chain([custom]).collect(),
                    password: PasswordRules {
                        lowercase: true,
                        uppercase: true,
                        digit: true,
                        symbol: true,
                        ..PasswordRules::at_least(12)
                    },
                    ..empty()
                },
            ),
        ]
    }
}

impl Page for SignUpView {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn path(&self) -> &'static str {
        "/signup"
    }

    fn heading(&self) -> String {
        self.frame.own_or("sign-up-title", |texts| texts.sign_up.as_ref())
    }

    fn errors(&self) -> Vec<FieldError> {
        let whole = self.error.map(|error| error.at(&self.frame, "username"));
        whole.into_iter().chain(self.errors.iter().cloned()).collect()
    }
}

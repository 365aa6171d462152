//! The sign-in page.

use askama::Template;

use super::step::WayOn;
use super::{
    Application, Dress, Field, FieldError, FormError, Frame, Notice, Page, Passkey, PasskeyTask,
    ProviderLink,
};
use crate::model::Factor;
use crate::words::Locale;

/// What the form asks for; the same for everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginForm {
    /// The name and the password.
    Password,
    /// The name; the rest on a page of its own.
    Name,
    /// The name, to whose address a code is sent.
    Code,
}

/// Say who you are, and prove it where that is asked for on the same page.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/login.html")]
pub struct LoginView {
    /// The surroundings.
    pub frame: Frame,
    /// What was typed before, or the `login_hint` of the application.
    pub username: String,
    /// What the form asks for.
    pub form: LoginForm,
    /// The codes that would do in place of a password on this page.
    pub codes: Vec<WayOn>,
    /// Why the last attempt failed.
    pub error: Option<FormError>,
    /// Good news from the step before.
    pub notice: Option<Notice>,
    /// The question for any passkey, where one may begin a sign-in.
    pub passkey: Option<Passkey>,
    /// The identity providers from which people may come.
    pub providers: Vec<ProviderLink>,
    /// Whether the pool lets people sign up.
    pub can_sign_up: bool,
    /// Whether the pool lets people reset a forgotten password.
    pub can_recover: bool,
}

impl LoginView {
    /// Both fields are blamed together, since nobody may learn which of them is wrong.
    fn fields(&self) -> Vec<Field> {
        let blamed =
            matches!(self.error, Some(FormError::WrongCredentials | FormError::MissingField));
        let named = !self.username.is_empty();
        let quiet = self.error.is_none();
        let identifier = Field::identifier(&self.frame, &self.username);
        let asks_password = self.asks_password();
        let name = Field { blamed, autofocus: quiet && !(named && asks_password), ..identifier };
        let password = Field { blamed, autofocus: quiet && named, ..Field::password(&self.frame) };
        std::iter::once(name).chain(asks_password.then_some(password)).collect()
    }

    fn lead(&self) -> Option<String> {
        self.frame.lead(|texts| texts.sign_in_lead.as_ref())
    }

    fn asks_password(&self) -> bool {
        self.form == LoginForm::Password
    }

    /// Whether nothing but a passkey will do.
    fn needs_passkey(&self) -> bool {
        self.form == LoginForm::Code && self.codes.is_empty()
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, LoginView)> {
        let empty = || LoginView {
            frame: Frame::sample(locale),
            username: String::new(),
            form: LoginForm::Password,
            codes: Vec::new(),
            error: None,
            notice: None,
            passkey: None,
            providers: Vec::new(),
            can_sign_up: true,
            can_recover: true,
        };
        let failed = |error| LoginView {
            username: "alice@example.com".to_owned(),
            error: Some(error),
            ..empty()
        };
        let codes = || WayOn::codes(&Frame::sample(locale), &[Factor::Email, Factor::Sms]);
        let told = |notice| LoginView { notice: Some(notice), ..empty() };
        let passkey = Some(Passkey::sample(PasskeyTask::ShowAny));
        let dressed = Frame { application: Some(Application::sample()), ..Frame::sample(locale) };
        let providers = |count| ProviderLink::samples(&Frame::sample(locale), count);
        let bare = Frame { application: None, query: String::new(), ..Frame::sample(locale) };
        let branded = |(state, look)| {
            let frame = Frame { look, ..Frame::sample(locale) };
            (state, LoginView { frame, ..empty() })
        };
        vec![
            ("empty", empty()),
            ("prefilled", LoginView { username: "alice@example.com".to_owned(), ..empty() }),
            ("wrong-credentials", failed(FormError::WrongCredentials)),
            ("throttled", failed(FormError::TooManyAttempts { seconds: 32 })),
            ("throttled-long", failed(FormError::TooManyAttempts { seconds: 900 })),
            ("busy", failed(FormError::Busy)),
            ("form-expired", failed(FormError::FormExpired)),
            ("missing-field", LoginView { error: Some(FormError::MissingField), ..empty() }),
            ("passkey", LoginView { passkey: passkey.clone(), ..empty() }),
            (
                "passkey-alone",
                LoginView { passkey: passkey.clone(), form: LoginForm::Code, ..empty() },
            ),
            (
                "wrong-passkey",
                LoginView { passkey, error: Some(FormError::WrongPasskey), ..empty() },
            ),
            ("password-or-code", LoginView { codes: codes(), ..empty() }),
            ("name", LoginView { form: LoginForm::Name, ..empty() }),
            ("code", LoginView { form: LoginForm::Code, codes: codes(), ..empty() }),
            ("confirmed", told(Notice::Confirmed)),
            ("password-reset", told(Notice::PasswordReset)),
            ("signed-out", told(Notice::SignedOut)),
            ("no-sign-up", LoginView { can_sign_up: false, can_recover: false, ..empty() }),
            ("provider", LoginView { providers: providers(1), ..empty() }),
            ("three-providers", LoginView { providers: providers(3), ..empty() }),
            ("six-providers", LoginView { providers: providers(6), ..empty() }),
            ("dressed-application", LoginView { frame: dressed, ..empty() }),
            ("no-application", LoginView { frame: bare, ..empty() }),
        ]
        .into_iter()
        .chain(Dress::samples().map(branded))
        .collect()
    }
}

impl Page for LoginView {
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
        self.error.iter().map(|error| error.at(&self.frame, "username")).collect()
    }

    fn notice(&self) -> Option<Notice> {
        self.notice
    }
}

//! The pages on which a person lets a device in: its code, the question, the end (RFC 8628 section 3.3).

use askama::Template;

use super::{Application, Field, FieldError, FormError, Frame, Page, Permission, Provenance};
use crate::words::Locale;

/// How many characters of a code stand together.
const GROUP: usize = 4;

/// The longest code that is shown back, in characters.
const LONGEST_CODE: usize = 16;

/// A user code as people read it, `WDJB-MJHT`: capitals in groups of four, whatever was typed.
pub fn grouped(user_code: &str) -> String {
    let letters = user_code.chars().filter(char::is_ascii_alphanumeric).take(LONGEST_CODE);
    let letters: Vec<char> = letters.map(|letter| letter.to_ascii_uppercase()).collect();
    let groups: Vec<String> = letters.chunks(GROUP).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

/// Type the code that the device shows: the form `device-form` sends `user_code`.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/device.html")]
pub struct DeviceView {
    /// The surroundings; nobody knows yet which application asks.
    pub frame: Frame,
    /// What was typed before, or came along (`verification_uri_complete`, RFC 8628 section 3.3.1).
    pub user_code: String,
    /// Why the last attempt failed.
    pub error: Option<FormError>,
}

impl DeviceView {
    fn code(&self) -> Field {
        let autofocus = self.error.is_none();
        let code = Field::user_code(&self.frame, &grouped(&self.user_code));
        Field { autofocus, ..code.marked(&self.errors()) }
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, DeviceView)> {
        let empty =
            || DeviceView { frame: unaddressed(locale), user_code: String::new(), error: None };
        let prefilled = || DeviceView { user_code: "wdjbmjht".to_owned(), ..empty() };
        let failed = |error| DeviceView { error: Some(error), ..prefilled() };
        vec![
            ("empty", empty()),
            ("prefilled", prefilled()),
            ("wrong-code", failed(FormError::WrongUserCode)),
            ("throttled", failed(FormError::TooManyAttempts { seconds: 300 })),
            ("form-expired", failed(FormError::FormExpired)),
            ("missing-field", DeviceView { error: Some(FormError::MissingField), ..empty() }),
        ]
    }
}

/// A frame for somebody who comes from no application.
fn unaddressed(locale: Locale) -> Frame {
    Frame { application: None, query: String::new(), ..Frame::sample(locale) }
}

impl Page for DeviceView {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn path(&self) -> &'static str {
        "/device"
    }

    fn heading(&self) -> String {
        self.frame.t("device-title")
    }

    fn errors(&self) -> Vec<FieldError> {
        self.error.iter().map(|error| error.at(&self.frame, "user_code")).collect()
    }
}

/// Compare the code and decide: the form `device-confirm-form` sends `user_code` and `decision`,
/// which is `allow` or `deny`. A person who was sent a stranger's code is warned (RFC 8628
/// section 5.4).
#[derive(Clone, Debug, Template)]
#[template(path = "pages/device_confirm.html")]
pub struct DeviceConfirmView {
    /// The surroundings, with the application that asks.
    pub frame: Frame,
    /// Who is signed in.
    pub username: String,
    /// The address at which somebody else signs in and comes back with the code.
    pub other_account: String,
    /// The code that the device shows, too.
    pub user_code: String,
    /// Where the application comes from.
    pub provenance: Provenance,
    /// The scopes that the application asks for.
    pub scopes: Vec<Permission>,
    /// The resources at which it is to use its access (RFC 8707), as it names them.
    pub resources: Vec<String>,
    /// Why the last attempt failed.
    pub error: Option<FormError>,
}

impl DeviceConfirmView {
    fn lead(&self) -> String {
        let frame = &self.frame;
        let names = [("application", frame.application_name()), ("pool", frame.pool_name.as_str())];
        frame.locale.text_with("device-confirm-text", &names)
    }

    fn shown_code(&self) -> String {
        grouped(&self.user_code)
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, DeviceConfirmView)> {
        let frame = unaddressed(locale);
        let asked = |application| DeviceConfirmView {
            username: "alice".to_owned(),
            other_account: frame.link("/login"),
            user_code: "WDJBMJHT".to_owned(),
            provenance: Provenance::House,
            scopes: ["openid", "profile", "offline_access"].map(Permission::named).to_vec(),
            resources: Vec::new(),
            error: None,
            frame: Frame { application: Some(application), ..frame.clone() },
        };
        let plain = || asked(Application::named("Harbour Display"));
        let from = |provenance| DeviceConfirmView { provenance, ..plain() };
        vec![
            ("default", plain()),
            ("with-logo", asked(Application::sample())),
            ("unvetted", from(Provenance::Registered)),
            ("document", from(Provenance::Document("display.example".to_owned()))),
            ("form-expired", DeviceConfirmView { error: Some(FormError::FormExpired), ..plain() }),
        ]
    }
}

impl Page for DeviceConfirmView {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn path(&self) -> &'static str {
        ""
    }

    fn heading(&self) -> String {
        self.frame.t("device-confirm-title")
    }

    fn errors(&self) -> Vec<FieldError> {
        self.error.iter().map(|error| error.at(&self.frame, "")).collect()
    }
}

/// What the person decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceOutcome {
    /// The device gets its tokens.
    Allowed,
    /// The device gets nothing.
    Denied,
}

/// The end, which sends the person back to the device; its text is `device-done`.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/device_done.html")]
pub struct DeviceDoneView {
    /// The surroundings.
    pub frame: Frame,
    /// What the person decided.
    pub outcome: DeviceOutcome,
}

impl DeviceDoneView {
    fn text(&self) -> String {
        match self.outcome {
            DeviceOutcome::Allowed => self.frame.t("device-allowed-text"),
            DeviceOutcome::Denied => self.frame.t("device-denied-text"),
        }
    }

    /// The states for the gallery.
    pub fn samples(locale: Locale) -> Vec<(&'static str, DeviceDoneView)> {
        let done = |outcome| DeviceDoneView { frame: unaddressed(locale), outcome };
        vec![("allowed", done(DeviceOutcome::Allowed)), ("denied", done(DeviceOutcome::Denied))]
    }
}

impl Page for DeviceDoneView {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn path(&self) -> &'static str {
        ""
    }

    fn heading(&self) -> String {
        match self.outcome {
            DeviceOutcome::Allowed => self.frame.t("device-allowed-title"),
            DeviceOutcome::Denied => self.frame.t("device-denied-title"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_shown_in_groups_however_it_was_typed() {
        for typed in ["wdjbmjht", "WDJB-MJHT", " wdjb mjht ", "w-d-j-b-m-j-h-t"] {
            assert_eq!(grouped(typed), "WDJB-MJHT");
        }
        assert_eq!(grouped("abc"), "ABC");
        assert_eq!(grouped("<script>"), "SCRI-PT");
        assert_eq!(grouped(""), "");
        assert_eq!(grouped(&"a".repeat(1_000)), "AAAA-AAAA-AAAA-AAAA");
    }
}

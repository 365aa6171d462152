//! The form by which a page asks the browser for a passkey; a script fills it in and sends it.

use super::{Field, Frame};

/// What the browser is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasskeyTask {
    /// Show any passkey that the person has here, also by autofill.
    ShowAny,
    /// Show one of the person's passkeys.
    Show,
    /// Make a new passkey.
    Make,
}

/// A question to the browser.
#[derive(Clone, Debug)]
pub struct Passkey {
    /// What the browser is to do.
    pub task: PasskeyTask,
    /// What it needs for that, in JSON.
    pub options: String,
    /// What must come back with the answer; empty where the server keeps it.
    pub state: String,
}

impl Passkey {
    /// The method of `navigator.credentials`.
    pub fn method(&self) -> &'static str {
        match self.task {
            PasskeyTask::ShowAny | PasskeyTask::Show => "get",
            PasskeyTask::Make => "create",
        }
    }

    /// Whether passkeys are among what the browser fills in.
    pub fn autofills(&self) -> bool {
        self.task == PasskeyTask::ShowAny
    }

    /// What the form answers.
    pub fn answer(&self) -> &'static str {
        match self.task {
            PasskeyTask::ShowAny | PasskeyTask::Show => "passkey",
            PasskeyTask::Make => "enrol_passkey",
        }
    }

    /// The field for the person's own name for a new one.
    pub fn name(&self, frame: &Frame) -> Option<Field> {
        let label = frame.t("passkey-name");
        let field = || Field { label, ..Field::attribute(frame, "passkey_name", "").optional() };
        (self.task == PasskeyTask::Make).then(field)
    }

    /// What the button says.
    pub fn button(&self, frame: &Frame) -> String {
        frame.t(match self.task {
            PasskeyTask::ShowAny => "passkey-sign-in",
            PasskeyTask::Show => "passkey-submit",
            PasskeyTask::Make => "passkey-enrol-submit",
        })
    }

    /// One for the gallery.
    pub fn sample(task: PasskeyTask) -> Self {
        let options = r#"{"challenge":"c2FtcGxl","rpId":"localhost","allowCredentials":[]}"#;
        Self { task, options: options.to_owned(), state: String::new() }
    }
}

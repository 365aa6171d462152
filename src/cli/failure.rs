//! Why a command did not do what it was asked, in words for the terminal.

use std::{fmt, io};

use crate::{
    app::StartError,
    config::Faults,
    domain::{self, Refusal},
    model::password::Weakness,
};

/// Why a command failed.
#[derive(Debug)]
pub(super) struct Failure(String);

impl Failure {
    pub(super) fn because(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }

    /// Says why on standard error; nothing is left to do when that is closed.
    pub(super) fn print(&self) {
        use io::Write;
        let _closed = writeln!(io::stderr(), "gatehouse: {self}");
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Faults> for Failure {
    fn from(faults: Faults) -> Self {
        let lines: Vec<String> = faults.0.iter().map(|fault| format!("\n  {fault}")).collect();
        Self(format!("the configuration is not usable:{}", lines.concat()))
    }
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        Self(error.to_string())
    }
}

impl From<domain::Error> for Failure {
    fn from(error: domain::Error) -> Self {
        if error.is_internal() {
            tracing::error!(%error, "a fault within");
            return Self::because("something failed within: see the log");
        }
        if !error.hint().is_empty() {
            return Self::because(error.hint());
        }
        Self::because(match error.refusal() {
            Refusal::NotFound => "there is nothing of this name or id".to_owned(),
            Refusal::NameTaken => "the name is taken".to_owned(),
            Refusal::WeakPassword(weakness) => format!("the password {}", broken(*weakness)),
            Refusal::InvalidAttribute(name) => format!("the attribute {name} does not fit"),
            Refusal::Busy => "too much is going on: try again".to_owned(),
            _ => "this does not fit together".to_owned(),
        })
    }
}

fn broken(weakness: Weakness) -> &'static str {
    match weakness {
        Weakness::TooShort => "is shorter than this pool allows",
        Weakness::TooLong => "is longer than 256 characters",
        Weakness::NoUppercase => "needs an upper-case letter in this pool",
        Weakness::NoLowercase => "needs a lower-case letter in this pool",
        Weakness::NoNumber => "needs a digit in this pool",
        Weakness::NoSymbol => "needs a symbol in this pool",
        Weakness::IsTheName => "is made of the user's own names, or the pool's",
        Weakness::IsCommon => "is one that many people have",
        Weakness::IsGuessable => "is too easily guessed",
        Weakness::WasUsed => "is one that the user has, or had before",
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self(error.to_string())
    }
}

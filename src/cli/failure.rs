//! Why a command did not do what it was asked, in words for the terminal.

use std::{fmt, io};

use crate::{app::StartError, config::Faults};

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

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self(error.to_string())
    }
}

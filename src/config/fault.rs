//! What is wrong with a configuration: the key, the reason, and where the value came from.

use std::{fmt, path::PathBuf};

/// One thing wrong with the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The dotted name, such as `server.base_url`; empty when the file as a whole is at fault.
    pub key: String,
    /// What is wrong, and what would be right.
    pub message: String,
    /// Where the value came from.
    pub origin: Origin,
}

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A line of the TOML file, where it is known.
    File {
        /// The file that was read.
        path: PathBuf,
        /// The line, counted from 1.
        line: Option<usize>,
    },
    /// The environment variable of this name.
    Environment(String),
    /// Neither the file nor the environment names the key.
    Default,
}

/// Everything wrong with a configuration; never empty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            fault.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        write!(f, "{} ({})", self.message, self.origin)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, line: Some(line) } => write!(f, "{}:{line}", path.display()),
            Self::File { path, line: None } => path.display().fmt(f),
            Self::Environment(name) => f.write_str(name),
            Self::Default => f.write_str("not set"),
        }
    }
}

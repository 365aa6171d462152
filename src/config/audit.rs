//! `[audit]`: the record of what happened.

use serde::Deserialize;

use super::{
    check::Check,
    table::{Key, Section},
};

pub(super) const SECTION: Section = Section {
    name: "audit",
    about: "The record of what happened to pools, clients, keys and accounts.",
    keys: &[Key::defaulted(
        "keep_days",
        "400",
        "Days after which an event is removed; 0 keeps all of them for ever.",
    )],
};

/// The record of what happened.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Audit {
    /// Days after which an event is removed; 0 is never.
    pub keep_days: u32,
}

impl Audit {
    pub(super) fn check(&self, check: &mut Check<'_>) {
        check.between("audit.keep_days", self.keep_days, 0..=36_500);
    }
}

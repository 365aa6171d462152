//! `[passwords]`: the cost of hashing a password.

use serde::Deserialize;

use super::{
    check::Check,
    table::{Key, Section},
};

pub(super) const SECTION: Section = Section {
    name: "passwords",
    about: "The cost of hashing a password with Argon2id (RFC 9106).",
    keys: &[
        Key::defaulted("memory_kib", "19456", "Memory of one hash, in KiB."),
        Key::defaulted("iterations", "2", "Passes over that memory."),
        Key::defaulted("parallelism", "1", "Lanes of one hash."),
        Key::defaulted("workers", "0", "Hashes made at once; 0 is one for each core."),
        Key::defaulted("queue", "64", "Sign-ins that may wait for a worker; the next get a 503."),
    ],
};

/// The cost of hashing a password with Argon2id (RFC 9106).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Passwords {
    /// Memory of one hash, in KiB.
    pub memory_kib: u32,
    /// Passes over that memory.
    pub iterations: u32,
    /// Lanes of one hash.
    pub parallelism: u32,
    /// Hashes made at once; 0 is one for each core.
    pub workers: usize,
    /// Sign-ins that may wait for a worker.
    pub queue: usize,
}

impl Passwords {
    /// The weakest setting of the OWASP password storage cheat sheet has 7 MiB.
    pub(super) fn check(&self, check: &mut Check<'_>) {
        check.between("passwords.memory_kib", self.memory_kib, 7168..=1 << 20);
        check.between("passwords.iterations", self.iterations, 1..=20);
        check.between("passwords.parallelism", self.parallelism, 1..=16);
        check.between("passwords.workers", self.workers, 0..=256);
        check.between("passwords.queue", self.queue, 1..=10_000);
    }
}

//! Cryptography as the house uses it: keys, tokens, passwords, digests and sealing, all by aws-lc-rs
//! and argon2.

pub mod digest;
pub mod jose;
pub mod jwt;
pub mod keys;
pub mod passkeys;
pub mod password;
pub mod random;
pub mod seal;
pub mod signer;
pub mod strength;
pub mod totp;
pub mod workers;

/// Why a cryptographic operation did not give a result.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// The library refused; it says no more on purpose.
    #[error("cryptographic operation failed: {0}")]
    Failed(&'static str),
    /// More is waiting than may wait.
    #[error("too many operations are waiting")]
    Busy,
}

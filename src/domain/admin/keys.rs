//! Signing keys as an operator sees them: listed, and rotated by hand.

pub use crate::domain::keys::{KeyRecord, Takeover, list, rotate_for};

//! Signing keys as an operator sees them: listed, and rotated by hand.

pub use crate::domain::keys::{Takeover, list, rotate};

//! The promises of the store, on both databases.
#![expect(clippy::expect_used, reason = "a test says what it expected")]

mod attempts;
mod housekeeping;
mod jobs;
mod names;
mod refreshing;
mod revocations;
mod seen_tokens;
mod upstream;
mod writes;

//! People who come from identity providers.
#![expect(clippy::expect_used, reason = "a test says what it expected")]

mod adapters;
mod arrive;
mod lies;
mod linking;
mod notices;
mod people;
mod pretend;
mod requests;
mod sessions;
mod ways;

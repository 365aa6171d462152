//! People who come from identity providers.
#![expect(clippy::expect_used, reason = "a test says what it expected")]

mod adapters;
mod arrive;
mod foreign;
mod founding;
mod holders;
mod keeping;
mod lies;
mod linking;
mod notices;
mod people;
mod pools;
mod pretend;
mod proving;
mod requests;
mod sessions;
mod told;
mod ways;
mod worth;

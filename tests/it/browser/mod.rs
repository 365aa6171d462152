//! A real Chromium through the hosted pages and the sample applications.
#![expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a test says what it expected; clock and environment here are the test's own"
)]

pub mod chromium;
mod journeys;
mod passkeys;
mod pictures;
mod samples;

//! A real Chromium through the hosted pages and the sample applications.
#![expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a test says what it expected; clock and environment here are the test's own"
)]

mod accessibility;
mod authenticator;
pub mod chromium;
mod gallery;
mod journeys;
mod keyboard;
mod looks;
mod passkeys;
mod pictures;
mod preferences;
mod reflow;
mod samples;
mod scripts_off;
mod social;
mod wire;

//! Tests over the real binary: it is started as a person starts it, and everything goes through its sockets.
#![expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a test says what it expected; clock, environment and HTTP client here are the test's own"
)]

pub mod database;
pub mod html;
pub mod journey;
pub mod server;
pub mod visitor;

mod admin_cli;
mod cli;
mod client_addresses;
mod durability;
mod openid_connect;
mod races;
mod samples;
mod slow_senders;

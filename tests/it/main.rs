//! The integration tests, in one binary: the application in process, the real binary over sockets,
//! and a real browser.

mod accounts;
mod browser;
mod oauth;
mod process;
mod store;
mod support;

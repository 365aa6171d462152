//! The integration tests, in one binary: the application in process, the real binary over sockets,
//! a real browser, and real relying parties.

mod accounts;
mod browser;
mod clients;
mod federation;
mod fuzz;
mod hostile;
mod oauth;
mod process;
mod store;
mod support;

//! Relying parties from the npm and Python registries, unmodified and pinned in `tests/clients`, against
//! the server over sockets. A provider from there is in [`crate::support::upstream`].
#![expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a test says what it expected; environment and HTTP client here are the test's own"
)]

mod mcp;
mod oidc_client_ts;
mod scripts;

use std::path::PathBuf;

pub use scripts::node;

/// The folder into which `tests/run` has installed the libraries, the scripts beside them.
fn home() -> PathBuf {
    std::env::var_os("GATEHOUSE_TEST_CLIENTS")
        .expect("GATEHOUSE_TEST_CLIENTS is set by tests/run")
        .into()
}

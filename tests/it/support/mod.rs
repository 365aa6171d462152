//! The application in process: its own database, a clock that stands still, a browser of sorts.
#![expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a test says what it expected; environment and clock here are the test's own"
)]

mod app;
mod authenticator;
mod browser;
mod documents;
mod grants;
pub mod jose;
mod people;
pub mod totp;
pub mod upstream;

pub use app::TestApp;
pub use authenticator::Authenticator;
pub use browser::{Answer, Browser, ORIGIN};
pub use documents::{DOCUMENT_CALLBACK, DocumentServer};
pub use grants::{Pkce, WEB_CALLBACK, claims, form, with};
pub use people::PASSWORD;

/// Runs each story on both databases; on PostgreSQL where the test command has started one. A macro
/// because a test is a function that the test harness must see.
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($app:ident) $story:block)*) => {$(
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports, reason = "each story uses what it needs of its file")]
            use super::*;

            async fn story($app: $crate::support::TestApp) $story

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                Box::pin(story($crate::support::TestApp::on_sqlite().await)).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            #[cfg_attr(not(feature = "postgres-tests"), ignore = "needs PostgreSQL: tests/run")]
            async fn postgres() {
                Box::pin(story($crate::support::TestApp::on_postgres().await)).await;
            }
        }
    )*};
}
pub(crate) use on_both;

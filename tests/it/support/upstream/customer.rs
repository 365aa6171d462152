//! Who sends people to the fakes: an application in process, or the real binary.

use gatehouse::model::Clock;

use crate::process::server::Facts;
use crate::support::TestApp;

/// Somebody who is registered at a provider.
pub struct Customer {
    /// What time it is there.
    pub(super) clock: Clock,
    /// Where its people come back to.
    pub(super) redirect_uri: String,
}

impl From<&TestApp> for Customer {
    fn from(app: &TestApp) -> Self {
        let redirect_uri = format!("{}{}/oauth2/idpresponse", app.app.base_url(), app.base);
        Self { clock: app.app.clock.clone(), redirect_uri }
    }
}

impl From<&Facts> for Customer {
    fn from(facts: &Facts) -> Self {
        Self { clock: Clock::System, redirect_uri: facts.pool("/oauth2/idpresponse") }
    }
}

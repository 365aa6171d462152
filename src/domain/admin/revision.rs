//! Rules that change: what becomes of them is worked out where it is written.

use std::fmt;
use std::sync::Arc;

use crate::model::Invalid;

type Work<T> = dyn Fn(&T) -> Result<T, Invalid> + Send + Sync;

/// Makes the rules that are to be of those that there are when it is written, so that nothing is lost
/// of what somebody else changes meanwhile. It may run more than once.
#[derive(Clone)]
pub struct Revision<T>(Arc<Work<T>>);

impl<T> Revision<T> {
    /// A change of some rules; the others stay.
    pub fn by(change: impl Fn(&T) -> Result<T, Invalid> + Send + Sync + 'static) -> Self {
        Self(Arc::new(change))
    }

    /// The rules that it makes of the present ones.
    ///
    /// # Errors
    /// Says what does not fit.
    pub fn on(&self, present: &T) -> Result<T, Invalid> {
        (self.0)(present)
    }
}

/// These rules as a whole, whatever there was.
impl<T: Clone + Send + Sync + 'static> From<T> for Revision<T> {
    fn from(rules: T) -> Self {
        Self::by(move |_| Ok(rules.clone()))
    }
}

impl<T> fmt::Debug for Revision<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Revision").finish_non_exhaustive()
    }
}

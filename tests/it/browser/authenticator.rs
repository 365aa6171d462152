//! A person's authenticator application, whose codes are each good once.

use std::time::{SystemTime, UNIX_EPOCH};

use gatehouse::model::Instant;

use crate::support::totp::code_at;

/// How long a code is shown, in milliseconds (RFC 6238).
const STEP: i64 = 30_000;

pub struct Authenticator {
    secret: String,
    /// The last time whose code was shown, in milliseconds.
    shown: i64,
}

impl Authenticator {
    /// With the secret that a page shows.
    pub fn with(secret: &str) -> Self {
        Self { secret: secret.to_owned(), shown: 0 }
    }

    /// A code that was not shown before: that of now, or already the next one, which the server takes from
    /// clocks that are ahead. A third within half a minute would be too far ahead.
    pub fn next(&mut self) -> String {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_millis();
        let now = i64::try_from(now).expect("a date");
        self.shown = now.max(self.shown + STEP);
        code_at(&self.secret, Instant::from_millis(self.shown))
    }
}

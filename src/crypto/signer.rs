//! Signing off the async workers: RS256 goes to threads of its own, the quick algorithms stay.

use std::sync::Arc;

use super::Error;
use super::keys::PrivateKey;
use super::workers::{Crew, Priority};
use crate::model::Algorithm;

/// How many signatures may wait before more are refused.
const QUEUE: usize = 2048;

/// Signs with whichever key it is given; cheap to clone.
#[derive(Debug, Clone)]
pub struct Signer {
    crew: Arc<Crew<()>>,
}

impl Signer {
    /// Starts one thread a core.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start() -> std::io::Result<Self> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self { crew: Arc::new(Crew::start("sign", cores, QUEUE, Priority::Low, || ())?) })
    }

    /// Signs a message.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many wait.
    pub async fn sign(
        &self,
        key: &PrivateKey,
        message: String,
    ) -> Result<(String, Vec<u8>), Error> {
        match key.algorithm() {
            Algorithm::RS256 => {
                let key = key.clone();
                self.crew
                    .run(move |()| {
                        key.sign(message.as_bytes()).map(|signature| (message, signature))
                    })
                    .await?
            }
            Algorithm::ES256 | Algorithm::EdDSA => {
                let signature = key.sign(message.as_bytes())?;
                Ok((message, signature))
            }
        }
    }
}

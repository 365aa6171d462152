//! `prompt`: known words, `none` only by itself (OpenID Connect Core section 3.1.2.1).

use super::Request;
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::oauth::Parameters;

/// What the person is to be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prompt {
    /// Nothing: without a session the answer is `login_required`.
    None,
    /// To sign in again.
    Login,
    /// To agree; the pool's own clients need no consent.
    Consent,
    /// To choose an account.
    SelectAccount,
    /// To make an account (Initiating User Registration via OpenID Connect 1.0).
    Create,
}

/// The words of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prompts(Vec<Prompt>);

impl Prompts {
    /// Whether a word is among them.
    pub fn contains(&self, prompt: Prompt) -> bool {
        self.0.contains(&prompt)
    }

    /// The words of a request.
    ///
    /// # Errors
    /// When one is unknown, or `none` is not alone.
    pub fn read(parameters: &Parameters) -> Result<Self> {
        let mut prompts = Vec::new();
        for word in
            parameters.get("prompt").unwrap_or_default().split(' ').filter(|word| !word.is_empty())
        {
            prompts.push(match word {
                "none" => Prompt::None,
                "login" => Prompt::Login,
                "consent" => Prompt::Consent,
                "select_account" => Prompt::SelectAccount,
                "create" => Prompt::Create,
                _ => return Err(Error::new(Refusal::InvalidRequest, "prompt has an unknown word")),
            });
        }
        if prompts.len() > 1 && prompts.contains(&Prompt::None) {
            return Err(Error::new(Refusal::InvalidRequest, "prompt none stands alone"));
        }
        Ok(Self(prompts))
    }
}

pub(super) fn check(request: &Request<'_>) -> Result<()> {
    Prompts::read(request.parameters).map(drop)
}

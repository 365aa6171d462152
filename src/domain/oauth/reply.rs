//! Where and how an answer goes back to the client: in a query, a fragment or a form, plain or as one
//! signed JWT (OAuth 2.0 Multiple Response Type Encoding Practices, Form Post Response Mode, JARM).

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};

use super::checks::{Placement, ResponseMode};
use crate::context::Context;
use crate::crypto::jwt;
use crate::domain::configuration::PoolView;
use crate::domain::error::Result;
use crate::model::Client;

/// How long a signed answer is good (JARM section 2.1: at most ten minutes).
const SIGNED_FOR: Duration = Duration::from_secs(600);

/// Where and how an answer goes back.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The client.
    pub client: Arc<Client>,
    /// The redirect URI, to the letter.
    pub redirect_uri: String,
    /// How the answer travels.
    pub mode: ResponseMode,
    /// The request's state.
    pub state: Option<String>,
    /// The issuer (RFC 9207).
    pub issuer: String,
}

/// An answer on its way through the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A redirect to this URL.
    Redirect(String),
    /// A form that the browser posts.
    Post {
        /// Where to.
        to: String,
        /// Its fields.
        fields: Vec<(String, String)>,
    },
}

impl Reply {
    /// The answer with these parameters, the state and the issuer.
    ///
    /// # Errors
    /// When it is to be signed and cannot be.
    pub async fn answer(
        &self,
        cx: &Context,
        pool: &PoolView,
        parameters: &[(&str, &str)],
    ) -> Result<Answer> {
        let mut fields: Vec<(String, String)> = parameters
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        if let Some(state) = &self.state {
            fields.push(("state".into(), state.clone()));
        }
        if self.mode.signed {
            fields = vec![("response".into(), self.sign(cx, pool, fields).await?)];
        } else {
            fields.push(("iss".into(), self.issuer.clone()));
        }
        Ok(self.place(fields))
    }

    /// JARM section 2.1: the parameters as claims, for the client alone and for a short time.
    async fn sign(
        &self,
        cx: &Context,
        pool: &PoolView,
        fields: Vec<(String, String)>,
    ) -> Result<String> {
        let mut claims = Map::new();
        claims.insert("iss".into(), self.issuer.as_str().into());
        claims.insert("aud".into(), self.client.id.as_str().into());
        claims.insert("iat".into(), cx.now().seconds().into());
        claims.insert("exp".into(), (cx.now() + SIGNED_FOR).seconds().into());
        claims.extend(fields.into_iter().map(|(name, value)| {
            let number = (name == "expires_in").then(|| value.parse::<u64>().ok()).flatten();
            (name, number.map_or(Value::from(value), Value::from))
        }));
        let algorithm =
            pool.algorithm_for(&self.client, self.client.settings.signing.authorization);
        let key = pool.keys.signing(algorithm, cx.now())?;
        Ok(jwt::sign(&cx.app.signer, &key.id, &key.private, None, &claims).await?)
    }

    fn place(&self, fields: Vec<(String, String)>) -> Answer {
        let to = self.redirect_uri.clone();
        let separator = match self.mode.placement {
            Placement::Form => return Answer::Post { to, fields },
            Placement::Fragment => '#',
            Placement::Query if to.contains('?') => '&',
            Placement::Query => '?',
        };
        let text = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        Answer::Redirect(format!("{to}{separator}{text}"))
    }
}

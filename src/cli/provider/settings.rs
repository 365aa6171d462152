//! What is told of a provider: who we are there, where it is, our secret, what its word counts for.

use std::path::PathBuf;

use clap::Args;
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::{
    cli::{
        Failure,
        arguments::pair,
        settings::{self, Overlay},
    },
    model::{Invalid, provider::Details},
};

#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct SettingsArgs {
    /// Who we are there
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,
    /// The file with our secret there; `-` reads standard input
    #[arg(long, value_name = "FILE", conflicts_with = "private_key_file")]
    client_secret_file: Option<PathBuf>,
    /// The file with our private key in PEM, such as Apple's .p8; `-` reads standard input
    #[arg(long, value_name = "FILE")]
    private_key_file: Option<PathBuf>,
    /// Its issuer, whose metadata names the rest; of the kind OIDC
    #[arg(long, value_name = "URL")]
    issuer: Option<String>,
    /// One of the keys that `provider show --json` may have under `details`; without a value it goes
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = pair)]
    set: Vec<(String, String)>,
    /// A JSON file with the rules that differ; `-` reads standard input
    ///
    /// The file holds any of the keys that `provider show --json` has under `rules`; the others stay.
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,
}

impl SettingsArgs {
    /// The details with what is given laid over them.
    pub(super) fn details(&self, present: &Details) -> Result<Details, Invalid> {
        let whole = serde_json::to_value(present);
        let mut whole = whole.map_err(|error| Invalid::because(error.to_string()))?;
        let named = [("client_id", &self.client_id), ("oidc_issuer", &self.issuer)];
        let named = named.into_iter().filter_map(|(key, value)| Some((key, value.as_ref()?)));
        let set = self.set.iter().map(|(key, value)| (key.as_str(), value));
        let mut laid = present.clone();
        for (key, value) in named.chain(set) {
            whole[key] = if value.is_empty() { Value::Null } else { json!(value) };
            laid = serde_json::from_value(whole.clone())
                .map_err(|error| Invalid::because(format!("{key}: {error}")))?;
        }
        Ok(laid)
    }

    /// Our secret or private key, if one is given.
    pub(super) fn secret(&self) -> Result<Option<SecretString>, Failure> {
        let Some(file) = self.client_secret_file.as_ref().or(self.private_key_file.as_ref()) else {
            return Ok(None);
        };
        Ok(Some(SecretString::from(settings::text(file)?.trim())))
    }

    /// The rules that differ, if any are given.
    pub(super) fn rules(&self) -> Result<Option<Overlay>, Failure> {
        self.rules.as_deref().map(Overlay::read).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(set: &[(&str, &str)]) -> SettingsArgs {
        let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
        SettingsArgs {
            client_id: Some("gatehouse".into()),
            client_secret_file: None,
            private_key_file: None,
            issuer: None,
            set: set.iter().map(owned).collect(),
            rules: None,
        }
    }

    #[test]
    fn what_is_set_lies_over_what_was() {
        let present = Details { tenant: Some("common".into()), ..Details::default() };
        let laid = told(&[("tenant", "consumers")]).details(&present).unwrap();
        assert_eq!((&*laid.client_id, laid.tenant.as_deref()), ("gatehouse", Some("consumers")));
        assert_eq!(told(&[("tenant", "")]).details(&present).unwrap().tenant, None);
        let post = told(&[("token_auth", "client_secret_post")]).details(&present).unwrap();
        assert!(post.token_auth.is_some());
    }

    #[test]
    fn an_unknown_key_is_named() {
        let refused = |key, value| told(&[(key, value)]).details(&Details::default()).unwrap_err();
        assert!(refused("tennant", "x").0.contains("tenant"));
        assert!(refused("token_auth", "x").0.starts_with("token_auth: "));
    }
}

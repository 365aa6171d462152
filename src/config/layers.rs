//! Puts single values over the defaults, one at a time, so that each wrong one is named.

use std::collections::BTreeMap;

use figment::{
    Figment,
    error::Kind,
    providers::{Format, Serialized, Toml},
    value::{Dict, Value},
};

use super::{
    Config,
    fault::{Fault, Origin},
    table,
};

/// One value for one known key.
pub(super) struct Leaf {
    /// The dotted name of the key.
    pub(super) path: String,
    /// What the key is set to.
    pub(super) given: Given,
    /// Where the value came from.
    pub(super) origin: Origin,
}

/// A value as its source has it.
pub(super) enum Given {
    /// Typed already, by TOML.
    Typed(Value),
    /// Text from the environment, whose type is what the key takes.
    Text(String),
}

/// The defaults with every good value laid over them.
pub(super) struct Layers {
    figment: Figment,
    origins: BTreeMap<String, Origin>,
}

impl Layers {
    /// The defaults alone.
    pub(super) fn defaults() -> Self {
        let figment = Figment::from(Toml::string(&table::documented()));
        Self { figment, origins: BTreeMap::new() }
    }

    /// Lays `leaves` over the defaults in their order; a leaf that does not fit becomes a fault.
    pub(super) fn merge(leaves: Vec<Leaf>, faults: &mut Vec<Fault>) -> Self {
        let mut layers = Self::defaults();
        for leaf in leaves {
            match layers.over(&leaf) {
                Ok(figment) => {
                    layers.figment = figment;
                    layers.origins.insert(leaf.path, leaf.origin);
                }
                Err(message) => {
                    faults.push(Fault { key: leaf.path, message, origin: leaf.origin });
                }
            }
        }
        layers
    }

    /// The whole configuration.
    #[expect(clippy::expect_used, reason = "defaults are tested, and `merge` tries each value")]
    pub(super) fn config(&self) -> Config {
        self.figment.extract().expect("every layer was tried over the defaults")
    }

    /// Where the value of `path` came from.
    pub(super) fn origin(&self, path: &str) -> Origin {
        self.origins.get(path).cloned().unwrap_or(Origin::Default)
    }

    fn over(&self, leaf: &Leaf) -> Result<Figment, String> {
        match &leaf.given {
            Given::Typed(value) => self.with(&leaf.path, value),
            Given::Text(text) => {
                self.with(&leaf.path, &Value::from(text.clone())).or_else(|as_text| {
                    match typed(text) {
                        Some(value) => self.with(&leaf.path, &value),
                        None => Err(as_text),
                    }
                })
            }
        }
    }

    fn with(&self, path: &str, value: &Value) -> Result<Figment, String> {
        let figment = self.figment.clone().merge(Serialized::default(path, value));
        match figment.extract::<Config>() {
            Ok(_) => Ok(figment),
            Err(_) if table::key(path).is_some_and(|key| key.secret) => {
                Err("is not text".to_owned())
            }
            Err(error) => Err(described(error.kind)),
        }
    }
}

/// The value that TOML reads in `text`: a number, a switch or a list.
fn typed(text: &str) -> Option<Value> {
    let mut dict: Dict = Toml::from_str(&format!("value = {text}")).ok()?;
    dict.remove("value").filter(|_| dict.is_empty())
}

fn described(kind: Kind) -> String {
    match kind {
        Kind::Message(message) => message,
        Kind::InvalidType(found, expected) => format!("found {found}, expected {expected}"),
        Kind::InvalidValue(found, expected) => format!("found {found}, expected {expected}"),
        Kind::UnknownVariant(found, known) => {
            format!("`{found}` is not one of `{}`", known.join("`, `"))
        }
        other => other.to_string(),
    }
}

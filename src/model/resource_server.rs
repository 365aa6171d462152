//! Resource servers: the APIs whose scopes a pool's clients may ask for.

use serde::{Deserialize, Serialize};

use super::{Invalid, PoolId, Scope};

/// An API with its scopes; a full scope reads `{identifier}/{name}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceServer {
    /// The pool that it belongs to.
    pub pool_id: PoolId,
    /// Its identifier, often a URL, at most 256 characters.
    pub identifier: String,
    /// Its name for people.
    pub name: String,
    /// Its scopes, at most 100.
    pub scopes: Vec<ResourceScope>,
}

/// One scope of a resource server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceScope {
    /// The part after the slash.
    pub name: String,
    /// What it allows, in words.
    pub description: String,
}

impl ResourceServer {
    /// Checks the identifier and the scopes.
    ///
    /// # Errors
    /// Says which part does not fit.
    pub fn check(&self) -> Result<(), Invalid> {
        if self.identifier.len() > 256 || self.scopes.len() > 100 {
            return Err(Invalid::because(
                "an identifier has at most 256 characters, a server at most 100 scopes",
            ));
        }
        self.identifier.parse::<Scope>()?;
        for scope in &self.scopes {
            if scope.name.contains('/') {
                return Err(Invalid::because("a scope's name has no slash"));
            }
            scope.name.parse::<Scope>()?;
        }
        Ok(())
    }

    /// Each scope as clients ask for it, with what it allows in words.
    pub fn descriptions(&self) -> impl Iterator<Item = (String, String)> {
        self.scopes
            .iter()
            .filter(|scope| !scope.description.is_empty())
            .map(|scope| (format!("{}/{}", self.identifier, scope.name), scope.description.clone()))
    }

    /// Its scopes as clients ask for them.
    pub fn full_scopes(&self) -> impl Iterator<Item = Scope> {
        self.scopes
            .iter()
            .filter_map(|scope| format!("{}/{}", self.identifier, scope.name).parse().ok())
    }
}

//! Health: whether this node can do its work.

use std::time::Duration;

use crate::context::Context;
use crate::store;
use crate::store::migrate::{self, Status};

/// How long the database may take to answer before it counts as down.
const ANSWER_LIMIT: Duration = Duration::from_secs(3);

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Health {
    /// Whether the database answers.
    pub database: Finding,
    /// Whether the database has the form that this version needs.
    pub schema: Finding,
}

/// The state of one thing that the node needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// It is as it should be.
    Good,
    /// Work can go on, although something is unusual.
    Noted(&'static str),
    /// No work can be done.
    Bad(&'static str),
}

impl Finding {
    /// The state in one word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Good => "ok",
            Self::Noted(what) | Self::Bad(what) => what,
        }
    }
}

impl Health {
    /// Whether requests should come to this node.
    pub fn is_ready(self) -> bool {
        ![self.database, self.schema].iter().any(|finding| matches!(finding, Finding::Bad(_)))
    }
}

/// Looks at what this node needs.
pub async fn look(cx: &Context) -> Health {
    let looked = tokio::time::timeout(ANSWER_LIMIT, examine(cx)).await;
    looked.unwrap_or(Health { database: Finding::Bad("slow"), schema: Finding::Bad("unknown") })
}

async fn examine(cx: &Context) -> Health {
    let answers = async { store::epochs::current(&mut cx.read().await?).await };
    if let Err(error) = answers.await {
        tracing::warn!(%error, "the database does not answer");
        return Health { database: Finding::Bad("down"), schema: Finding::Bad("unknown") };
    }
    let schema = match migrate::status(&cx.app.db).await {
        Ok(Status::Current) => Finding::Good,
        // While a newer version is rolled out, the nodes of this one go on until they are replaced.
        Ok(Status::Ahead) => Finding::Noted("ahead"),
        Ok(Status::Behind(_)) => Finding::Bad("behind"),
        Err(error) => {
            tracing::warn!(%error, "the migrations cannot be read");
            Finding::Bad("unknown")
        }
    };
    Health { database: Finding::Good, schema }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_without_its_database_is_not_ready() {
        let good = Health { database: Finding::Good, schema: Finding::Good };
        assert!(good.is_ready());
        assert!(Health { schema: Finding::Noted("ahead"), ..good }.is_ready());
        assert!(!Health { schema: Finding::Bad("behind"), ..good }.is_ready());
        assert!(!Health { database: Finding::Bad("down"), ..good }.is_ready());
    }
}

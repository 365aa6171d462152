//! `gatehouse check`: every fault of the configuration, without starting.

use serde_json::{Value, json};

use super::{Common, Failure, output};
use crate::config::{Config, Faults, MailTransport, Origin};

pub(super) fn run(common: &Common) -> Result<(), Failure> {
    match (Config::load(common.config.as_deref()), common.json) {
        (Ok(_), true) => output::json(&json!({ "ok": true, "faults": [] })),
        (Ok(config), false) => output::fields(&summary(&config)),
        (Err(faults), true) => {
            output::json(&json!({ "ok": false, "faults": listed(&faults) }))?;
            Err(faults.into())
        }
        (Err(faults), false) => Err(faults.into()),
    }
}

/// What the configuration comes to, a line for each thing that an operator looks for first.
fn summary(config: &Config) -> [(&'static str, String); 4] {
    let listen: Vec<String> = config.server.listen.iter().map(ToString::to_string).collect();
    let mail = match config.mail.transport {
        MailTransport::Smtp => {
            format!("by {}", config.mail.smtp.host.as_deref().unwrap_or_default())
        }
        MailTransport::Outbox => "kept, not sent: mail.transport is \"outbox\"".to_owned(),
    };
    let engine = config.database.url().split(':').next().unwrap_or_default();
    [
        ("ok server", format!("{} on {}", config.server.origin(), listen.join(", "))),
        ("ok database", engine.to_owned()),
        ("ok secrets", "a master key of 32 bytes".to_owned()),
        ("ok mail", mail),
    ]
}

fn listed(faults: &Faults) -> Vec<Value> {
    faults
        .0
        .iter()
        .map(|fault| {
            let origin = match &fault.origin {
                Origin::Default => None,
                origin => Some(origin.to_string()),
            };
            json!({ "key": fault.key, "message": fault.message, "origin": origin })
        })
        .collect()
}

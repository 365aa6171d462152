//! `gatehouse config`: the documented default configuration.

use serde_json::json;

use super::{Common, Failure, output};
use crate::config::Config;

pub(super) fn run(common: &Common) -> Result<(), Failure> {
    let toml = Config::documented();
    if common.json {
        return output::json(&json!({ "toml": toml }));
    }
    output::text(&toml)
}

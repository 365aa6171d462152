//! Environment variables with the prefix `GATEHOUSE__` as single values.

use std::{collections::BTreeSet, ffi::OsString};

use super::{
    fault::{Fault, Origin},
    layers::{Given, Leaf},
    table::{self, PREFIX},
};

/// What ends the name of a variable that holds the name of a file.
const FILE: &str = "_file";

/// The variables that are ours and are UTF-8, by name.
pub(super) fn variables(
    all: impl Iterator<Item = (OsString, OsString)>,
    faults: &mut Vec<Fault>,
) -> Vec<(String, String)> {
    let mut ours = Vec::new();
    for (name, value) in all {
        let name = name.to_string_lossy().into_owned();
        if !name.starts_with(PREFIX) {
            continue;
        }
        match value.into_string() {
            Ok(value) => ours.push((name, value)),
            Err(_) => faults.push(Fault {
                key: path_of(&name),
                message: "is not UTF-8".to_owned(),
                origin: Origin::Environment(name),
            }),
        }
    }
    ours.sort();
    ours
}

/// The values of `variables` for known keys; whatever else they hold becomes a fault.
pub(super) fn leaves(variables: Vec<(String, String)>, faults: &mut Vec<Fault>) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    let mut seen = BTreeSet::new();
    for (name, value) in variables {
        let origin = Origin::Environment(name.clone());
        match leaf(&name, value) {
            Ok((path, text)) if seen.insert(path.clone()) => {
                leaves.push(Leaf { path, given: Given::Text(text), origin });
            }
            Ok((path, _)) => faults.push(Fault {
                key: path,
                message: "is set twice: by its variable and by the one for a file".to_owned(),
                origin,
            }),
            Err((key, message)) => faults.push(Fault { key, message, origin }),
        }
    }
    leaves
}

fn leaf(name: &str, value: String) -> Result<(String, String), (String, String)> {
    let path = path_of(name);
    if table::key(&path).is_some() {
        return Ok((path, value));
    }
    let in_file = path.strip_suffix(FILE).and_then(|path| Some((path, table::key(path)?)));
    match in_file {
        Some((path, key)) if key.secret => match std::fs::read_to_string(&value) {
            Ok(text) => Ok((path.to_owned(), without_newline(&text).to_owned())),
            Err(error) => Err((path.to_owned(), format!("cannot read the file {value}: {error}"))),
        },
        Some((path, _)) => {
            let variable = table::variable(path);
            Err((path.to_owned(), format!("only secrets are read from files; set {variable}")))
        }
        None => {
            let nearest = table::variable(&table::nearest_key(&path));
            Err((path, format!("unknown variable; the nearest valid name is `{nearest}`")))
        }
    }
}

fn path_of(name: &str) -> String {
    name.strip_prefix(PREFIX).unwrap_or(name).replace("__", ".").to_lowercase()
}

fn without_newline(text: &str) -> &str {
    let text = text.strip_suffix('\n').unwrap_or(text);
    text.strip_suffix('\r').unwrap_or(text)
}

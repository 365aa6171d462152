//! The TOML file as single values, each with its line.

use std::path::Path;

use figment::{
    providers::{Format, Toml},
    value::{Dict, Value},
};

use super::{
    fault::{Fault, Origin},
    layers::{Given, Leaf},
    table,
};

/// The longest configuration file that is read, in bytes.
const LONGEST: usize = 1 << 20;

/// The values of the file at `path` for known keys; whatever else is in it becomes a fault.
pub(super) fn leaves(path: &Path, faults: &mut Vec<Fault>) -> Vec<Leaf> {
    let whole = |message: String| Fault {
        key: String::new(),
        message,
        origin: Origin::File { path: path.to_owned(), line: None },
    };
    let text = match std::fs::read_to_string(path) {
        Ok(text) if text.len() <= LONGEST => text,
        Ok(_) => {
            faults.push(whole(format!("is longer than {LONGEST} bytes")));
            return Vec::new();
        }
        Err(error) => {
            faults.push(whole(format!("cannot be read: {error}")));
            return Vec::new();
        }
    };
    match Toml::from_str::<Dict>(&text) {
        Ok(dict) => {
            let mut walk = Walk { path, text: &text, leaves: Vec::new(), faults };
            walk.section("", dict);
            walk.leaves
        }
        Err(error) => {
            faults.push(whole(format!("is not TOML: {}", error.to_string().trim_end())));
            Vec::new()
        }
    }
}

struct Walk<'a> {
    path: &'a Path,
    text: &'a str,
    leaves: Vec<Leaf>,
    faults: &'a mut Vec<Fault>,
}

impl Walk<'_> {
    fn section(&mut self, prefix: &str, dict: Dict) {
        for (name, value) in dict {
            let path = if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
            self.entry(path, value);
        }
    }

    fn entry(&mut self, path: String, value: Value) {
        let known_section = table::section(&path).is_some();
        match value {
            Value::Dict(_, dict) if known_section => self.section(&path, dict),
            value if table::key(&path).is_some() => {
                let origin = self.origin(&path);
                self.leaves.push(Leaf { path, given: Given::Typed(value), origin });
            }
            Value::Dict(..) => {
                let nearest = table::nearest_section(&path);
                self.fault(path, format!("unknown section; the nearest valid name is `{nearest}`"));
            }
            _ if known_section => {
                let message = format!("is a section: write `[{path}]` and its keys below");
                self.fault(path, message);
            }
            _ => {
                let nearest = table::nearest_key(&path);
                self.fault(path, format!("unknown key; the nearest valid name is `{nearest}`"));
            }
        }
    }

    fn fault(&mut self, key: String, message: String) {
        let origin = self.origin(&key);
        self.faults.push(Fault { key, message, origin });
    }

    fn origin(&self, key: &str) -> Origin {
        Origin::File { path: self.path.to_owned(), line: line_of(self.text, key) }
    }
}

/// The line, counted from 1, that names `path` or the nearest table around it.
fn line_of(text: &str, path: &str) -> Option<usize> {
    let mut section = String::new();
    let mut best: Option<(usize, usize)> = None;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        let named = if let Some(header) = line.strip_prefix('[') {
            section = plain(header.split(']').next().unwrap_or_default());
            section.clone()
        } else {
            let Some((name, _)) = line.split_once('=') else { continue };
            let name = plain(name);
            if section.is_empty() { name } else { format!("{section}.{name}") }
        };
        let around = path == named
            || path.strip_prefix(named.as_str()).is_some_and(|rest| rest.starts_with('.'));
        if around && best.is_none_or(|(length, _)| named.len() > length) {
            best = Some((named.len(), index + 1));
        }
    }
    best.map(|(_, line)| line)
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace() && !matches!(c, '"' | '\'' | '[')).collect()
}

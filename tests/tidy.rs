//! House rules as tests: who may use whom, where a crate may appear, and what never stands in a file.
//!
//! A failure names the file and says why the rule is there. When the plan of the house changes, the table
//! below and the page in `src/lib.rs` change together.
#![expect(clippy::expect_used, reason = "a test says what it expected")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Which room of `src` may use which; every room may use itself. `a::b` allows only that part of `a`.
const MAY_USE: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("words", &[]),
    ("config", &["model"]),
    ("telemetry", &["config"]),
    ("crypto", &["model", "telemetry"]),
    ("store", &["model", "config", "crypto::digest", "telemetry"]),
    ("messaging", &["model", "config", "words", "outbound", "crypto::digest"]),
    ("outbound", &["model", "config", "telemetry"]),
    ("app", &["model", "config", "crypto", "store", "telemetry", "messaging", "outbound", "words"]),
    ("context", &["app", "model", "store", "crypto"]),
    (
        "domain",
        &[
            "app",
            "context",
            "model",
            "config",
            "crypto",
            "store",
            "messaging",
            "outbound",
            "telemetry",
            "words",
        ],
    ),
    ("http", &["app", "context", "model", "domain", "words", "telemetry"]),
    (
        "http/dev",
        &["http", "app", "context", "model", "domain", "config", "messaging", "words", "telemetry"],
    ),
    ("http/samples", &["http", "app", "context", "model", "domain", "words"]),
    ("jobs", &["app", "context", "model", "domain", "messaging", "words", "telemetry"]),
    (
        "cli",
        &[
            "app",
            "config",
            "context",
            "domain",
            "http",
            "jobs",
            "model",
            "store::migrate",
            "telemetry",
            "words",
        ],
    ),
];

/// Parts of a room with a line of their own in the table.
const PARTS: &[&str] = &["http/dev", "http/samples"];

/// A text that may stand only in some places of `src`.
struct Place {
    text: &'static str,
    within: &'static [&'static str],
    because: &'static str,
}

const PLACES: &[Place] = &[
    Place {
        text: "oxide_auth",
        within: &["domain/oauth/view", "domain/oauth/flow"],
        because: "the protocol machines stand behind one view and one flow, so that the rest of the domain is ours",
    },
    Place {
        text: "sqlx",
        within: &["store/", "store.rs"],
        because: "only store names a table (invariant 1)",
    },
    Place {
        text: "webauthn_rs_core",
        within: &["crypto/passkeys.rs"],
        because: "its core leaves much to whoever calls it, so that one file does",
    },
    Place {
        text: "axum",
        within: &["http/", "http.rs"],
        because: "only http knows the web framework (invariant 1)",
    },
    Place {
        text: "StatusCode",
        within: &["http/", "http.rs", "federation/", "messaging/", "triggers/"],
        because: "only http names a status code (invariant 1); those who call others read theirs",
    },
];

/// A text that stands nowhere in `src`.
struct Banned {
    text: &'static str,
    because: &'static str,
}

const BANNED: &[Banned] = &[
    Banned {
        text: "#[allow(",
        because: "`#[expect(…, reason = \"…\")]` says why and goes away with its cause",
    },
    Banned {
        text: "#![allow(",
        because: "`#[expect(…, reason = \"…\")]` says why and goes away with its cause",
    },
    Banned { text: concat!("todo", "!("), because: "nothing lands half done" },
    Banned { text: concat!("unimplemented", "!("), because: "nothing lands half done" },
    Banned {
        text: "TEMPORARY_REDIRECT",
        because: "307 sends a typed password on to the next place (RFC 9700 section 4.12): use 302 or 303",
    },
    Banned {
        text: "PERMANENT_REDIRECT",
        because: "308 sends a typed password on to the next place (RFC 9700 section 4.12): use 302 or 303",
    },
    Banned {
        text: "Redirect::temporary",
        because: "it answers 307 (RFC 9700 section 4.12): use 302 or 303",
    },
    Banned {
        text: "Redirect::permanent",
        because: "it answers 308 (RFC 9700 section 4.12): use 302 or 303",
    },
    Banned {
        text: "use rsa::",
        because: "aws-lc-rs signs: it is three times as fast and constant in time",
    },
    Banned {
        text: "extern crate rsa",
        because: "aws-lc-rs signs: it is three times as fast and constant in time",
    },
];

const MOST_LINES: usize = 450;

/// A file of `src`, its tests and comments kept apart.
struct Source {
    /// Relative to `src`, with slashes.
    path: String,
    text: String,
}

impl Source {
    fn room(&self) -> &str {
        let part = PARTS.iter().find(|part| {
            let rest = self.path.strip_prefix(*part);
            rest.is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
        });
        part.copied().unwrap_or_else(|| {
            let first = self.path.split('/').next().unwrap_or_default();
            first.strip_suffix(".rs").unwrap_or(first)
        })
    }

    /// Whether the whole file is a test module.
    fn is_tests(&self) -> bool {
        self.path
            .split('/')
            .any(|part| matches!(part, "tests" | "tests.rs" | "testing" | "testing.rs"))
    }

    /// The text up to the tests, which close a file.
    fn without_tests(&self) -> &str {
        let end = ["\n#[cfg(test)]\nmod tests {", "\n#[cfg(test)]\nmod test {"]
            .iter()
            .filter_map(|start| self.text.find(start))
            .min();
        &self.text[..end.unwrap_or(self.text.len())]
    }

    /// The code without tests and comments; line numbers stay.
    fn code(&self) -> String {
        let lines = self.without_tests().lines().map(without_comment);
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// Cuts a line comment off; `://` inside a text is none.
fn without_comment(line: &str) -> &str {
    let mut from = 0;
    while let Some(at) = line[from..].find("//").map(|at| at + from) {
        if !line[..at].ends_with(':') {
            return &line[..at];
        }
        from = at + 2;
    }
    line
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
    found.sort();
}

fn sources() -> Vec<Source> {
    let src = root().join("src");
    let mut found = Vec::new();
    files(&src, &mut found);
    let rust = found
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    let source = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a source file in UTF-8");
        let path =
            path.strip_prefix(&src).expect("it is under src").to_string_lossy().replace('\\', "/");
        Source { path, text }
    };
    rust.map(source).collect()
}

/// Every path behind `crate::` in this code, at most two names long; groups are taken apart.
fn crate_paths(code: &str) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let before = code[..at].chars().next_back();
        if !before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
            tree(&code[at + "crate::".len()..], "", &mut paths);
        }
    }
    paths
}

/// Reads one use tree and gives what follows it.
fn tree<'a>(text: &'a str, prefix: &str, paths: &mut BTreeSet<String>) -> &'a str {
    let text = text.trim_start();
    if let Some(mut rest) = text.strip_prefix('{') {
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
            if let Some(after) = rest.strip_prefix('}') {
                return after;
            }
            if rest.is_empty() {
                return rest;
            }
            rest = tree(rest, prefix, paths);
        }
    }
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    if end == 0 {
        let mut characters = text.chars();
        characters.next();
        return characters.as_str();
    }
    let path = if prefix.is_empty() {
        text[..end].to_owned()
    } else {
        format!("{prefix}::{}", &text[..end])
    };
    match text[end..].strip_prefix("::") {
        Some(rest) if path.matches("::").count() < 1 => tree(rest, &path, paths),
        Some(rest) => {
            paths.insert(path.clone());
            tree(rest, &path, &mut BTreeSet::new())
        }
        None => {
            paths.insert(path);
            let rest = &text[end..];
            rest.trim_start().strip_prefix("as ").map_or(rest, |renamed| {
                renamed.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_')
            })
        }
    }
}

fn allows(room: &str, allowed: &[&str], path: &str) -> bool {
    let own = room.split('/').next().unwrap_or(room);
    let names = |start: &str| {
        path == start || path.strip_prefix(start).is_some_and(|rest| rest.starts_with("::"))
    };
    names(own) || allowed.iter().any(|allowed| names(allowed))
}

/// Panics with all findings at once.
fn assert_none(rule: &str, findings: &[String]) {
    assert!(findings.is_empty(), "{rule}\n  {}\n", findings.join("\n  "));
}

#[test]
fn rooms_use_only_what_the_direction_table_allows() {
    let sources = sources();
    let rooms: BTreeSet<&str> =
        sources.iter().map(Source::room).filter(|room| !matches!(*room, "main" | "lib")).collect();
    let mut findings = Vec::new();
    for source in
        sources.iter().filter(|source| !source.is_tests() && rooms.contains(source.room()))
    {
        let room = source.room();
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == room) else {
            findings.push(format!("src/{}: the room `{room}` is not in the table", source.path));
            continue;
        };
        for path in crate_paths(&source.code()) {
            let first = path.split("::").next().unwrap_or_default();
            let is_room = rooms.contains(first);
            let to_part = PARTS.iter().any(|part| {
                *part != room
                    && path == part.replace('/', "::")
                    && source.path != "http/mod.rs"
                    && room != "cli"
            });
            if is_room && (!allows(room, allowed, &path) || to_part) {
                findings.push(format!("src/{}: `{room}` may not use `{path}`", source.path));
            }
        }
    }
    assert_none(
        "Values move one way through the house (src/lib.rs, direction table): nothing below calls up.",
        &findings,
    );
}

#[test]
fn crates_and_types_stay_in_their_place() {
    let mut findings = Vec::new();
    for source in sources().iter().filter(|source| !source.is_tests()) {
        let code = source.code();
        for place in PLACES {
            let inside = place.within.iter().any(|start| source.path.starts_with(start));
            if !inside && mentions(&code, place.text) {
                findings.push(format!("src/{}: `{}`: {}", source.path, place.text, place.because));
            }
        }
    }
    assert_none("Some names may stand in a few places only.", &findings);
}

/// Whether the code has a name that starts so (`axum` also finds `axum_extra`).
fn mentions(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after =
            code[at + name.len()..].trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
        let is_path = after.starts_with("::") || after.starts_with(';') || after.starts_with('{');
        is_path && !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '"')
    })
}

#[test]
fn nothing_banned_stands_in_the_code() {
    let mut findings = Vec::new();
    for source in sources() {
        let code: Vec<&str> = source.text.lines().map(without_comment).collect();
        for (number, line) in code.iter().enumerate() {
            for banned in BANNED.iter().filter(|banned| line.contains(banned.text)) {
                findings.push(format!(
                    "src/{}:{}: `{}`: {}",
                    source.path,
                    number + 1,
                    banned.text,
                    banned.because
                ));
            }
        }
    }
    assert_none("Some things never stand in the code.", &findings);
}

#[test]
fn nothing_is_left_to_do_in_a_comment() {
    let mut all = Vec::new();
    for folder in ["src", "tests", "benches", "templates", "static", "migrations"] {
        files(&root().join(folder), &mut all);
    }
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("X", "XX:")];
    let mut findings = Vec::new();
    for path in all {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        for (number, line) in text.lines().enumerate() {
            if marks.iter().any(|mark| line.contains(mark)) {
                findings.push(format!("{}:{}", path.display(), number + 1));
            }
        }
    }
    assert_none("A note to oneself gets lost in a file: do it, or file it.", &findings);
}

#[test]
fn every_file_has_a_title() {
    let untitled = sources().into_iter().filter(|source| !source.text.starts_with("//! "));
    let findings: Vec<String> = untitled.map(|source| format!("src/{}", source.path)).collect();
    assert_none(
        "A file is a page with a title: its first line is `//!` and one sentence on what it is for.",
        &findings,
    );
}

#[test]
fn a_file_is_a_page() {
    let mut findings = Vec::new();
    for source in sources().iter().filter(|source| !source.is_tests()) {
        let lines = source.without_tests().lines().count();
        if lines > MOST_LINES {
            findings.push(format!("src/{}: {lines} lines", source.path));
        }
    }
    assert_none(
        "A file of more than 450 lines without its tests holds more than one thing: find the missing noun.",
        &findings,
    );
}

#[test]
fn the_architecture_page_names_every_room() {
    let page = fs::read_to_string(root().join("src/lib.rs")).expect("src/lib.rs");
    let page: String = page.lines().filter(|line| line.starts_with("//!")).collect();
    let sources = sources();
    let folders: BTreeSet<&str> = sources
        .iter()
        .filter_map(|source| source.path.split_once('/'))
        .map(|(folder, _)| folder)
        .collect();
    let missing = folders.into_iter().filter(|folder| !page.contains(folder));
    let findings: Vec<String> = missing.map(|folder| format!("src/{folder}/")).collect();
    assert_none("src/lib.rs is the map: every room of src has its line there.", &findings);
}

#[test]
fn the_rsa_crate_is_no_dependency_of_ours() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("Cargo.toml");
    let named = manifest.lines().any(|line| line.starts_with("rsa ") || line.starts_with("rsa="));
    assert!(
        !named,
        "aws-lc-rs signs: it is three times as fast as the rsa crate, and constant in time"
    );
}

#[test]
fn a_use_tree_is_taken_apart() {
    let code = "use crate::{model::{Email, Scope}, store::users as people, words};\nlet x = crate::domain::confirm::sign_up(y);\npub use $crate::http;";
    let found: Vec<String> = crate_paths(code).into_iter().collect();
    assert_eq!(
        found,
        ["domain::confirm", "http", "model::Email", "model::Scope", "store::users", "words"]
    );
}

#[test]
fn a_part_of_a_room_can_be_allowed_alone() {
    assert!(allows("cli", &["store::migrate"], "store::migrate"));
    assert!(!allows("cli", &["store::migrate"], "store::users"));
    assert!(allows("http/dev", &["http"], "http::kit"));
}

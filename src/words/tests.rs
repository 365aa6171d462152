//! The Fluent files are complete, alike in all languages, and used.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::*;

/// Every file below a folder of the crate whose name ends in one of these.
fn files(folder: &str, extensions: &[&str]) -> Vec<PathBuf> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the crate") {
            let path = entry.expect("an entry of it").path();
            let extension = path.extension().and_then(|extension| extension.to_str());
            if path.is_dir() {
                folders.push(path);
            } else if extension.is_some_and(|extension| extensions.contains(&extension)) {
                found.push(path);
            }
        }
    }
    found
}

/// Every key of a language with the placeholders that its words name.
fn keys(locale: Locale) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys = BTreeMap::new();
    let mut last = String::new();
    for file in files(&format!("src/words/locales/{}", locale.tag()), &["ftl"]) {
        for line in fs::read_to_string(file).expect("a Fluent file").lines() {
            if let Some((key, _)) = line.split_once(" = ")
                && !line.starts_with([' ', '#'])
            {
                last = key.to_owned();
                assert!(
                    keys.insert(last.clone(), BTreeSet::new()).is_none(),
                    "{key} is there twice"
                );
            }
            let placeholders: &mut BTreeSet<String> = keys.entry(last.clone()).or_default();
            let named = line.split('$').skip(1).map(|rest| {
                let end = rest.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(rest.len());
                rest[..end].to_owned()
            });
            placeholders.extend(named);
        }
    }
    keys.remove("");
    keys
}

fn sources() -> String {
    let rust = files("src", &["rs"]);
    let templates = files("templates", &["html", "txt"]);
    let read = |path: PathBuf| fs::read_to_string(path).expect("a source file");
    rust.into_iter().chain(templates).map(read).collect()
}

#[test]
fn every_language_has_the_same_keys_and_placeholders() {
    let english = keys(Locale::English);
    for locale in Locale::all() {
        let other = keys(locale);
        for (key, placeholders) in &english {
            assert_eq!(other.get(key), Some(placeholders), "{key} in {}", locale.tag());
        }
        for key in other.keys() {
            assert!(english.contains_key(key), "{key} is in {} only", locale.tag());
        }
    }
}

#[test]
fn every_key_is_used() {
    let sources = sources();
    for key in keys(Locale::English).keys() {
        assert!(sources.contains(&format!("\"{key}\"")), "{key} is used nowhere");
    }
}

#[test]
fn every_key_that_is_used_exists() {
    let keys = keys(Locale::English);
    let sources = sources();
    for call in ["frame.t(\"", "frame.t1(\"", ".text(\"", ".text_with(\""] {
        for rest in sources.split(call).skip(1) {
            let key = rest.split('"').next().unwrap_or_default();
            let invented = key.starts_with("no-such-") || key.is_empty();
            assert!(invented || keys.contains_key(key), "{key} does not exist");
        }
    }
}

#[test]
fn a_language_knows_its_name_and_direction() {
    for locale in Locale::all() {
        assert_eq!(Locale::from_tag(locale.tag()), Some(locale));
        assert!(matches!(locale.direction(), "ltr" | "rtl"));
        assert!(!locale.native_name().is_empty());
    }
}

#[test]
fn numbers_choose_the_plural_and_codes_stay_as_they_are() {
    let minutes = |count| Locale::English.text_with("mail-valid-minutes", &[("minutes", count)]);
    assert_eq!(minutes("1"), "It is valid for 1 minute.");
    assert_eq!(minutes("1440"), "It is valid for 1440 minutes.");
    for code in ["042917", "402917", "0", "00", "12345678901234567890", "1e3", "-1", "+1"] {
        let line = Locale::English.text_with("mail-code-line", &[("code", code)]);
        assert_eq!(line, format!("Your code is {code}."));
    }
}

#[test]
fn a_language_joins_words_in_its_own_way() {
    let commas = Locale::all().map(|locale| locale.text("list-comma")).collect::<Vec<_>>();
    assert_eq!(commas, [", ", ", ", ", ", ", ", "、", "، "]);
    let link = |locale: Locale| locale.text_with("mail-action-link", &[("action", "OK")]);
    assert_eq!(link(Locale::English), "OK:");
    assert_eq!(link(Locale::French), "OK\u{202f}:");
}

#[test]
fn words_that_do_not_exist_are_marked() {
    assert!(Locale::German.text("no-such-key").starts_with(MISSING));
}

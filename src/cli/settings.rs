//! Settings from a JSON file, laid over those that there are.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::Failure;
use crate::model::Invalid;

/// The longest file that is read, in bytes.
const LONGEST: u64 = 1024 * 1024;

/// A JSON object in a file, whose keys are laid over settings.
#[derive(Debug)]
pub(super) struct Overlay {
    file: PathBuf,
    text: String,
}

impl Overlay {
    /// What is in `file`; `-` is standard input.
    pub(super) fn read(file: &Path) -> Result<Self, Failure> {
        Ok(Self { file: file.to_owned(), text: text(file)? })
    }

    /// The settings that it makes of the present ones.
    pub(super) fn on<T>(&self, present: &T) -> Result<T, Invalid>
    where
        T: Serialize + DeserializeOwned,
    {
        let named = |why| Invalid::because(format!("{}: {why}", self.file.display()));
        laid_over(present, &self.text).map_err(named)
    }
}

/// Lays the keys of the JSON object in `file` over `present`; `-` is standard input.
pub(super) fn overlay<T>(present: &T, file: &Path) -> Result<T, Failure>
where
    T: Serialize + DeserializeOwned,
{
    Overlay::read(file)?.on(present).map_err(|invalid| Failure::because(invalid.0))
}

/// What is in `file`; `-` is standard input.
pub(super) fn text(file: &Path) -> Result<String, Failure> {
    let text = if file == Path::new("-") {
        read(io::stdin().lock())
    } else {
        File::open(file).and_then(read)
    };
    text.map_err(|error| told(file, &error.to_string()))
}

fn told(file: &Path, why: &str) -> Failure {
    Failure::because(format!("{}: {why}", file.display()))
}

fn read(from: impl Read) -> io::Result<String> {
    let mut text = String::new();
    from.take(LONGEST + 1).read_to_string(&mut text)?;
    if text.len() as u64 > LONGEST {
        return Err(io::Error::other("it is longer than a megabyte"));
    }
    Ok(text)
}

/// One key after the other, so that a fault has the name of its key.
fn laid_over<T>(present: &T, text: &str) -> Result<T, String>
where
    T: Serialize + DeserializeOwned,
{
    let over: Map<String, Value> =
        serde_json::from_str(text).map_err(|error| format!("not a JSON object: {error}"))?;
    let mut whole = serde_json::to_value(present).map_err(|error| error.to_string())?;
    let mut laid = serde_json::from_value(whole.clone()).map_err(|error| error.to_string())?;
    for (key, value) in over {
        merge(&mut whole[&key], value);
        laid = serde_json::from_value(whole.clone()).map_err(|error| format!("{key}: {error}"))?;
    }
    Ok(laid)
}

/// Lays a value over another: of an object, the keys that it has.
fn merge(present: &mut Value, over: Value) {
    match (present, over) {
        (Value::Object(present), Value::Object(over)) => {
            for (key, value) in over {
                merge(present.entry(key).or_insert(Value::Null), value);
            }
        }
        (present, over) => *present = over,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::client::{ClientSettings, Profile};
    use crate::model::pool::PoolSettings;

    #[test]
    fn an_object_within_keeps_what_is_not_named() {
        let before = r#"{ "about": { "home": "https://a.example/" } }"#;
        let before: ClientSettings = laid_over(&ClientSettings::default(), before).unwrap();
        let over = r#"{ "profile": "fapi2_security", "about": { "logo": "https://a.example/l" } }"#;
        let laid = laid_over(&before, over).unwrap();
        assert_eq!(laid.profile, Profile::Fapi2Security);
        assert_eq!(laid.about.home, before.about.home);
        assert_eq!(laid.about.logo.as_deref(), Some("https://a.example/l"));
        assert!(laid_over(&before, r#"{ "about": { "lgoo": "" } }"#).unwrap_err().contains("logo"));
    }

    #[test]
    fn what_the_file_does_not_name_stays() {
        let present = PoolSettings { self_sign_up: false, ..Default::default() };
        let laid = laid_over(&present, r#"{ "session_minutes": 5 }"#).unwrap();
        assert_eq!(laid, PoolSettings { session_minutes: 5, ..present });
    }

    #[test]
    fn the_examples_of_the_documents_are_settings() {
        let documents =
            [include_str!("../../docs/sign-up.md"), include_str!("../../docs/messages.md")];
        for document in documents {
            let example = document.split("```json\n").nth(1).unwrap();
            let example = example.split("```").next().unwrap();
            let laid: PoolSettings = laid_over(&PoolSettings::default(), example).unwrap();
            assert_ne!(laid, PoolSettings::default());
            assert_eq!(laid.check(), Ok(()));
        }
    }

    #[test]
    fn a_fault_has_the_name_of_its_key() {
        let fault = |text| laid_over(&PoolSettings::default(), text).unwrap_err();
        assert!(fault(r#"{ "sesion_minutes": 5 }"#).contains("session_minutes"));
        assert!(fault(r#"{ "session_minutes": "5" }"#).starts_with("session_minutes: "));
        assert!(fault("{ \"a\": }").contains("line 1"));
        assert!(fault("[]").starts_with("not a JSON object"));
    }
}

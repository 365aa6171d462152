//! Lists as people write them: texts in brackets, or one text with commas between its parts.

use serde::{Deserialize, Deserializer, de::Error};

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

/// Reads the texts of a list; an empty text is an empty list.
pub(super) fn texts<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    match OneOrMore::deserialize(from) {
        Ok(OneOrMore::One(text)) if text.trim().is_empty() => Ok(Vec::new()),
        Ok(OneOrMore::One(text)) => {
            Ok(text.split(',').map(|part| part.trim().to_owned()).collect())
        }
        Ok(OneOrMore::More(texts)) => Ok(texts),
        Err(_) => Err(D::Error::custom("is not a list of texts")),
    }
}

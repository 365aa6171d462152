//! Who a token is for (RFC 7519 section 4.1.3): one name as a text, several as a list.

use serde::{Deserialize, Serialize};

/// The claim `aud`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Audience {
    /// One.
    One(String),
    /// Several.
    Several(Vec<String>),
}

impl Audience {
    /// The resources that a token is for (RFC 8707 section 2.2); nothing where none was named.
    pub fn of(resources: &[String]) -> Option<Self> {
        match resources {
            [] => None,
            [only] => Some(Self::One(only.clone())),
            several => Some(Self::Several(several.to_vec())),
        }
    }

    /// Whether the token is for `name`, whoever else it is for.
    pub fn contains(&self, name: &str) -> bool {
        match self {
            Self::One(only) => only == name,
            Self::Several(names) => names.iter().any(|own| own == name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn one_is_a_text_and_several_are_a_list() {
        assert_eq!(Audience::of(&[]), None);
        for (names, written) in [(vec!["a"], json!("a")), (vec!["a", "b"], json!(["a", "b"]))] {
            let names: Vec<String> = names.into_iter().map(String::from).collect();
            let audience = Audience::of(&names).expect("an audience");
            assert_eq!(serde_json::to_value(&audience).expect("JSON"), written);
            assert_eq!(serde_json::from_value::<Audience>(written).expect("read"), audience);
            assert!(audience.contains("a") && !audience.contains("c"));
        }
    }
}

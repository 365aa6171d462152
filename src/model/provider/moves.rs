//! What a change of details means: whether the ids of people are others' then, and whether what proves us
//! would go elsewhere.

use super::{Details, ProviderKind};

/// The keys by which it is settled who says who somebody is: another server may call somebody else so.
const SPEAKERS: [&str; 4] = ["oidc_issuer", "token_url", "attributes_url", "jwks_uri"];

/// The keys by which it is settled besides to whom a kind gives an id, in the order of the enum. One that
/// depends on who asks (OpenID Connect Core section 8: pairwise) is another for another client; Apple's
/// are those of a team.
const OWNERS: [(ProviderKind, &[&str]); 7] = [
    (ProviderKind::Google, &[]),
    (ProviderKind::Facebook, &["client_id"]),
    (ProviderKind::LoginWithAmazon, &["client_id"]),
    (ProviderKind::SignInWithApple, &["team_id"]),
    (ProviderKind::Oidc, &["client_id"]),
    (ProviderKind::Microsoft, &["client_id", "tenant"]),
    (ProviderKind::GitHub, &[]),
];

/// The keys by which it is settled where we prove ourselves, and as whom.
const PLACES: [&str; 5] = ["client_id", "token_url", "oidc_issuer", "tenant", "team_id"];

impl Details {
    /// The first key with another value by which the ids of people may be others' than before.
    pub fn other_people(&self, kind: ProviderKind, after: &Self) -> Option<&'static str> {
        let owners = OWNERS[kind as usize].1;
        self.changed(after, SPEAKERS.iter().chain(owners))
    }

    /// The first key with another value by which we prove ourselves elsewhere than before, or as
    /// somebody else.
    pub fn other_place(&self, after: &Self) -> Option<&'static str> {
        self.changed(after, PLACES.iter())
    }

    fn changed<'k>(
        &self,
        after: &Self,
        mut keys: impl Iterator<Item = &'k &'static str>,
    ) -> Option<&'static str> {
        let (before, after) = (self.given(), after.given());
        let value = |given: &[(&str, &str)], key: &str| {
            given.iter().find(|(name, _)| *name == key).map(|(_, value)| (*value).to_owned())
        };
        keys.find(|key| value(&before, key) != value(&after, key)).copied()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn with(key: &str, value: &str) -> Details {
        let mut whole = json!({ "client_id": "us", "oidc_issuer": "https://id.example" });
        whole[key] = Value::from(value);
        serde_json::from_value(whole).expect("details")
    }

    #[test]
    fn each_kind_settles_by_its_keys_whose_ids_they_are() {
        for (at, kind) in ProviderKind::all().enumerate() {
            assert_eq!(OWNERS[at].0, kind);
            let (before, moved) = (with("client_id", "us"), |key| {
                with("client_id", "us").other_people(kind, &with(key, "https://other.example"))
            });
            assert_eq!(before.other_people(kind, &before.clone()), None);
            for key in SPEAKERS {
                assert_eq!(moved(key), Some(key), "{kind}");
            }
            for key in
                ["authorize_scopes", "authorize_url", "api_version", "hosted_domain", "key_id"]
            {
                assert_eq!(moved(key), None, "{kind}");
            }
            for key in ["client_id", "team_id", "tenant"] {
                let settles = OWNERS[at].1.contains(&key);
                assert_eq!(moved(key).is_some(), settles, "{kind} {key}");
            }
        }
    }

    #[test]
    fn a_key_that_goes_or_comes_is_a_change() {
        let (plain, typed) = (with("client_id", "us"), with("token_url", "https://id.example/t"));
        for (before, after) in [(&plain, &typed), (&typed, &plain)] {
            assert_eq!(before.other_people(ProviderKind::Google, after), Some("token_url"));
            assert_eq!(before.other_place(after), Some("token_url"));
        }
    }

    #[test]
    fn what_proves_us_belongs_to_a_place() {
        let moved = |key| with("client_id", "us").other_place(&with(key, "https://other.example"));
        for key in PLACES {
            assert_eq!(moved(key), Some(key));
        }
        for key in ["authorize_url", "attributes_url", "jwks_uri", "key_id", "authorize_scopes"] {
            assert_eq!(moved(key), None);
        }
    }
}

//! The parameter `claims`: single claims for the ID token and for userinfo (OpenID Connect Core
//! section 5.5).

use serde_json::{Map, Value};

use super::Parameters;
use crate::domain::error::{Error, Refusal, Result};
use crate::model::grant::ClaimsRequest;

/// The most claims that one request may name.
const MOST: usize = 100;

/// What a request's `claims` asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// The names of claims, each where it is to stand.
    pub claims: ClaimsRequest,
    /// The subject that must be the one who signs in.
    pub subject: Option<String>,
    /// Levels of assurance, the best liked first.
    pub acr: Vec<String>,
    /// Whether one of them must be reached.
    pub acr_is_essential: bool,
}

/// Reads the parameter; nothing is wanted without it.
///
/// # Errors
/// When it is not JSON of that form.
pub fn read(parameters: &Parameters) -> Result<Wanted> {
    let Some(text) = parameters.get("claims") else { return Ok(Wanted::default()) };
    let wrong = || Error::new(Refusal::InvalidRequest, "the parameter claims is malformed");
    let document: Map<String, Value> = serde_json::from_str(text).map_err(|_| wrong())?;
    let member = |name: &str| -> Result<Map<String, Value>> {
        match document.get(name) {
            None | Some(Value::Null) => Ok(Map::new()),
            Some(Value::Object(members)) if members.len() <= MOST => Ok(members.clone()),
            Some(_) => Err(wrong()),
        }
    };
    let (id_token, userinfo) = (member("id_token")?, member("userinfo")?);
    if id_token.values().chain(userinfo.values()).any(|wish| !is_wish(wish)) {
        return Err(wrong());
    }
    let acr = id_token.get("acr").map(values).unwrap_or_default();
    let acr_is_essential = !acr.is_empty() && id_token.get("acr").is_some_and(is_essential);
    let subject = [&id_token, &userinfo]
        .into_iter()
        .find_map(|members| values(members.get("sub")?).into_iter().next());
    Ok(Wanted {
        claims: ClaimsRequest { id_token: names(&id_token), userinfo: names(&userinfo) },
        subject,
        acr,
        acr_is_essential,
    })
}

/// `null`, or an object (section 5.5.1).
fn is_wish(wish: &Value) -> bool {
    wish.is_null() || wish.is_object()
}

fn is_essential(wish: &Value) -> bool {
    wish.get("essential").and_then(Value::as_bool).unwrap_or(false)
}

/// The texts of `value` or `values`.
fn values(wish: &Value) -> Vec<String> {
    let one = wish.get("value").and_then(Value::as_str).map(String::from);
    let many = wish.get("values").and_then(Value::as_array);
    let many = many.into_iter().flatten().filter_map(Value::as_str).map(String::from);
    one.into_iter().chain(many).collect()
}

fn names(members: &Map<String, Value>) -> Vec<String> {
    members.keys().cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(json: &str) -> Result<Wanted> {
        let query =
            form_urlencoded::Serializer::new(String::new()).append_pair("claims", json).finish();
        read(&Parameters::parse(query.as_bytes()).expect("parameters"))
    }

    #[test]
    fn names_subject_and_levels_are_read() {
        let wanted = of(r#"{"userinfo":{"name":{"essential":true},"nickname":null},
            "id_token":{"email":null,"sub":{"value":"248289"},
                        "acr":{"essential":true,"values":["high","low"]}},"other":1}"#)
        .expect("well-formed");
        assert_eq!(wanted.claims.userinfo, ["name", "nickname"]);
        assert!(wanted.claims.id_token.contains(&"email".to_owned()));
        assert_eq!(wanted.subject.as_deref(), Some("248289"));
        assert_eq!(
            (wanted.acr.as_slice(), wanted.acr_is_essential),
            (&["high".into(), "low".into()][..], true)
        );
    }

    #[test]
    fn another_form_is_refused() {
        for bad in ["", "[]", "{", r#"{"userinfo":[]}"#, r#"{"id_token":{"name":1}}"#] {
            assert!(bad.is_empty() || of(bad).is_err(), "{bad}");
        }
        assert_eq!(of(r#"{"userinfo":null}"#).expect("nothing wanted"), Wanted::default());
    }
}

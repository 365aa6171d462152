//! A look by the names of its fields, as command lines and forms give them: `light.brand`,
//! `texts.de.footer`.

use serde_json::{Value, json};

use super::{Branding, Texts};
use crate::model::Invalid;

impl Branding {
    /// This look with some fields set, one after the other; an empty value takes a field away.
    ///
    /// # Errors
    /// Says which field there is not, or which value does not fit.
    pub fn with<'f>(
        &self,
        fields: impl IntoIterator<Item = (&'f str, &'f str)>,
    ) -> Result<Branding, Invalid> {
        let mut branding = self.clone();
        for (name, value) in fields {
            let told = |why: &str| Invalid::because(format!("{name}: {why}"));
            let mut whole = json!(branding);
            *place(&mut whole, name).ok_or_else(|| told("a look has no such part"))? = match value {
                "" => Value::Null,
                digits if name == "radius" => {
                    digits.parse::<u8>().map_or(json!(digits), Value::from)
                }
                text => Value::from(text),
            };
            branding = serde_json::from_value(whole).map_err(|fault| told(&fault.to_string()))?;
        }
        branding.texts.retain(|_, words| *words != Texts::default());
        Ok(branding)
    }

    /// The fields that are set, with their values.
    pub fn fields(&self) -> Vec<(String, String)> {
        let mut fields = Vec::new();
        gather("", &json!(self), &mut fields);
        fields
    }
}

/// A change of a look by the names of its fields, made of the look as it is when it is written.
#[derive(Debug, Clone, Default)]
pub struct LookChange {
    /// Whether it begins with nothing set.
    pub reset: bool,
    /// What is set, one after the other; an empty value takes a field away.
    pub fields: Vec<(String, String)>,
}

impl LookChange {
    /// The look that it makes of the present one.
    ///
    /// # Errors
    /// Says which field there is not, or which value does not fit.
    pub fn on(&self, present: &Branding) -> Result<Branding, Invalid> {
        let ours = Branding::default();
        let present = if self.reset { &ours } else { present };
        present.with(self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())))
    }
}

/// Where a field is kept; every part is there, but for the words of a language that has none yet.
fn place<'v>(whole: &'v mut Value, name: &str) -> Option<&'v mut Value> {
    let parts: Vec<&str> = name.split('.').collect();
    match parts.as_slice() {
        [part] => whole.get_mut(part).filter(|value| !value.is_object()),
        ["texts", tag, line] => {
            let texts = whole.get_mut("texts")?.as_object_mut()?;
            texts.entry(*tag).or_insert_with(|| json!(Texts::default())).get_mut(line)
        }
        [part, inner] => whole.get_mut(part)?.get_mut(inner).filter(|value| !value.is_object()),
        _ => None,
    }
}

fn gather(name: &str, value: &Value, fields: &mut Vec<(String, String)>) {
    match value {
        Value::Null => {}
        Value::Object(inner) => {
            for (part, value) in inner {
                let dot = if name.is_empty() { "" } else { "." };
                gather(&format!("{name}{dot}{part}"), value, fields);
            }
        }
        Value::String(text) => fields.push((name.to_owned(), text.clone())),
        other => fields.push((name.to_owned(), other.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: [(&str, &str); 7] = [
        ("light.brand", "#0a6e46"),
        ("dark.on_brand", "#000000"),
        ("scheme", "light"),
        ("radius", "4"),
        ("layout", "split"),
        ("texts.de.footer", "Hafenstraße 1"),
        ("texts.en.sign_in", "Welcome = back"),
    ];

    #[test]
    fn a_look_is_made_of_fields_and_told_as_fields() {
        let branding = Branding::default().with(FIELDS).expect("a look");
        assert_eq!(branding.radius, Some(4));
        assert_eq!(branding.texts["de"].footer.as_deref(), Some("Hafenstraße 1"));
        let told = branding.fields();
        let told: Vec<(&str, &str)> =
            told.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(told, FIELDS);
        assert_eq!(Branding::default().with(told), Ok(branding.clone()));
        let emptied = branding.with(FIELDS.map(|(name, _)| (name, "")));
        assert_eq!(emptied, Ok(Branding::default()));
    }

    #[test]
    fn what_does_not_fit_is_named() {
        for (name, value) in [
            ("light", "#0a6e46"),
            ("light.edge", "#0a6e46"),
            ("light.brand", "red"),
            ("texts", "x"),
            ("texts.de", "x"),
            ("texts.de.title", "x"),
            ("radius", "round"),
            ("radius", "256"),
            ("layout", "left"),
            ("logo", "../logo.png"),
            ("", "x"),
            ("a.b.c.d", "x"),
        ] {
            let refused = Branding::default().with([(name, value)]);
            assert!(refused.is_err_and(|why| why.0.starts_with(&format!("{name}: "))), "{name}");
        }
    }
}

//! A look in words that can be taken along: what was corrected, the settings, the command.

use serde_json::{Map, Value, json};

use crate::model::branding::{Branding, Correction};

/// A correction, as the page shows it.
pub(super) struct Fix {
    pub(super) mode: &'static str,
    pub(super) token: &'static str,
    pub(super) on: &'static str,
    pub(super) asked: String,
    pub(super) used: String,
    pub(super) found: String,
    pub(super) needed: String,
}

impl Fix {
    pub(super) fn of(correction: &Correction) -> Self {
        Self {
            mode: correction.mode.name(),
            token: correction.token.name(),
            on: correction.on.name(),
            asked: correction.asked.to_string(),
            used: correction.used.to_string(),
            found: format!("{:.2}", (correction.contrast_found * 100.0).floor() / 100.0),
            needed: correction.contrast_needed.to_string(),
        }
    }
}

/// The settings with nothing in them but what is set.
pub(super) fn settings(branding: &Branding) -> String {
    let branding = without_nothing(json!(branding)).unwrap_or_else(|| json!({}));
    serde_json::to_string_pretty(&json!({ "branding": branding })).unwrap_or_default()
}

fn without_nothing(value: Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::Object(fields) => {
            let kept = |(name, value)| Some((name, without_nothing(value)?));
            let fields: Map<String, Value> = fields.into_iter().filter_map(kept).collect();
            (!fields.is_empty()).then_some(Value::Object(fields))
        }
        other => Some(other),
    }
}

/// The command that gives a pool this look.
pub(super) fn command(pool: &str, branding: &Branding) -> String {
    let mut parts = vec![format!("gatehouse pool brand {pool} --reset")];
    let fields = branding.fields();
    for mode in ["light", "dark"] {
        let colours = fields.iter().filter_map(|(name, value)| {
            let (group, colour) = name.split_once('.')?;
            (group == mode).then(|| format!("{colour}={value}"))
        });
        let colours: Vec<String> = colours.collect();
        if !colours.is_empty() {
            parts.push(format!("--{mode} '{}'", colours.join(",")));
        }
    }
    for (name, value) in &fields {
        match name.as_str() {
            "scheme" | "layout" | "radius" => parts.push(format!("--{name} {value}")),
            // The picture is here by its name alone: the command takes the file.
            "logo" | "logo_dark" | "favicon" | "backdrop" => {
                let ending = value.rsplit('.').next().unwrap_or_default();
                let switch = name.replace('_', "-");
                parts.push(format!("--{switch} {switch}.{ending}"));
            }
            _ => {}
        }
        if let Some(text) = name.strip_prefix("texts.") {
            parts.push(format!("--text '{text}={}'", value.replace('\'', r"'\''")));
        }
    }
    parts.join(" \\\n  ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn branding() -> Branding {
        let logo = format!("{}.svg", "ab".repeat(20));
        let fields = [
            ("light.brand", "#ffee00"),
            ("light.card", "#ffffff"),
            ("radius", "4"),
            ("logo_dark", logo.as_str()),
            ("texts.en.sign_in", "Who's there; rm -rf $HOME `x`"),
        ];
        Branding::default().with(fields).expect("a look")
    }

    #[test]
    fn a_command_says_the_whole_look_and_nothing_to_the_shell() {
        let command = command("eu-central-1_Ab3dE6gH9", &branding());
        assert_eq!(
            command,
            "gatehouse pool brand eu-central-1_Ab3dE6gH9 --reset \\\n  \
             --light 'card=#ffffff,brand=#ffee00' \\\n  --radius 4 \\\n  \
             --logo-dark logo-dark.svg \\\n  \
             --text 'en.sign_in=Who'\\''s there; rm -rf $HOME `x`'"
        );
    }

    #[test]
    fn settings_have_what_is_set_and_can_be_read_again() {
        let text = settings(&branding());
        assert!(!text.contains("null") && !text.contains("\"dark\""), "{text}");
        let read: Value = serde_json::from_str(&text).expect("JSON");
        let read: Branding = serde_json::from_value(read["branding"].clone()).expect("a look");
        assert_eq!(read, branding());
        assert_eq!(settings(&Branding::default()), "{\n  \"branding\": {}\n}");
    }

    #[test]
    fn a_correction_is_never_told_as_enough() {
        let look = crate::model::branding::Look::of(&branding());
        let fix = look.corrections.first().map(Fix::of).expect("a correction");
        assert_eq!((fix.mode, fix.token, fix.asked.as_str()), ("light", "brand", "#ffee00"));
        let number = |text: &str| text.parse::<f64>().expect("a number");
        assert!(number(&fix.found) < number(&fix.needed));
    }
}

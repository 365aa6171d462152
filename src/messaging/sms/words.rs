//! What the SMS say: one line, with as much of the pool's name as there is room for.

use super::alphabet;
use crate::messaging::{Message, Rendered};
use crate::words::Locale;

/// Writes the SMS of `message`.
pub(in crate::messaging) fn render(message: &Message, locale: Locale) -> Rendered {
    let (code, recipient) = (message.code(), message.recipient());
    let (key, secret) = match message {
        Message::Confirm(message) => ("sms-confirm", message.code.as_str()),
        Message::Reset(message) => ("sms-reset", message.code.as_str()),
        Message::SignIn(message) | Message::ChangeEmail(message) => {
            ("sms-code", message.code.as_str())
        }
        Message::AccountExists(_) => ("sms-exists", ""),
        Message::Invitation(message) => ("sms-invitation", message.password.as_str()),
        Message::Account(_) => ("sms-account", ""),
    };
    let told = [("code", secret), ("password", secret), ("username", &recipient.username)];
    let text = line(locale, key, &told, &recipient.pool);
    Rendered {
        from: None,
        reply_to: None,
        subject: text.clone(),
        text,
        html: String::new(),
        codes: code.map(str::to_owned).into_iter().collect(),
        links: Vec::new(),
    }
}

/// The words of `key`; a pool's name is cut where the message would be two.
fn line(locale: Locale, key: &str, told: &[(&str, &str)], pool: &str) -> String {
    let pool: Vec<char> = pool.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let with = |length: usize| {
        let pool: String = pool.iter().take(length).collect();
        let told: Vec<_> = told.iter().copied().chain([("pool", pool.trim_end())]).collect();
        locale.text_with(key, &told)
    };
    let fitting = (1..=pool.len()).rev().map(with).find(|text| alphabet::fits(text));
    fitting.unwrap_or_else(|| with(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::MISSING;

    const KEYS: [&str; 6] =
        ["sms-confirm", "sms-reset", "sms-exists", "sms-code", "sms-account", "sms-invitation"];

    const TOLD: [(&str, &str); 3] =
        [("code", "042917"), ("password", "Ab3dE6gH9-4"), ("username", "+12025550123")];

    #[test]
    fn a_message_is_one_line_and_one_message() {
        let names = ["A", "Grüße & Co", "Ω", "語の店", "Łódź"].map(str::to_owned);
        let long = ["x".repeat(128), "語".repeat(128), "a\r\nb".repeat(32)];
        for locale in Locale::all() {
            let pools = || names.iter().chain(&long);
            for (key, pool) in KEYS.iter().flat_map(|key| pools().map(move |pool| (key, pool))) {
                let text = line(locale, key, &TOLD, pool);
                assert!(alphabet::fits(&text), "{text}");
                assert!(!text.contains(char::is_control) && !text.contains(MISSING), "{text}");
            }
        }
    }

    #[test]
    fn a_name_that_fits_stands_there_whole() {
        let text = line(Locale::English, "sms-reset", &TOLD, "Northwind");
        assert!(text.starts_with("042917") && text.contains("Northwind"), "{text}");
    }
}

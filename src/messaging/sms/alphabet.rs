//! What a short message can hold: the alphabet of GSM (3GPP TS 23.038 section 6.2.1), or half as much
//! of any other.

/// The longest message in the alphabet of GSM, as Cognito has it; a letter beyond its first table
/// counts twice.
const MOST_SEPTETS: usize = 140;

/// The longest message in any other alphabet, in units of UTF-16.
const MOST_UNITS: usize = 70;

/// The first table, without the letters and digits of ASCII.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà";

/// The second table, each of whose letters takes the room of two.
const EXTENDED: &str = "^{}\\[~]|€";

/// The room that a text takes in the alphabet of GSM; nothing when it has a letter that is not there.
fn septets(text: &str) -> Option<usize> {
    text.chars()
        .map(|c| match c {
            c if c.is_ascii_alphanumeric() || BASIC.contains(c) => Some(1),
            c if EXTENDED.contains(c) => Some(2),
            _ => None,
        })
        .sum()
}

/// Whether the alphabet of GSM has every letter of a text.
pub(super) fn is_gsm(text: &str) -> bool {
    septets(text).is_some()
}

/// Whether a text is one message.
pub(in crate::messaging) fn fits(text: &str) -> bool {
    match septets(text) {
        Some(septets) => septets <= MOST_SEPTETS,
        None => text.encode_utf16().count() <= MOST_UNITS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_of_another_alphabet_halves_the_room() {
        assert_eq!(septets("Grüße 10 €"), Some(11));
        assert_eq!(septets("Łódź"), None);
        assert!(fits(&"a".repeat(140)) && !fits(&"a".repeat(141)));
        assert!(fits(&"€".repeat(70)) && !fits(&"€".repeat(71)));
        assert!(fits(&"語".repeat(70)) && !fits(&"語".repeat(71)));
    }
}

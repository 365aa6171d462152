//! How hard a new password is to guess, and whether it is on a list of those that many people have.

use zxcvbn::matching::patterns::MatchPattern;
use zxcvbn::zxcvbn;

/// What is known of a new password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    /// From 0, a thousand guesses at most, to 4, ten thousand million at least.
    pub strength: u8,
    /// Whether the whole of it stands in a list of common passwords and words, also written
    /// backwards or with digits for letters.
    pub is_listed: bool,
}

/// Estimates a password of somebody with these names.
pub(super) fn estimate(password: &str, names: &[String]) -> Estimate {
    let known: Vec<&str> = names.iter().map(String::as_str).collect();
    let entropy = zxcvbn(password, &known);
    let is_listed = match entropy.sequence() {
        [whole] => match &whole.pattern {
            MatchPattern::Dictionary(found) => !names.contains(&found.matched_word),
            _ => false,
        },
        _ => false,
    };
    Estimate { strength: entropy.score().into(), is_listed }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_many_people_have_is_found_in_disguise_too() {
        for common in ["password", "P@ssw0rd", "drowssap", "qwertyuiop", "iloveyou", "1234567890"] {
            assert!(estimate(common, &[]).is_listed, "{common}");
        }
        for own in ["walnut fork passes", "kX9#vPq2mL7w"] {
            assert!(!estimate(own, &[]).is_listed, "{own}");
        }
    }

    #[test]
    fn strength_follows_the_guesses() {
        let strength = |text: &str| estimate(text, &[]).strength;
        for weak in ["aaaaaaaaaaaaaaaaaaaa", "12345678901234567890", "abcdefghijklmnopqrst"] {
            assert!(strength(weak) < 3, "{weak}: {}", strength(weak));
        }
        for strong in ["correct horse battery", "kX9#vPq2mL7wRt4z", "Schiffe fahren bei Nacht"] {
            assert!(strength(strong) >= 3, "{strong}: {}", strength(strong));
        }
        let names = ["wolfeschlegel".to_owned()];
        assert!(estimate("wolfeschlegel1", &names).strength < strength("wolfeschlegel1"));
    }
}

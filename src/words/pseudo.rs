//! The made-up language `en-XA`: English with accents and nearly half as long again, so that developers
//! see which words are not in the Fluent files, and what does not fit.

use std::borrow::Cow;

use fluent_templates::static_loader;

use super::Language;

static_loader! {
    pub(super) static WORDS = {
        locales: "./src/words/locales",
        fallback_language: "en",
        customise: |bundle| {
            bundle.set_use_isolating(false);
            bundle.set_transform(Some(accented));
        },
    };
}

pub(super) const LANGUAGE: Language = Language {
    locale: super::Locale::Pseudo,
    tag: "en-XA",
    native_name: "Éñĝļîšĥ",
    direction: "ltr",
};

const PLAIN: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const ACCENTED: &str = "åƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ";

/// A piece of a message: each letter has an accent, and for every two characters there is a letter more.
/// Fluent hands over the words alone: names, codes and addresses that are filled in stay as they are.
fn accented(words: &str) -> Cow<'_, str> {
    let mut longer = String::with_capacity(words.len() * 3);
    let mut owed = 1;
    for letter in words.chars() {
        let plain = PLAIN.chars().position(|known| known == letter);
        let dressed = plain.and_then(|at| ACCENTED.chars().nth(at)).unwrap_or(letter);
        longer.push(dressed);
        owed += 1;
        while letter.is_alphabetic() && owed >= 2 {
            longer.push(dressed);
            owed -= 2;
        }
    }
    Cow::Owned(longer)
}

#[cfg(test)]
mod tests {
    use super::super::{Locale, MISSING};

    #[test]
    fn words_get_accents_and_room_to_grow() {
        for key in ["login-title", "sign-up-submit", "confirm-no-code", "device-confirm-caution"] {
            let (english, longer) = (Locale::English.text(key), Locale::Pseudo.text(key));
            let (before, after) = (english.chars().count(), longer.chars().count());
            assert!(after * 10 >= before * 14, "{english}: {longer}");
            assert!(!longer.chars().any(|letter| letter.is_ascii_alphabetic()), "{longer}");
        }
    }

    #[test]
    fn what_is_filled_in_stays_as_it_is_and_numbers_choose_the_plural() {
        let line = Locale::Pseudo.text_with("mail-code-line", &[("code", "042917")]);
        assert!(line.contains("042917"), "{line}");
        let greeting =
            Locale::Pseudo.text_with("signed-in-as", &[("username", "alice@example.com")]);
        assert!(greeting.contains(" alice@example.com"), "{greeting}");
        let minutes = |count| Locale::Pseudo.text_with("mail-valid-minutes", &[("minutes", count)]);
        assert_eq!(minutes("1").matches('1').count(), 1);
        assert!(minutes("2").chars().count() > minutes("1").chars().count());
        assert!(Locale::Pseudo.text("no-such-key").starts_with(MISSING));
    }

    #[test]
    fn nobody_is_offered_it_and_no_wish_leads_to_it() {
        assert!(Locale::all().all(|locale| locale != Locale::Pseudo));
        assert_eq!(Locale::from_tag("en-XA"), Some(Locale::English));
        assert_eq!(Locale::negotiate(["en-XA"]), Locale::English);
        assert_eq!(Locale::from_accept_language("en-XA"), Locale::English);
        assert_eq!((Locale::Pseudo.tag(), Locale::Pseudo.direction()), ("en-XA", "ltr"));
    }
}

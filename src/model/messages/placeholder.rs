//! What stands in a template for what each message has of its own, written as Cognito has it.

/// The code, or the temporary password of an invitation.
const CODE: &str = "{####}";

/// The name that the person signs in with.
const USERNAME: &str = "{username}";

/// What stands around the words of the link.
const LINK: (&str, &str) = ("{##", "##}");

/// A piece of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'t> {
    /// What is said as it stands there.
    Words(&'t str),
    /// The code, or the temporary password of an invitation.
    Code,
    /// The name that the person signs in with.
    Username,
    /// The link, with its words.
    Link(&'t str),
}

/// The pieces of a template in their order. Other braces are words as any.
pub fn pieces(template: &str) -> Vec<Piece<'_>> {
    let (mut pieces, mut rest, mut from) = (Vec::new(), template, 0);
    while let Some(at) = rest[from..].find('{').map(|at| at + from) {
        let Some((piece, length)) = placeholder(&rest[at..]) else {
            from = at + 1;
            continue;
        };
        if at > 0 {
            pieces.push(Piece::Words(&rest[..at]));
        }
        pieces.push(piece);
        (rest, from) = (&rest[at + length..], 0);
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest));
    }
    pieces
}

/// The placeholder with which a text begins, and its length.
fn placeholder(text: &str) -> Option<(Piece<'_>, usize)> {
    for (mark, piece) in [(CODE, Piece::Code), (USERNAME, Piece::Username)] {
        if text.starts_with(mark) {
            return Some((piece, mark.len()));
        }
    }
    let (open, close) = LINK;
    // No placeholder stands in another: the next brace ends the search.
    let inner = text.strip_prefix(open)?.split('{').next()?;
    let words = &inner[..inner.find(close)?];
    let length = open.len() + words.len() + close.len();
    (!words.trim().is_empty()).then_some((Piece::Link(words), length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_falls_into_its_pieces() {
        use Piece::{Code, Link, Username, Words};
        let cases: [(&str, &[Piece<'_>]); 8] = [
            ("", &[]),
            ("Hello", &[Words("Hello")]),
            ("{####}", &[Code]),
            ("Hi {username}: {####}.", &[Words("Hi "), Username, Words(": "), Code, Words(".")]),
            ("a {##Verify me##} b", &[Words("a "), Link("Verify me"), Words(" b")]),
            ("{}{user}{###}{##}{## ##}", &[Words("{}{user}{###}{##}{## ##}")]),
            ("{##a {####} b##}", &[Words("{##a "), Code, Words(" b##}")]),
            ("ä{{####}ö", &[Words("ä{"), Code, Words("ö")]),
        ];
        for (template, parts) in cases {
            assert_eq!(pieces(template), parts, "{template}");
        }
    }
}

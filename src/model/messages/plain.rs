//! The text of a mail that was written as HTML alone, for whoever reads mail as text.

/// Elements that nobody reads.
const UNSEEN: [&str; 4] = ["head", "title", "style", "script"];

/// Elements that begin and end a line.
const BLOCKS: [&str; 22] = [
    "address",
    "article",
    "blockquote",
    "div",
    "dl",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tr",
    "ul",
];

/// The entities that a letter is likely to have.
const ENTITIES: [(&str, char); 12] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("ndash", '–'),
    ("mdash", '—'),
    ("hellip", '…'),
    ("rsquo", '’'),
    ("copy", '©'),
    ("zwnj", '\u{200c}'),
];

/// The words of a document, in lines; where a link leads stands behind its words.
pub fn text_of(html: &str) -> String {
    let (mut lines, mut rest, mut link) = (Lines::default(), html, None);
    while let Some(at) = rest.find('<') {
        lines.say(&rest[..at]);
        let (tag, after) = tag(&rest[at..]);
        rest = after;
        let Some(tag) = tag else { continue };
        let name = tag.name.as_str();
        match (name, tag.closes) {
            ("a", false) => link = tag.href(),
            ("a", true) => lines.point(link.take()),
            ("br", _) => lines.end(),
            ("li", false) => {
                lines.begin();
                lines.say("- ");
            }
            ("td" | "th", false) => lines.say(" "),
            (name, false) if UNSEEN.contains(&name) => rest = behind(rest, name),
            (name, _) if BLOCKS.contains(&name) => lines.paragraph(),
            _ => {}
        }
    }
    lines.say(rest);
    lines.finish()
}

/// The text as it grows, with blanks as a browser shows them.
#[derive(Default)]
struct Lines {
    text: String,
    blank: bool,
}

impl Lines {
    fn say(&mut self, html: &str) {
        for letter in decoded(html).chars() {
            if letter.is_whitespace() {
                self.blank = true;
                continue;
            }
            if self.blank && !self.text.is_empty() && !self.text.ends_with('\n') {
                self.text.push(' ');
            }
            self.blank = false;
            self.text.push(letter);
        }
    }

    fn begin(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.end();
        }
    }

    fn end(&mut self) {
        self.text.push('\n');
        self.blank = false;
    }

    fn paragraph(&mut self) {
        let breaks = self.text.bytes().rev().take_while(|byte| *byte == b'\n').count();
        if !self.text.is_empty() {
            (breaks..2).for_each(|_| self.text.push('\n'));
        }
        self.blank = false;
    }

    /// An address in a text stands in brackets of its own (RFC 3986 appendix C).
    fn point(&mut self, link: Option<String>) {
        if let Some(link) = link.filter(|link| !self.text.ends_with(link.as_str())) {
            self.blank = true;
            self.say(&format!("&lt;{}&gt;", link.replace('&', "&amp;")));
        }
    }

    fn finish(self) -> String {
        self.text.trim().to_owned()
    }
}

struct Tag<'h> {
    name: String,
    closes: bool,
    attributes: &'h str,
}

impl Tag<'_> {
    /// Where the link leads, when that is a web address or written to somebody.
    fn href(&self) -> Option<String> {
        let at = self.attributes.to_ascii_lowercase().find("href=")?;
        let value = &self.attributes[at + "href=".len()..];
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''));
        let value = match quote {
            Some(quote) => value[1..].split(quote).next()?,
            None => value.split_whitespace().next()?,
        };
        let link = decoded(value);
        ["https:", "http:", "mailto:"].iter().any(|kind| link.starts_with(kind)).then_some(link)
    }
}

/// The tag with which a text begins, and what follows it; a `<` that begins none is passed over.
fn tag(text: &str) -> (Option<Tag<'_>>, &str) {
    if text.starts_with("<!--") {
        return (None, text.find("-->").map_or("", |end| &text[end + "-->".len()..]));
    }
    if !text[1..].starts_with(|letter: char| letter.is_ascii_alphabetic() || "/!?".contains(letter))
    {
        return (None, &text[1..]);
    }
    let mut quote = None;
    let end = text.char_indices().skip(1).find(|(_, letter)| match (quote, letter) {
        (None, '"' | '\'') => {
            quote = Some(*letter);
            false
        }
        (Some(open), letter) => {
            if open == *letter {
                quote = None;
            }
            false
        }
        (None, letter) => *letter == '>',
    });
    let Some((end, _)) = end else { return (None, "") };
    let (inner, rest) = (&text[1..end], &text[end + 1..]);
    let open = inner.trim_start_matches('/');
    let length = open.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(open.len());
    let (name, attributes) = open.split_at(length);
    let tag = Tag { name: name.to_ascii_lowercase(), closes: open != inner, attributes };
    (Some(tag), rest)
}

/// What follows the end of an element of that name.
fn behind<'h>(text: &'h str, name: &str) -> &'h str {
    let end = text.to_ascii_lowercase().find(&format!("</{name}"));
    end.map_or("", |end| &text[end..])
}

/// A text with its entities resolved; one that nobody knows stays as it is.
fn decoded(html: &str) -> String {
    let (mut text, mut rest) = (String::with_capacity(html.len()), html);
    while let Some(at) = rest.find('&') {
        text.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let entity = rest.find(';').and_then(|end| Some((entity(rest.get(..end)?)?, end)));
        match entity {
            Some((letter, end)) => {
                text.push(letter);
                rest = &rest[end + 1..];
            }
            None => text.push('&'),
        }
    }
    text.push_str(rest);
    text
}

fn entity(name: &str) -> Option<char> {
    let number = match name.strip_prefix('#') {
        Some(digits) => match digits.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok(),
            None => digits.parse().ok(),
        },
        None => return ENTITIES.iter().find(|(own, _)| *own == name).map(|(_, letter)| *letter),
    };
    number.and_then(char::from_u32).filter(|letter| !letter.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_letter_are_left() {
        let html = "<!doctype html><html><head><title>T</title><style>p { color: red }</style></head>\n\
            <body><!-- {####} --><h1>Wel&shy;come,\n  {username}</h1><p>Your code is <b>{####}</b>.<br>\
            Give it to nobody &ndash; &#39;ever&#x27;.</p><ul><li>one<li>two</ul>\
            <p><a class='x' href=\"https://a.example/?a=1&amp;b=2\">Open it</a></p></body></html>";
        let text = "Wel&shy;come, {username}\n\nYour code is {####}.\nGive it to nobody – 'ever'.\n\n\
            - one\n- two\n\nOpen it <https://a.example/?a=1&b=2>";
        assert_eq!(text_of(html), text);
    }

    #[test]
    fn a_link_that_says_where_it_leads_says_it_once() {
        let link = |href: &str| text_of(&format!("<a href={href}>https://a.example/</a> it is"));
        assert_eq!(link("https://a.example/"), "https://a.example/ it is");
        assert_eq!(link("'#top'"), "https://a.example/ it is");
        assert_eq!(link("javascript:alert(1)"), "https://a.example/ it is");
    }

    #[test]
    fn what_is_no_markup_does_no_harm() {
        for (html, text) in [
            ("", ""),
            ("a < b", "a b"),
            ("a & b &unknown; &#0; &#xzz;", "a & b &unknown; &#0; &#xzz;"),
            ("<p title='a > b'>c</p>", "c"),
            ("<script>document.write('<p>x</p>')</script>y", "y"),
            ("<style>", ""),
            ("<!-- a", ""),
            ("ä<ß>ö", "äß>ö"),
        ] {
            assert_eq!(text_of(html), text, "{html}");
        }
    }
}

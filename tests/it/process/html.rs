//! Enough HTML to do what a person does with a page: find a form, its fields and a text by its id.

use std::collections::BTreeMap;

/// One start or end tag with the place behind it.
struct Tag<'a> {
    name: String,
    attributes: BTreeMap<String, String>,
    closing: bool,
    rest: &'a str,
}

/// A form as it stands in a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    pub id: String,
    /// Where it posts to, if it says so.
    pub action: Option<String>,
    pub method: String,
    /// Names and values that are there before a person types, in order.
    pub fields: Vec<(String, String)>,
}

impl Form {
    /// Fills a field in, as typing would: what stood there is replaced.
    pub fn fill(&mut self, name: &str, value: &str) {
        match self.fields.iter_mut().find(|(known, _)| known == name) {
            Some(field) => value.clone_into(&mut field.1),
            None => panic!("form {:?} has no field {name:?}, only {:?}", self.id, self.fields),
        }
    }
}

/// All forms of a page.
pub fn forms(page: &str) -> Vec<Form> {
    let mut forms = Vec::new();
    let mut open: Option<Form> = None;
    for tag in tags(page) {
        match (tag.name.as_str(), tag.closing) {
            ("form", false) => open = Some(form(&tag)),
            ("form", true) => forms.extend(open.take()),
            ("input" | "textarea" | "select", false) => {
                if let (Some(form), Some(field)) = (&mut open, field(&tag)) {
                    form.fields.push(field);
                }
            }
            _ => {}
        }
    }
    forms.extend(open);
    forms
}

/// The text inside the element with this id, tags dropped.
pub fn text_of(page: &str, id: &str) -> Option<String> {
    let start = tags(page)
        .find(|tag| !tag.closing && tag.attributes.get("id").is_some_and(|found| found == id))?;
    let mut depth = 1_usize;
    let mut text = String::new();
    let mut rest = start.rest;
    for tag in tags(start.rest) {
        text.push_str(before_tag(rest));
        rest = tag.rest;
        if tag.name == start.name {
            depth = if tag.closing { depth - 1 } else { depth + 1 };
        }
        if depth == 0 {
            break;
        }
    }
    Some(decode(text.split_whitespace().collect::<Vec<_>>().join(" ").as_str()))
}

/// The address of the first link whose path ends so.
pub fn link_to(page: &str, path: &str) -> Option<String> {
    tags(page)
        .filter(|tag| tag.name == "a" && !tag.closing)
        .filter_map(|mut tag| tag.attributes.remove("href"))
        .find(|href| href.split(['?', '#']).next().is_some_and(|start| start.ends_with(path)))
}

/// An attribute of the element with this id.
pub fn attribute_of(page: &str, id: &str, name: &str) -> Option<String> {
    tags(page)
        .find(|tag| !tag.closing && tag.attributes.get("id").is_some_and(|found| found == id))
        .and_then(|mut tag| tag.attributes.remove(name))
}

fn form(tag: &Tag<'_>) -> Form {
    let attribute = |name: &str| tag.attributes.get(name).cloned();
    Form {
        id: attribute("id").unwrap_or_default(),
        action: attribute("action").filter(|action| !action.is_empty()),
        method: attribute("method").unwrap_or_else(|| "get".to_owned()).to_lowercase(),
        fields: Vec::new(),
    }
}

fn field(tag: &Tag<'_>) -> Option<(String, String)> {
    let kind = tag.attributes.get("type").map_or("text", String::as_str);
    let unsent = matches!(kind, "submit" | "button" | "reset" | "image" | "file");
    let unticked = matches!(kind, "checkbox" | "radio") && !tag.attributes.contains_key("checked");
    if unsent || unticked || tag.attributes.contains_key("disabled") {
        return None;
    }
    let name = tag.attributes.get("name")?.clone();
    Some((name, tag.attributes.get("value").cloned().unwrap_or_default()))
}

fn before_tag(text: &str) -> &str {
    &text[..text.find('<').unwrap_or(text.len())]
}

/// Every tag in order; comments, scripts and styles are passed over.
fn tags(page: &str) -> impl Iterator<Item = Tag<'_>> {
    let mut rest = page;
    std::iter::from_fn(move || {
        loop {
            let at = rest.find('<')?;
            let inside = &rest[at + 1..];
            if let Some(comment) = inside.strip_prefix("!--") {
                rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
                continue;
            }
            let Some(tag) = tag(inside) else {
                rest = inside;
                continue;
            };
            rest = tag.rest;
            if !tag.closing && matches!(tag.name.as_str(), "script" | "style") {
                let end = format!("</{}", tag.name);
                rest = rest.find(&end).map_or("", |at| &rest[at..]);
            }
            return Some(tag);
        }
    })
}

/// Reads one tag; `text` starts behind its `<`.
fn tag(text: &str) -> Option<Tag<'_>> {
    let closing = text.starts_with('/');
    let text = text.strip_prefix('/').unwrap_or(text);
    let end = text.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len());
    if !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let name = text[..end].to_ascii_lowercase();
    let mut rest = &text[end..];
    let mut attributes = BTreeMap::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if let Some(after) = rest.strip_prefix('>') {
            return Some(Tag { name, attributes, closing, rest: after });
        }
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/'))?;
        let attribute = rest[..end].to_ascii_lowercase();
        rest = rest[end..].trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            (value, rest) = attribute_value(after.trim_start())?;
        }
        attributes.entry(attribute).or_insert_with(|| decode(value));
    }
}

/// Splits off an attribute's value, quoted or not.
fn attribute_value(text: &str) -> Option<(&str, &str)> {
    for quote in ['"', '\''] {
        if let Some(inside) = text.strip_prefix(quote) {
            return inside.split_once(quote);
        }
    }
    let end = text.find(|c: char| c.is_whitespace() || c == '>')?;
    Some(text.split_at(end))
}

/// Resolves the entities that our pages use.
fn decode(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity = rest
            .find(';')
            .filter(|end| *end < 10)
            .and_then(|end| Some((character(&rest[1..end])?, end)));
        let (character, length) = entity.map_or(('&', 1), |(character, end)| (character, end + 1));
        decoded.push(character);
        rest = &rest[length..];
    }
    decoded.push_str(rest);
    decoded
}

fn character(entity: &str) -> Option<char> {
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => {
            let number = entity.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

const PAGE: &str = r##"<!doctype html><!-- <form id="not"> --><script>if (1 < 2) { "<form id='nor'>" }</script>
<form id="login-form" method=POST><input type="hidden" name="_csrf" value="a&amp;b&#x27;c">
<input name=username value=''><INPUT type=password name="password" required/><input type="checkbox" name="keep">
<button type="submit" name="go">Go</button></form><p id="note">Wrong <b>user</b> or&nbsp;password.</p>
<a class="x" href="/p/signup?client_id=1&amp;state=2">Sign up</a>"##;

#[test]
fn a_form_is_found_with_what_a_browser_would_send() {
    let [form] = forms(PAGE).try_into().expect("one form");
    assert_eq!((form.id.as_str(), form.method.as_str(), form.action), ("login-form", "post", None));
    let expected = [("_csrf", "a&b'c"), ("username", ""), ("password", "")];
    assert_eq!(form.fields, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

#[test]
fn a_text_and_a_link_are_found() {
    assert_eq!(text_of(PAGE, "note").as_deref(), Some("Wrong user or\u{a0}password."));
    assert_eq!(link_to(PAGE, "/signup").as_deref(), Some("/p/signup?client_id=1&state=2"));
    assert_eq!(text_of(PAGE, "missing"), None);
}

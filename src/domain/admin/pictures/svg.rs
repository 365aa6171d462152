//! Drawings (SVG 2) that are nothing but drawings: no script, no handlers, nothing from elsewhere.
//!
//! Pages show them as pictures, where no script runs, and they are served with a policy of their own:
//! this is the first of three doors.

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesDecl, BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use crate::model::Invalid;

/// The namespace of drawings.
const SVG: &str = "http://www.w3.org/2000/svg";
/// The namespace of pages, whose elements do in a drawing what they do in a page.
const XHTML: &str = "http://www.w3.org/1999/xhtml";

/// How many attributes one element has; each is compared with each.
const MOST_ATTRIBUTES: usize = 200;

/// Elements that run something or show something of elsewhere, whatever their prefix.
const BANNED_ELEMENTS: [&str; 9] = [
    "script",
    "foreignobject",
    "iframe",
    "object",
    "embed",
    "audio",
    "video",
    "handler",
    "listener",
];

/// What in a style reaches elsewhere, or hides that it does.
const BANNED_STYLES: [&str; 6] = ["\\", "@import", "image(", "image-set(", "src(", "expression("];

/// Pictures that may stand within a drawing.
const INNER_PICTURES: [&str; 4] =
    ["data:image/png", "data:image/jpeg", "data:image/webp", "data:image/gif"];

/// Checks that a text is one drawing and nothing else.
///
/// # Errors
/// Says what it has that a drawing may not have.
pub(super) fn check(text: &str) -> Result<(), Invalid> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_comments = true;
    let mut drawing = Drawing::default();
    loop {
        match reader.read_event().map_err(ill_formed)? {
            Event::Start(tag) => drawing.open(&tag)?,
            Event::Empty(tag) => {
                drawing.open(&tag)?;
                drawing.close()?;
            }
            Event::End(_) => drawing.close()?,
            Event::Text(text) => drawing.write(&text.decode().map_err(ill_formed)?)?,
            Event::CData(text) => drawing.write(&text.decode().map_err(ill_formed)?)?,
            Event::GeneralRef(reference) => drawing.write(&character(&reference)?)?,
            Event::Decl(declaration) => check_encoding(&declaration)?,
            Event::DocType(_) if drawing.has_root => return Err(ill_formed(())),
            Event::DocType(kind) if kind.contains(&b'[') || kind.contains(&b'<') => {
                return Err(refused("entities of its own"));
            }
            Event::PI(_) => return Err(refused("instructions for other programs")),
            Event::DocType(_) | Event::Comment(_) => {}
            Event::Eof => return drawing.end(),
        }
    }
}

/// How far a drawing has been read.
#[derive(Default)]
struct Drawing {
    has_root: bool,
    depth: usize,
    /// The style sheet that is being read.
    style: Option<Style>,
}

struct Style {
    depth: usize,
    text: String,
}

impl Drawing {
    fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), Invalid> {
        let name = lower(tag.local_name().as_ref());
        if self.depth == 0 && (self.has_root || !is_svg(tag)) {
            return Err(Invalid::because("an SVG picture is one element svg in its namespace"));
        }
        if BANNED_ELEMENTS.contains(&name.as_str()) {
            return Err(refused("scripts, and nothing that is no drawing"));
        }
        check_attributes(tag)?;
        self.has_root = true;
        self.depth += 1;
        if name == "style" && self.style.is_none() {
            self.style = Some(Style { depth: self.depth, text: String::new() });
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), Invalid> {
        if let Some(style) = self.style.take_if(|style| style.depth == self.depth) {
            check_style(&style.text)?;
        }
        self.depth = self.depth.checked_sub(1).ok_or_else(|| ill_formed(()))?;
        Ok(())
    }

    fn write(&mut self, text: &str) -> Result<(), Invalid> {
        if self.depth == 0 && !text.trim().is_empty() {
            return Err(ill_formed(()));
        }
        if let Some(style) = &mut self.style {
            style.text.push_str(text);
        }
        Ok(())
    }

    fn end(self) -> Result<(), Invalid> {
        if self.has_root && self.depth == 0 { Ok(()) } else { Err(ill_formed(())) }
    }
}

/// Whether an element is `svg` in the namespace that its own tag declares.
fn is_svg(tag: &BytesStart<'_>) -> bool {
    let name = tag.name();
    let declaration = match name.prefix() {
        None => b"xmlns".to_vec(),
        Some(prefix) => [b"xmlns:", prefix.as_ref()].concat(),
    };
    let declares = |attribute: &Attribute<'_>| {
        attribute.key.as_ref() == declaration && *attribute.value == *SVG.as_bytes()
    };
    name.local_name().as_ref() == b"svg"
        && tag.attributes().take(MOST_ATTRIBUTES).flatten().any(|attribute| declares(&attribute))
}

fn check_attributes(tag: &BytesStart<'_>) -> Result<(), Invalid> {
    for (count, attribute) in tag.attributes().enumerate() {
        if count == MOST_ATTRIBUTES {
            return Err(refused("more than 200 attributes in one element"));
        }
        check_attribute(&attribute.map_err(ill_formed)?)?;
    }
    Ok(())
}

fn check_attribute(attribute: &Attribute<'_>) -> Result<(), Invalid> {
    let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(ill_formed)?;
    if attribute.value.contains(&b'<') {
        return Err(ill_formed(()));
    }
    let (name, value) = (lower(attribute.key.local_name().as_ref()), value.trim());
    let prefix = attribute.key.prefix().map(|prefix| lower(prefix.as_ref()));
    if name == "xmlns" || prefix.as_deref() == Some("xmlns") {
        return if value == XHTML { Err(refused("parts of a web page")) } else { Ok(()) };
    }
    if name.starts_with("on") || (name == "attributename" && is_handler(value)) {
        return Err(refused("event handlers"));
    }
    if matches!(name.as_str(), "href" | "src" | "base") && !is_within(value) {
        return Err(refused("links and references to elsewhere"));
    }
    if prefix.is_none() { check_style(value) } else { Ok(()) }
}

/// Whether an animation of that attribute would bring in what the attribute may not have.
fn is_handler(attribute: &str) -> bool {
    let name = attribute.rsplit(':').next().unwrap_or_default().to_ascii_lowercase();
    name.starts_with("on") || name == "href"
}

/// Whether a reference stays in the drawing: to a part of it, or to a picture that it holds.
fn is_within(target: &str) -> bool {
    let target = target.to_ascii_lowercase();
    let ends = |rest: &str| rest.starts_with(';') || rest.starts_with(',');
    target.starts_with('#')
        || INNER_PICTURES.iter().any(|start| target.strip_prefix(start).is_some_and(ends))
}

/// Checks a style sheet, or a value that may stand in one.
fn check_style(style: &str) -> Result<(), Invalid> {
    let style = style.to_ascii_lowercase();
    let reaches_out = |after: &str| {
        let target = after.trim_start().trim_start_matches(['"', '\'']);
        !is_within(target.trim_start())
    };
    if BANNED_STYLES.iter().any(|banned| style.contains(banned))
        || style.split("url(").skip(1).any(reaches_out)
    {
        return Err(refused("styles that reach elsewhere"));
    }
    Ok(())
}

/// Only UTF-8 reads as it was checked.
fn check_encoding(declaration: &BytesDecl<'_>) -> Result<(), Invalid> {
    match declaration.encoding() {
        None => Ok(()),
        Some(Ok(name)) if name.eq_ignore_ascii_case(b"utf-8") => Ok(()),
        Some(_) => Err(Invalid::because("an SVG picture is written in UTF-8")),
    }
}

/// The text that a reference stands for: of a character, or of one of XML's own five names.
fn character(reference: &BytesRef<'_>) -> Result<String, Invalid> {
    if let Some(character) = reference.resolve_char_ref().map_err(ill_formed)? {
        return Ok(character.to_string());
    }
    let name = reference.decode().map_err(ill_formed)?;
    resolve_predefined_entity(&name).map(str::to_owned).ok_or_else(|| ill_formed(()))
}

fn lower(name: &[u8]) -> String {
    String::from_utf8_lossy(name).to_ascii_lowercase()
}

fn ill_formed<E>(_: E) -> Invalid {
    Invalid::because("an SVG picture is well-formed XML")
}

fn refused(what: &str) -> Invalid {
    Invalid::because(format!("an SVG picture has no {what}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HEAD: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 8 8""#;

    #[test]
    fn a_drawing_as_drawing_programs_write_it_is_taken() {
        let whole = r##"<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!-- Made by a program -->
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg:svg xmlns:svg="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
  xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" sodipodi:docname="C:\logo.svg">
<svg:style>.a { fill: url(#g) } .b { fill: #fff }</svg:style>
<svg:defs><svg:linearGradient id="g"/></svg:defs>
<svg:title>Northwind &amp; Sons &#169;</svg:title>
<svg:use xlink:href="#g" style="stroke: url( '#g' )" fill="url(#g)"/>
<svg:image href="data:image/png;base64,iVBORw0KGgo="/>
</svg:svg>
"##;
        assert_eq!(check(whole), Ok(()));
        assert_eq!(check(&format!("{HEAD}/>")), Ok(()));
    }

    #[test]
    fn what_is_no_drawing_is_refused() {
        for text in [
            "",
            "<html/>",
            "<svg/>",
            r#"<svg xmlns="http://www.w3.org/1999/xhtml"/>"#,
            r#"<x:svg xmlns="http://www.w3.org/2000/svg"/>"#,
            r#"<svg xmlns="http://www.w3.org/2000/svg">"#,
            r#"<svg xmlns="http://www.w3.org/2000/svg"></g>"#,
            r#"<svg xmlns="http://www.w3.org/2000/svg"/><p/>"#,
            r#"<svg xmlns="http://www.w3.org/2000/svg"/>text"#,
            r#"<?xml version="1.0" encoding="UTF-7"?><svg xmlns="http://www.w3.org/2000/svg"/>"#,
            r#"<?xml-stylesheet href="x.css"?><svg xmlns="http://www.w3.org/2000/svg"/>"#,
            r#"<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>"#,
            r#"<svg xmlns="http://www.w3.org/2000/svg">&a;</svg>"#,
            r#"<svg xmlns="http://www.w3.org/2000/svg" a="1" a="2"/>"#,
            r#"<svg xmlns="http://www.w3.org/2000/svg" a="<b"/>"#,
        ] {
            assert!(check(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_runs_or_reaches_elsewhere_is_refused() {
        for content in [
            "<script>alert(1)</script>",
            "<SCRIPT/>",
            "<x:script xmlns:x='http://www.w3.org/2000/svg'/>",
            "<x:body xmlns:x='http://www.w3.org/1999/xhtml'/>",
            "<foreignObject><p/></foreignObject>",
            "<iframe src='#a'/>",
            "<g onload='alert(1)'/>",
            "<g ONLOAD='alert(1)'/>",
            "<a xlink:href='javascript:alert(1)'/>",
            "<a href=' java&#10;script:alert(1)'/>",
            "<a href='https://evil.example/'/>",
            "<use href='//evil.example/x.svg#a'/>",
            "<image href='data:image/svg+xml;base64,AAAA'/>",
            "<image href='data:text/html,x'/>",
            "<image href='data:image/pngx,x'/>",
            "<g xml:base='https://evil.example/'/>",
            "<set attributeName='xlink:href' to='javascript:alert(1)'/>",
            "<animate attributeName='onclick' values='alert(1)'/>",
            "<g style='fill: url(https://evil.example/)'/>",
            "<g style='fill: u\\72l(https://evil.example/)'/>",
            "<g fill='url(//evil.example/#a)'/>",
            "<g fill='URL( \"https://evil.example/\")'/>",
            "<style>@import 'https://evil.example/x.css';</style>",
            "<style>@im<![CDATA[port]]> 'x.css';</style>",
            "<style>&#64;import 'x.css';</style>",
            "<style>@font-face { src: url(https://evil.example/f) }</style>",
            "<style>g { background: image-set('https://evil.example/' 1x) }</style>",
        ] {
            let text = format!("{HEAD}>{content}</svg>");
            assert!(check(&text).is_err(), "{text}");
        }
        let crowd: String = (0..=MOST_ATTRIBUTES).map(|at| format!(" a{at}=''")).collect();
        assert!(check(&format!("{HEAD}{crowd}/>")).is_err());
    }

    proptest! {
        #[test]
        fn no_heap_of_parts_brings_a_script_in(
            parts in prop::collection::vec(
                prop::sample::select(vec![
                    "<g ", "<", "</", ">", "/>", "script", "onload", "xlink:href", "style", "=", "'",
                    "\"", "#a", "url(", "//evil", "&#106;", "&", ";", " ", "\n", "\u{0}", "ſ", "<?x",
                    "?>", "<!DOCTYPE", "[",
                ]),
                0..24,
            ),
        ) {
            let text = format!("{HEAD}>{}</svg>", parts.concat());
            prop_assert!(check(&text).is_err() || !text.contains("<script"), "{}", text);
        }
    }

    #[test]
    fn a_refusal_repeats_nothing_of_the_file() {
        let text = format!("{HEAD}><\u{1b}[2Jscript on\u{7}='x'/></svg>");
        let said = check(&text).expect_err("a refusal").0;
        assert!(!said.chars().any(char::is_control), "{said:?}");
    }
}

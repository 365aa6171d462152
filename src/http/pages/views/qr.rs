//! A QR code as a picture in the page, drawn from its modules.

use askama::Template;

/// How many light modules surround the code (ISO/IEC 18004 asks for four).
const QUIET_ZONE: usize = 4;

/// An inline SVG; a template shows it with `{{ qr|safe }}`. It is dark on light in every colour scheme,
/// since many scanners read nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "layout/qr.html")]
pub struct Qr {
    /// What the picture stands for, for those who do not see it.
    pub label: String,
    /// The width and height on the page, in CSS pixels.
    pub width: u32,
    /// The modules from edge to edge, with the quiet zone.
    side: usize,
    /// The dark modules as the `d` of an SVG path: strokes half a module above their middle.
    path: String,
}

impl Qr {
    /// Draws the modules, row by row from the top; `true` is dark.
    pub fn new(modules: &[Vec<bool>], width: u32, label: &str) -> Qr {
        let mut path = String::new();
        for (y, row) in modules.iter().enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|one, other| one == other) {
                if run.first() == Some(&true) {
                    let (from, down, length) = (x + QUIET_ZONE, y + QUIET_ZONE, run.len());
                    path.push_str(&format!("M{from} {down}h{length}"));
                }
                x += run.len();
            }
        }
        let side = modules.len() + 2 * QUIET_ZONE;
        Qr { label: label.to_owned(), width, side, path }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_dark_modules_become_bars() {
        let modules = [vec![true, true, false], vec![false, false, true], vec![false; 3]];
        let svg = Qr::new(&modules, 192, "Code \"<1>\"").render().expect("it renders");
        assert!(svg.contains(r#"viewBox="0 0 11 11" width="192" height="192""#), "{svg}");
        assert!(svg.contains(r#"d="M4 4h2M6 5h1""#), "{svg}");
        assert!(!svg.contains("<1>") && !svg.contains("style"), "{svg}");
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        let svg = Qr::new(&[], 10, "").render().expect("it renders");
        assert!(svg.contains(r#"viewBox="0 0 8 8""#) && svg.contains(r#"d="""#), "{svg}");
    }
}

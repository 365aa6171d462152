//! How a page is dressed: what its layout takes from the look of the pool or of the application.

use std::sync::Arc;

use crate::domain::branding::Appearance;
use crate::domain::configuration::PoolView;
use crate::http::assets;
use crate::model::branding::{Branding, Colour, Layout, Palette, PictureId, Scheme, Texts};

/// A look, and where the files that it needs are.
#[derive(Clone, Debug, Default)]
pub struct Dress {
    /// The look.
    pub appearance: Arc<Appearance>,
    /// Where its style sheet and its pictures are: `/{pool_id}/brand/`.
    pub folder: String,
    /// Whose style sheet, where it is a client's: `?client_id=…`.
    pub whose: String,
}

/// The icon of the window.
pub struct Icon {
    address: String,
    kind: &'static str,
}

/// What stands in place of the first letter of the pool's name.
pub struct Emblem {
    address: String,
    /// Where it is another by night.
    by_night: Option<String>,
}

impl Icon {
    /// Where it is.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Its media type.
    pub fn kind(&self) -> &str {
        self.kind
    }
}

impl Emblem {
    /// Where it is.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Where it is by night, if that is elsewhere.
    pub fn by_night(&self) -> Option<&str> {
        self.by_night.as_deref()
    }
}

impl Dress {
    /// The look of a pool whose pages are there.
    pub fn of(pool: &PoolView, base: &str) -> Dress {
        Dress {
            appearance: pool.wardrobe.own().clone(),
            folder: format!("{base}/brand/"),
            whose: String::new(),
        }
    }

    /// The address of the style sheet that is read after ours, if there is one.
    pub fn sheet(&self) -> Option<String> {
        let sheet = self.appearance.sheet.as_ref()?;
        Some(format!("{}{}{}", self.folder, sheet.name, self.whose))
    }

    /// For which schemes the page is made.
    pub fn schemes(&self) -> &'static str {
        match self.appearance.look.scheme {
            Scheme::Auto => "light dark",
            Scheme::Light => "light",
            Scheme::Dark => "dark",
        }
    }

    /// The colour of the page, and in which scheme it has it (a media query, or empty for always).
    pub fn pages(&self) -> Vec<(Colour, &'static str)> {
        let look = &self.appearance.look;
        let (light, dark) = (look.light.page(), look.dark.page());
        match look.scheme {
            Scheme::Auto => vec![
                (light, "(prefers-color-scheme: light)"),
                (dark, "(prefers-color-scheme: dark)"),
            ],
            Scheme::Light => vec![(light, "")],
            Scheme::Dark => vec![(dark, "")],
        }
    }

    /// The icon of the window: ours where none is set.
    pub fn icon(&self) -> Icon {
        match &self.appearance.branding.favicon {
            Some(id) => Icon { address: self.picture(id), kind: id.kind().media_type() },
            None => Icon { address: assets::url("favicon.svg").to_owned(), kind: "image/svg+xml" },
        }
    }

    /// The logo, if there is one.
    pub fn emblem(&self) -> Option<Emblem> {
        let Branding { logo, logo_dark, .. } = &self.appearance.branding;
        let (logo, by_night) = match self.appearance.look.scheme {
            Scheme::Auto => (logo.as_ref(), logo_dark.as_ref()),
            Scheme::Light => (logo.as_ref(), None),
            Scheme::Dark => (logo_dark.as_ref().or(logo.as_ref()), None),
        };
        let by_night = by_night.map(|id| self.picture(id));
        Some(Emblem { address: self.picture(logo?), by_night })
    }

    /// The class of the page where its card does not stand in the middle.
    pub fn layout(&self) -> Option<&'static str> {
        match self.appearance.branding.layout.unwrap_or_default() {
            Layout::Centre => None,
            Layout::Start => Some("start"),
            Layout::Split => Some("split"),
        }
    }

    fn picture(&self, id: &PictureId) -> String {
        format!("{}{id}", self.folder)
    }
}

/// Where the gallery has the files of its looks.
const GALLERY: &str = "/dev/gallery/brand/";

/// The pictures of the gallery's looks.
const PICTURES: [(&str, &str); 2] = [
    (
        "6e6f72746877696e642d656d626c656d2d31000a.svg",
        include_str!("../../../../static/sample-emblem.svg"),
    ),
    (
        "6e6f72746877696e642d6261636b64726f702d31.svg",
        include_str!("../../../../static/sample-backdrop.svg"),
    ),
];

impl Dress {
    /// Looks for the gallery, by the name of their state.
    pub fn samples() -> [(&'static str, Dress); 4] {
        let colour = |rgb: &str| rgb.parse::<Colour>().ok();
        let brand = |rgb| Palette { brand: colour(rgb), ..Palette::default() };
        let picture = |at: usize| PICTURES[at].0.parse::<PictureId>().ok();
        let own = Branding {
            light: Palette { page: colour("#e3f0e9"), ..brand("#0a6e46") },
            dark: brand("#6fdca6"),
            radius: Some(4),
            logo: picture(0),
            texts: sample_texts(),
            ..Branding::default()
        };
        let dark_card = Branding {
            light: Palette { card: colour("#10233a"), ..brand("#7cc4ff") },
            ..Branding::default()
        };
        let start = Branding {
            scheme: Some(Scheme::Dark),
            radius: Some(0),
            layout: Some(Layout::Start),
            ..Branding::default()
        };
        let split = Branding { layout: Some(Layout::Split), backdrop: picture(1), ..own.clone() };
        [
            ("branded", own),
            ("branded-dark-card", dark_card),
            ("branded-start", start),
            ("branded-split", split),
        ]
        .map(|(state, branding)| (state, Dress::sample(branding)))
    }

    fn sample(branding: Branding) -> Dress {
        let appearance = Arc::new(Appearance::of(branding));
        Dress { appearance, folder: GALLERY.to_owned(), whose: String::new() }
    }

    /// A file of the gallery's looks, with its media type.
    pub fn sample_file(name: &str) -> Option<(&'static str, String)> {
        if let Some((_, picture)) = PICTURES.iter().find(|(own, _)| *own == name) {
            return Some(("image/svg+xml", (*picture).to_owned()));
        }
        let sheets =
            Dress::samples().into_iter().filter_map(|(_, look)| look.appearance.sheet.clone());
        let found = sheets.into_iter().find(|sheet| sheet.name == name)?;
        Some(("text/css; charset=utf-8", found.content))
    }
}

/// Words of a house that has much to say at the foot.
fn sample_texts() -> std::collections::BTreeMap<String, Texts> {
    [
        (
            "en",
            "Come aboard",
            "Crew, captains and guests sign in here",
            "Northwind Shipping Company Limited, 14 Old Harbour Road, entered in the commercial register under number 48151623",
        ),
        (
            "de",
            "Willkommen an Bord",
            "Für Mannschaft, Kapitäne und Gäste",
            "Northwind Reedereigesellschaft mit beschränkter Haftung, Alte Hafenstraße 14, Handelsregisternummer 48151623",
        ),
        (
            "ar",
            "أهلًا بك على متن السفينة",
            "للطاقم والقباطنة والضيوف",
            "شركة نورث ويند للملاحة المحدودة، ١٤ طريق الميناء القديم",
        ),
    ]
    .map(|(tag, heading, lead, footer)| {
        let owned = |text: &str| Some(text.to_owned());
        let texts = Texts {
            sign_in: owned(heading),
            sign_in_lead: owned(lead),
            sign_up: owned(heading),
            sign_up_lead: owned(lead),
            footer: owned(footer),
        };
        (tag.to_owned(), texts)
    })
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dress(branding: Branding) -> Dress {
        Dress::sample(branding)
    }

    #[test]
    fn our_own_look_asks_for_no_second_style_sheet() {
        let ours = Dress::default();
        assert_eq!(ours.sheet(), None);
        assert_eq!((ours.schemes(), ours.layout()), ("light dark", None));
        assert_eq!(ours.icon().address(), assets::url("favicon.svg"));
        assert!(ours.emblem().is_none());
    }

    #[test]
    fn every_file_of_a_sample_is_there() {
        for (state, look) in Dress::samples() {
            let sheet = look.sheet().expect("a sheet");
            let name = sheet.strip_prefix(GALLERY).expect("in the gallery");
            assert!(Dress::sample_file(name).is_some(), "{state}");
            for picture in look.appearance.branding.pictures() {
                assert!(Dress::sample_file(&picture.to_string()).is_some(), "{state}");
            }
        }
        assert_eq!(Dress::sample_file("nothing.css"), None);
    }

    #[test]
    fn the_night_has_a_logo_of_its_own_where_it_is_shown() {
        let picture = |digit: &str| format!("{}.png", digit.repeat(40)).parse::<PictureId>().ok();
        let logos = Branding { logo: picture("a"), logo_dark: picture("b"), ..Branding::default() };
        let shown = |scheme| {
            let look = dress(Branding { scheme: Some(scheme), ..logos.clone() });
            let emblem = look.emblem().expect("a logo");
            let letter = |address: &str| address[GALLERY.len()..].starts_with('b');
            (letter(emblem.address()), emblem.by_night().map(letter))
        };
        assert_eq!(shown(Scheme::Auto), (false, Some(true)));
        assert_eq!(shown(Scheme::Light), (false, None));
        assert_eq!(shown(Scheme::Dark), (true, None));
    }
}

//! The pictures of the documentation, made from the running server: pages in light and dark, on a
//! telephone, and written from right to left.

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::chromium::Chromium;
use super::journeys::sign_in;
use crate::process::journey::Authorization;
use crate::process::server::{Facts, Folder, Server};
use gatehouse::words::Locale;

/// The inside of the window, in CSS pixels.
const DESK: (u32, u32) = (900, 800);
const TELEPHONE: (u32, u32) = (360, 640);

/// How much of the page is seen around its card, in CSS pixels.
const MARGIN: u32 = 24;

/// The largest picture that the documentation takes, in bytes.
const LARGEST: usize = 60_000;

/// The pictures, in the folder that GATEHOUSE_TEST_PICTURES names; without it, they are only measured.
struct Album<'c> {
    chromium: &'c Chromium,
    folder: Option<PathBuf>,
}

impl Album<'_> {
    /// The card of the present page in light and in dark.
    async fn card(&self, name: &str) {
        for scheme in ["light", "dark"] {
            self.take(&format!("{name}-{scheme}"), scheme, MARGIN).await;
        }
    }

    async fn take(&self, name: &str, scheme: &str, margin: u32) {
        self.chromium.prefer("prefers-color-scheme", scheme).await;
        let script = format!(
            "document.activeElement.blur();
             const {{ x, y, width, height }} = document.querySelector('main').getBoundingClientRect();
             return {{ x: x + scrollX - {margin}, y: y + scrollY - {margin},
                 width: width + 2 * {margin}, height: height + 2 * {margin}, scale: 1 }};"
        );
        let clip = self.chromium.run(&script).await;
        let options = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let taken = self.chromium.devtools("Page.captureScreenshot", options).await;
        let picture = STANDARD.decode(taken["data"].as_str().expect("a picture")).expect("base64");
        let length = picture.len();
        assert!((2_000..LARGEST).contains(&length), "{name}: {length} bytes");
        if let Some(folder) = &self.folder {
            std::fs::create_dir_all(folder).expect("the folder for pictures");
            std::fs::write(folder.join(format!("{name}.png")), picture).expect("it is saved");
        }
    }
}

/// What somebody sees who has just come.
async fn before_signing_in(album: &Album<'_>, facts: &Facts) {
    let request = Authorization::new(facts, "openid profile email");
    album.chromium.goto(&request.url).await;
    album.chromium.wait_for("#login-form").await;
    album.card("sign-in").await;
    album.chromium.goto(&request.page(facts, "/signup")).await;
    album.card("sign-up").await;
    for locale in Locale::all().filter(|locale| locale.direction() == "rtl") {
        let tag = locale.tag();
        album.chromium.goto(&format!("{}&lang={tag}", request.page(facts, "/login"))).await;
        album.take(&format!("sign-in-{tag}"), "light", MARGIN).await;
    }
    album.chromium.resize(TELEPHONE.0, TELEPHONE.1).await;
    album.chromium.goto(&request.page(facts, "/login")).await;
    album.take("sign-in-telephone", "light", 0).await;
    album.chromium.resize(DESK.0, DESK.1).await;
}

/// What the demo user sees.
async fn signed_in(album: &Album<'_>, facts: &Facts) {
    let request = Authorization::new(facts, "openid profile email phone");
    album.chromium.goto(&format!("{}&prompt=consent", request.url)).await;
    sign_in(album.chromium, &facts.user.username, &facts.user.password).await;
    album.chromium.wait_for("#consent-form").await;
    album.card("consent").await;
    for (page, shown, name) in [
        ("/account/profile", "#profile-form", "account"),
        ("/account/authenticator", "#enrol-form", "authenticator"),
    ] {
        album.chromium.goto(&facts.pool(page)).await;
        album.chromium.wait_for(shown).await;
        album.card(name).await;
    }
}

#[tokio::test]
#[cfg_attr(not(feature = "browser-tests"), ignore = "needs Chromium: tests/run")]
async fn the_pictures_of_the_documentation_are_made_and_small() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let chromium = Chromium::open().await;
    let album = Album {
        chromium: &chromium,
        folder: std::env::var_os("GATEHOUSE_TEST_PICTURES").map(PathBuf::from),
    };
    chromium.resize(DESK.0, DESK.1).await;
    before_signing_in(&album, &server.facts).await;
    signed_in(&album, &server.facts).await;
    chromium.assert_no_violations().await;
}

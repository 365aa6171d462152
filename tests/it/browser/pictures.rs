//! Pictures of the sign-in page in light and dark, narrow and wide, for the documentation.

use std::path::PathBuf;

use serde_json::json;

use super::chromium::Chromium;
use crate::process::journey::Authorization;
use crate::process::server::{Folder, Server};

const SIZES: [(&str, u32, u32); 2] = [("narrow", 360, 740), ("wide", 1200, 800)];

/// Saves the pictures into the folder that GATEHOUSE_TEST_PICTURES names; without it, looks only.
#[tokio::test]
#[cfg_attr(not(feature = "browser-tests"), ignore = "needs Chromium: tests/run")]
async fn the_sign_in_page_fits_its_window() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let chromium = Chromium::open().await;
    let pictures = std::env::var_os("GATEHOUSE_TEST_PICTURES").map(PathBuf::from);
    chromium.goto(&Authorization::new(&server.facts, "openid").url).await;
    chromium.wait_for("#login-form").await;
    for scheme in ["light", "dark"] {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        chromium.devtools("Emulation.setEmulatedMedia", features).await;
        for (name, width, height) in SIZES {
            let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
            chromium.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
            let overflow = chromium
                .page
                .execute(
                    "return document.documentElement.scrollWidth - window.innerWidth",
                    Vec::new(),
                )
                .await
                .expect("a script runs");
            assert!(
                overflow.as_i64().is_some_and(|pixels| pixels <= 0),
                "{name}: {overflow} pixels too wide"
            );
            if let Some(pictures) = &pictures {
                let picture = chromium.page.screenshot().await.expect("a picture");
                std::fs::create_dir_all(pictures).expect("the folder for pictures");
                std::fs::write(pictures.join(format!("sign-in-{scheme}-{name}.png")), picture)
                    .expect("a picture is saved");
            }
        }
    }
    chromium.assert_no_violations().await;
}

//! The style sheet, script and icon of the pages, embedded and served under names that change with their content.

use std::sync::LazyLock;

use aws_lc_rs::digest::{SHA256, digest};
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// How many bytes of the SHA-256 of a file go into its name, as hexadecimal digits.
const NAME_BYTES: usize = 5;

/// A name that carries a digest never changes its content, so it may be kept for a year (RFC 8246).
const CACHE_FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const CACHE_A_DAY: HeaderValue = HeaderValue::from_static("public, max-age=86400");

struct Asset {
    name: &'static str,
    content_type: HeaderValue,
    content: Bytes,
    url: String,
}

static ASSETS: LazyLock<[Asset; 17]> = LazyLock::new(|| {
    [
        sheet("pages.css", include_str!("../../static/pages.css")),
        asset(
            "pages.js",
            "text/javascript; charset=utf-8",
            include_bytes!("../../static/pages.js"),
        ),
        asset(
            "passkeys.js",
            "text/javascript; charset=utf-8",
            include_bytes!("../../static/passkeys.js"),
        ),
        asset(
            "strength.js",
            "text/javascript; charset=utf-8",
            include_bytes!("../../static/strength.js"),
        ),
        asset(
            "form-post.js",
            "text/javascript; charset=utf-8",
            include_bytes!("../../static/form-post.js"),
        ),
        asset(
            "signing-out.js",
            "text/javascript; charset=utf-8",
            include_bytes!("../../static/signing-out.js"),
        ),
        asset(
            "check-session.js",
            "text/javascript; charset=utf-8",
            include_bytes!("../../static/check-session.js"),
        ),
        picture("favicon.svg", include_bytes!("../../static/favicon.svg")),
        picture("provider-google.svg", include_bytes!("../../static/provider-google.svg")),
        picture("provider-facebook.svg", include_bytes!("../../static/provider-facebook.svg")),
        picture("provider-amazon.svg", include_bytes!("../../static/provider-amazon.svg")),
        picture("provider-apple.svg", include_bytes!("../../static/provider-apple.svg")),
        picture("provider-microsoft.svg", include_bytes!("../../static/provider-microsoft.svg")),
        picture("provider-github.svg", include_bytes!("../../static/provider-github.svg")),
        sheet("dev.css", include_str!("../../static/dev.css")),
        asset(
            "dev-branding.js",
            "text/javascript; charset=utf-8",
            include_bytes!("../../static/dev-branding.js"),
        ),
        asset(
            "sample-spa.js",
            "text/javascript; charset=utf-8",
            include_bytes!("../../static/sample-spa.js"),
        ),
    ]
});

fn sheet(name: &'static str, content: &'static str) -> Asset {
    embedded(name, "text/css; charset=utf-8", Bytes::from(lean(content)))
}

fn picture(name: &'static str, content: &'static [u8]) -> Asset {
    asset(name, "image/svg+xml", content)
}

fn asset(name: &'static str, content_type: &'static str, content: &'static [u8]) -> Asset {
    embedded(name, content_type, Bytes::from_static(content))
}

/// A style sheet without comments and without spaces that mean nothing.
fn lean(sheet: &str) -> String {
    let rules = |part| str::split_once(part, "*/").map_or(part, |(_, rules)| rules);
    let mut lean = String::with_capacity(sheet.len());
    for word in sheet.split("/*").flat_map(|part| rules(part).split_whitespace()) {
        let is_glued = lean.is_empty()
            || lean.ends_with(['{', '}', ';', ',', ':'])
            || word.starts_with(['{', '}']);
        if !is_glued {
            lean.push(' ');
        }
        lean.push_str(word);
    }
    lean
}

fn embedded(name: &'static str, content_type: &'static str, content: Bytes) -> Asset {
    let digest = digest(&SHA256, &content);
    let hash: String =
        digest.as_ref().iter().take(NAME_BYTES).map(|b| format!("{b:02x}")).collect();
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
    let url = format!("/static/{stem}-{hash}.{extension}");
    Asset { name, content_type: HeaderValue::from_static(content_type), content, url }
}

/// The address of an embedded file by its plain name, or an empty one for a file that is not there.
pub fn url(name: &str) -> &'static str {
    ASSETS.iter().find(|asset| asset.name == name).map_or("", |asset| &asset.url)
}

/// How much a browser loads for a file, in bytes.
#[cfg(test)]
pub fn length(name: &str) -> usize {
    ASSETS.iter().find(|asset| asset.name == name).map_or(0, |asset| asset.content.len())
}

/// `GET /static/{file}`.
pub async fn get(Path(file): Path<String>) -> Response {
    let path = format!("/static/{file}");
    match ASSETS.iter().find(|asset| asset.url == path) {
        Some(asset) => served(asset, CACHE_FOREVER),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `GET /favicon.ico`, which browsers ask for on pages that name no icon.
pub async fn favicon() -> Response {
    match ASSETS.iter().find(|asset| asset.name == "favicon.svg") {
        Some(asset) => served(asset, CACHE_A_DAY),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn served(asset: &'static Asset, cache: HeaderValue) -> Response {
    let headers = [
        (header::CONTENT_TYPE, asset.content_type.clone()),
        (header::CACHE_CONTROL, cache),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (headers, asset.content.clone()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_asset_has_an_address_of_its_own() {
        for Asset { name, url, .. } in ASSETS.iter() {
            let (stem, extension) = name.rsplit_once('.').expect("a name with an extension");
            assert!(url.starts_with(&format!("/static/{stem}-")), "{url}");
            assert!(url.ends_with(extension), "{url}");
        }
        assert_eq!(url("nothing.css"), "");
    }

    #[test]
    fn a_style_sheet_goes_out_without_comments_and_spaces() {
        let sheet = "/* Day */\n:root {\n  --a: calc(1px * 4 / 7);\n}\n\nfooter :focus, .a > b::after { content: \" ·\"; }\n";
        let expected = ":root{--a:calc(1px * 4 / 7);}footer :focus,.a > b::after{content:\" ·\";}";
        assert_eq!(lean(sheet), expected);
    }

    #[tokio::test]
    async fn an_asset_is_served_for_good_and_an_old_name_is_gone() {
        let file = url("pages.css").trim_start_matches("/static/").to_owned();
        let found = get(Path(file)).await;
        assert_eq!(found.status(), StatusCode::OK);
        assert_eq!(found.headers()[header::CACHE_CONTROL], CACHE_FOREVER);
        let old = get(Path("pages-0000000000.css".to_owned())).await;
        assert_eq!(old.status(), StatusCode::NOT_FOUND);
    }
}

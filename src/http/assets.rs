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
        script("pages.js", include_str!("../../static/pages.js")),
        script("passkeys.js", include_str!("../../static/passkeys.js")),
        script("strength.js", include_str!("../../static/strength.js")),
        script("form-post.js", include_str!("../../static/form-post.js")),
        script("signing-out.js", include_str!("../../static/signing-out.js")),
        script("check-session.js", include_str!("../../static/check-session.js")),
        picture("favicon.svg", include_bytes!("../../static/favicon.svg")),
        picture("provider-google.svg", include_bytes!("../../static/provider-google.svg")),
        picture("provider-facebook.svg", include_bytes!("../../static/provider-facebook.svg")),
        picture("provider-amazon.svg", include_bytes!("../../static/provider-amazon.svg")),
        picture("provider-apple.svg", include_bytes!("../../static/provider-apple.svg")),
        picture("provider-microsoft.svg", include_bytes!("../../static/provider-microsoft.svg")),
        picture("provider-github.svg", include_bytes!("../../static/provider-github.svg")),
        sheet("dev.css", include_str!("../../static/dev.css")),
        script("dev-branding.js", include_str!("../../static/dev-branding.js")),
        script("sample-spa.js", include_str!("../../static/sample-spa.js")),
    ]
});

fn sheet(name: &'static str, content: &'static str) -> Asset {
    embedded(name, "text/css; charset=utf-8", Bytes::from(lean_sheet(content)))
}

fn script(name: &'static str, content: &'static str) -> Asset {
    embedded(name, "text/javascript; charset=utf-8", Bytes::from(lean_script(content)))
}

fn picture(name: &'static str, content: &'static [u8]) -> Asset {
    embedded(name, "image/svg+xml", Bytes::from_static(content))
}

/// A style sheet without comments and without spaces that mean nothing.
fn lean_sheet(sheet: &str) -> String {
    let rules = |part| str::split_once(part, "*/").map_or(part, |(_, rules)| rules);
    let mut lean = String::with_capacity(sheet.len());
    for word in sheet.split("/*").flat_map(|part| rules(part).split_whitespace()) {
        let word = word.strip_prefix('0').filter(|rest| rest.starts_with('.')).unwrap_or(word);
        let is_glued = lean.is_empty()
            || lean.ends_with(['{', '}', ';', ',', ':'])
            || word.starts_with(['{', '}']);
        if !is_glued {
            lean.push(' ');
        }
        if word.starts_with('}') && lean.ends_with(';') {
            lean.pop();
        }
        lean.push_str(word);
    }
    lean
}

/// A script without its comments, which stand in lines of their own, without indentation, and without
/// line ends where nothing can end. No text in a script goes over a line.
fn lean_script(script: &str) -> String {
    let lines = script.lines().map(str::trim);
    let mut lean = String::with_capacity(script.len());
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with("//")) {
        if !lean.is_empty() && !lean.ends_with(['{', '(', ',', ';']) {
            lean.push('\n');
        }
        lean.push_str(line);
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

/// How much style and script a browser loads for a page, in bytes.
#[cfg(test)]
pub fn length_for(page: &str) -> usize {
    let is_text = |asset: &&Asset| asset.name.ends_with(".css") || asset.name.ends_with(".js");
    let loaded = ASSETS.iter().filter(is_text).filter(|asset| page.contains(&asset.url));
    loaded.map(|asset| asset.content.len()).sum()
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
        let sheet = "/* Day */\n:root {\n  --a: calc(0.5px * 4 / 7);\n  --b: 0.5rem 10.5rem;\n}\n\nfooter :focus, .a > b::after { content: \" ·\"; }\n";
        let expected = ":root{--a:calc(0.5px * 4 / 7);--b:.5rem 10.5rem}footer :focus,.a > b::after{content:\" ·\"}";
        assert_eq!(lean_sheet(sheet), expected);
    }

    #[test]
    fn a_script_goes_out_without_comments_and_idle_lines() {
        let script = "// Why\n\nif (a) {\n  // what\n  b(\"//\");\n}\nconst c = () => {\n  d()\n}\ne(\n  1,\n)\n";
        assert_eq!(lean_script(script), "if (a) {b(\"//\");}\nconst c = () => {d()\n}\ne(1,)");
        for Asset { name, content, .. } in ASSETS.iter().filter(|one| one.name.ends_with(".js")) {
            let script = std::str::from_utf8(content).expect("a script in UTF-8");
            for line in script.lines() {
                assert!(line.matches('`').count() % 2 == 0, "{name}: {line}");
                assert!(!line.contains("/*") && !line.contains(" // "), "{name}: {line}");
                assert!(!line.ends_with('\\'), "{name}: {line}");
            }
        }
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

//! The pictures of a pool: named by their digest, of a kind that browsers show.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::model::Invalid;

/// How many hexadecimal digits of a picture's SHA-256 are in its name.
const DIGITS: usize = 40;

/// The name of a picture, `{digest}.{kind}`: it says what is in it, so that it never changes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PictureId {
    digest: String,
    kind: PictureKind,
}

/// What kind of picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PictureKind {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    WebP,
    /// SVG.
    Svg,
    /// ICO, for the icon of the window.
    Ico,
}

/// One row per kind: how its names end, and its media type.
const KINDS: [(PictureKind, &str, &str); 5] = [
    (PictureKind::Png, "png", "image/png"),
    (PictureKind::Jpeg, "jpg", "image/jpeg"),
    (PictureKind::WebP, "webp", "image/webp"),
    (PictureKind::Svg, "svg", "image/svg+xml"),
    (PictureKind::Ico, "ico", "image/x-icon"),
];

impl PictureKind {
    /// How names of the kind end.
    pub fn extension(self) -> &'static str {
        KINDS[self as usize].1
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        KINDS[self as usize].2
    }
}

impl PictureId {
    /// The name of the picture with that SHA-256.
    pub fn of(sha256: &[u8], kind: PictureKind) -> Self {
        let digest = sha256.iter().take(DIGITS / 2).map(|byte| format!("{byte:02x}")).collect();
        Self { digest, kind }
    }

    /// What kind of picture it is.
    pub fn kind(&self) -> PictureKind {
        self.kind
    }
}

impl fmt::Display for PictureId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.digest, self.kind.extension())
    }
}

impl FromStr for PictureId {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let kind_of = |end: &str| KINDS.iter().find(|row| row.1 == end).map(|row| row.0);
        let parts = text
            .split_once('.')
            .filter(|(digest, _)| digest.len() == DIGITS && digest.bytes().all(is_digit));
        let found = parts.and_then(|(digest, end)| Some((digest, kind_of(end)?)));
        let (digest, kind) =
            found.ok_or_else(|| Invalid::because("that is not the name of a picture"))?;
        Ok(Self { digest: digest.to_owned(), kind })
    }
}

impl TryFrom<String> for PictureId {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

impl From<PictureId> for String {
    fn from(id: PictureId) -> String {
        id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_digest_and_a_kind() {
        let id = PictureId::of(&[0xab; 32], PictureKind::Svg);
        assert_eq!(id.to_string(), format!("{}.svg", "ab".repeat(20)));
        assert_eq!(id.to_string().parse(), Ok(id.clone()));
        assert_eq!(id.kind().media_type(), "image/svg+xml");
        let digest = "ab".repeat(20);
        for bad in [
            String::new(),
            digest.clone(),
            format!("{digest}.exe"),
            format!("{digest}.svg/../x"),
            format!("{}.png", digest.to_uppercase()),
            format!("{}.png", &digest[1..]),
        ] {
            assert!(bad.parse::<PictureId>().is_err(), "{bad}");
        }
    }
}

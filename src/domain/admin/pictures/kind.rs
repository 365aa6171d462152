//! What kind of picture some bytes are: by what is in them, never by a name that somebody gave.

use super::svg;
use crate::model::Invalid;
use crate::model::branding::PictureKind;

/// How a file of some kind begins.
struct Signature {
    kind: PictureKind,
    fits: fn(&[u8]) -> bool,
}

/// PNG (W3C, third edition, section 5.2), JPEG (ITU-T T.81 annex B), WebP (RFC 9649 section 2.4),
/// ICO with at least one picture in it.
const SIGNATURES: [Signature; 4] = [
    Signature {
        kind: PictureKind::Png,
        fits: |bytes| bytes.starts_with(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    },
    Signature { kind: PictureKind::Jpeg, fits: |bytes| bytes.starts_with(b"\xff\xd8\xff") },
    Signature { kind: PictureKind::WebP, fits: is_webp },
    Signature { kind: PictureKind::Ico, fits: is_ico },
];

/// The kind of a picture.
///
/// # Errors
/// Says which kinds there are, or what a drawing may not have.
pub(super) fn of(content: &[u8]) -> Result<PictureKind, Invalid> {
    if let Some(found) = SIGNATURES.iter().find(|signature| (signature.fits)(content)) {
        return Ok(found.kind);
    }
    let text = std::str::from_utf8(content).map(|text| text.trim_start_matches('\u{feff}'));
    match text {
        Ok(text) if text.trim_start().starts_with('<') => {
            svg::check(text)?;
            Ok(PictureKind::Svg)
        }
        _ => Err(Invalid::because("a picture is a PNG, JPEG, WebP, SVG or ICO file")),
    }
}

fn is_webp(bytes: &[u8]) -> bool {
    let kind = bytes.get(8..16).unwrap_or_default();
    bytes.starts_with(b"RIFF")
        && [b"WEBPVP8 ", b"WEBPVP8L", b"WEBPVP8X"].iter().any(|one| kind == *one)
}

/// A header, a count, and as many entries of 16 bytes.
fn is_ico(bytes: &[u8]) -> bool {
    let Some([0, 0, 1, 0, low, high]) = bytes.first_chunk::<6>() else { return false };
    let count = usize::from(u16::from_le_bytes([*low, *high]));
    count > 0 && bytes.len() > 6 + 16 * count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_told_by_how_a_file_begins() {
        let ico = [&b"\0\0\x01\0\x01\0"[..], &[0; 17]].concat();
        let files: [(&[u8], PictureKind); 6] = [
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR...", PictureKind::Png),
            (b"\xff\xd8\xff\xe0..JFIF", PictureKind::Jpeg),
            (b"RIFF....WEBPVP8L....", PictureKind::WebP),
            (&ico, PictureKind::Ico),
            (b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", PictureKind::Svg),
            (b"\xef\xbb\xbf <svg xmlns='http://www.w3.org/2000/svg'/>", PictureKind::Svg),
        ];
        for (content, kind) in files {
            assert_eq!(of(content), Ok(kind), "{content:?}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        let files: [&[u8]; 12] = [
            b"",
            b"\x89PNG",
            b"\x89PNG\r\n\x1a\n<script>alert(1)</script>",
            b"GIF89a",
            b"BM....",
            b"%PDF-1.7",
            b"RIFF....WAVEfmt ",
            b"\0\0\x01\0\0\0",
            b"\0\0\x01\0\x02\0................",
            b"<!doctype html><script>alert(1)</script>",
            b"\xff\xfe<\0s\0v\0g\0",
            b"plain text",
        ];
        for content in files {
            assert!(of(content).is_err(), "{content:?}");
        }
    }
}

//! Whether two web addresses are one, however they are written (RFC 3986 section 6.2).

use url::Url;

/// Whether two addresses are one but for query and fragment (RFC 9449 section 4.3, point 9).
pub(super) fn same(shown: &str, own: &str) -> bool {
    matches!((normal(shown), normal(own)), (Some(shown), Some(own)) if shown == own)
}

/// An http address in its normal form: scheme and host in lower case, no default port, no dot
/// segments, no escape that is not needed (RFC 3986 sections 6.2.2 and 6.2.3).
fn normal(text: &str) -> Option<String> {
    if text.bytes().any(|byte| !byte.is_ascii_graphic() || byte == b'\\') {
        return None;
    }
    let url = Url::parse(text).ok()?;
    let own = url.username().is_empty() && url.password().is_none();
    let web = matches!(url.scheme(), "http" | "https");
    (own && web).then(|| format!("{}{}", url.origin().ascii_serialization(), unescape(url.path())))
}

/// A path with its unreserved characters bare and all other escapes in upper case.
fn unescape(path: &str) -> String {
    let mut parts = path.split('%');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let escaped = part.split_at_checked(2).and_then(|(digits, rest)| {
            let plain = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
            let byte = u8::from_str_radix(digits, 16).ok()?;
            plain.then_some((byte, rest))
        });
        match escaped {
            Some((byte, rest)) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => {
                text.push(char::from(byte));
                text.push_str(rest);
            }
            Some((byte, rest)) => {
                text.push_str(&format!("%{byte:02X}"));
                text.push_str(rest);
            }
            None => {
                text.push('%');
                text.push_str(part);
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const OWN: &str = "https://as.test/oauth2/token";

    #[test]
    fn another_spelling_is_the_same_address() {
        for same_address in [
            OWN,
            "https://as.test/oauth2/token?a=b",
            "https://as.test/oauth2/token#c",
            "HTTPS://AS.Test:443/oauth2/token",
            "https://as.test/x/../oauth2/./token",
            "https://as.test/%6fauth2/%74oken",
        ] {
            assert!(same(same_address, OWN), "{same_address}");
        }
        assert!(same("https://as.test/a%2fb", "https://as.test/a%2Fb?c"));
        assert!(same("https://as.test", "https://as.test/"));
        assert!(same("http://127.0.0.1:8080/%", "http://127.0.0.1:8080/%"));
    }

    #[test]
    fn another_address_is_not() {
        for other in [
            "",
            "/oauth2/token",
            "http://as.test/oauth2/token",
            "https://as.test:8443/oauth2/token",
            "https://as.test/oauth2/token/",
            "https://as.test/oauth2/Token",
            "https://as.test/oauth2%2Ftoken",
            "https://as.test/oauth2/token%",
            "https://user@as.test/oauth2/token",
            "https://as.test.evil.test/oauth2/token",
            "https:\\\\as.test/oauth2/token",
            " https://as.test/oauth2/token",
            "https://as.test/oauth2/to\tken",
            "ftp://as.test/oauth2/token",
        ] {
            assert!(!same(other, OWN), "{other}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_comparison_panic(text in ".*", path in "([%./a-f0-9]|.){0,40}") {
            let _: bool = same(&text, OWN);
            let address = format!("https://as.test/{path}");
            prop_assert_eq!(same(&address, &address), normal(&address).is_some());
        }
    }
}

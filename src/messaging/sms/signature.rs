//! Requests to AWS that are signed with version 4 (AWS Identity and Access Management user guide,
//! "AWS Signature Version 4 for API requests").

use aws_lc_rs::hmac::{self, HMAC_SHA256, Key};
use secrecy::{ExposeSecret, SecretString};

use crate::crypto::digest::{hex, sha256};
use crate::model::Instant;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// What ends the scope of a key.
const TERMINATOR: &str = "aws4_request";

/// The header that has the time of a request.
const DATE: &str = "x-amz-date";

/// A key that signs requests to one service in one region.
pub(super) struct Signer {
    pub(super) key_id: String,
    pub(super) secret: SecretString,
    pub(super) region: String,
    pub(super) service: &'static str,
}

/// A time as these requests have it, such as `20150830T123600Z`.
pub(super) fn date(at: Instant) -> String {
    at.rfc3339().chars().filter(|c| !matches!(c, '-' | ':')).collect()
}

impl Signer {
    /// The header `Authorization` of a request without a query; `headers` have names in lower case
    /// and stand in their order, `x-amz-date` among them.
    pub(super) fn authorization(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> String {
        let time = headers.iter().find(|(name, _)| *name == DATE).map_or("", |(_, value)| value);
        let day = time.split('T').next().unwrap_or_default();
        let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
        let names = names.join(";");
        let lines: String =
            headers.iter().map(|(name, value)| format!("{name}:{}\n", value.trim())).collect();
        let hash = hex(&sha256(body.as_bytes()));
        let request = format!("{method}\n{path}\n\n{lines}\n{names}\n{hash}");
        let scope = format!("{day}/{}/{}/{TERMINATOR}", self.region, self.service);
        let text = format!("{ALGORITHM}\n{time}\n{scope}\n{}", hex(&sha256(request.as_bytes())));
        let signature = hex(&keyed(&self.key_of(day), &text));
        let credential = format!("{}/{scope}", self.key_id);
        format!("{ALGORITHM} Credential={credential}, SignedHeaders={names}, Signature={signature}")
    }

    /// The key of one day, region and service.
    fn key_of(&self, day: &str) -> Vec<u8> {
        let secret = format!("AWS4{}", self.secret.expose_secret()).into_bytes();
        let parts = [day, &self.region, self.service, TERMINATOR];
        parts.into_iter().fold(secret, |key, part| keyed(&key, part))
    }
}

fn keyed(key: &[u8], text: &str) -> Vec<u8> {
    hmac::sign(&Key::new(HMAC_SHA256, key), text.as_bytes()).as_ref().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer() -> Signer {
        Signer {
            key_id: "AKIDEXAMPLE".to_owned(),
            secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".into(),
            region: "us-east-1".to_owned(),
            service: "service",
        }
    }

    const HOST: (&str, &str) = ("host", "example.amazonaws.com");
    const TIME: (&str, &str) = ("x-amz-date", "20150830T123600Z");

    /// The documented test suite of the signature: its cases `get-vanilla`, `post-vanilla` and
    /// `post-x-www-form-urlencoded`.
    #[test]
    fn the_documented_requests_get_the_documented_signatures() {
        let form = ("content-type", "application/x-www-form-urlencoded");
        for (method, headers, body, signed, signature) in [
            (
                "GET",
                vec![HOST, TIME],
                "",
                "host;x-amz-date",
                "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
            ),
            (
                "POST",
                vec![HOST, TIME],
                "",
                "host;x-amz-date",
                "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
            ),
            (
                "POST",
                vec![form, HOST, TIME],
                "Param1=value1",
                "content-type;host;x-amz-date",
                "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
            ),
        ] {
            let expected = format!(
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
                 SignedHeaders={signed}, Signature={signature}"
            );
            assert_eq!(signer().authorization(method, "/", &headers, body), expected);
        }
    }

    #[test]
    fn a_time_has_no_signs_between() {
        assert_eq!(date(Instant::from_seconds(1_440_938_160)), TIME.1);
    }
}

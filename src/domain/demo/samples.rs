//! The sample applications of development, one for each way to tokens: what each shows, and the client
//! that it is.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::{Demo, browser_settings, client, new_client};
use crate::context::Context;
use crate::crypto::jose::Jwk;
use crate::crypto::keys::PrivateKey;
use crate::domain::admin::clients::Confidentiality::{self, Confidential, Public};
use crate::domain::admin::{LONGEST_PAGE, clients};
use crate::domain::error::Result;
use crate::model::client::{AuthMethod, ClientSettings, Proving, Requests, SignOut};
use crate::model::{Algorithm, Client};

/// What the applications with a key sign with.
const KEY_ALGORITHM: Algorithm = Algorithm::ES256;

/// A sample application.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    /// Its page is `/samples/{path}`.
    pub path: &'static str,
    /// What kind of application it is.
    pub title: &'static str,
    /// How it gets its tokens, in the words of the standards.
    pub grant: &'static str,
    /// What there is to see, in one sentence.
    pub what: &'static str,
    /// Its client, where that is not one of the demo's own.
    own: Option<Own>,
}

/// A client that only its sample uses.
#[derive(Debug, Clone, Copy)]
struct Own {
    name: &'static str,
    confidentiality: Confidentiality,
    settings: fn(&Place<'_>) -> Result<ClientSettings>,
}

/// Where a sample is served, and the key set with which it is known.
struct Place<'p> {
    /// Its page, without a slash at the end.
    page: String,
    keys: &'p Value,
}

/// A sample with its client.
#[derive(Debug, Clone)]
pub struct SampleClient {
    /// The sample.
    pub sample: &'static Sample,
    /// Its client.
    pub client: Client,
    /// The client's secret, if it has one.
    pub secret: Option<SecretString>,
}

/// What the database does not give back of the samples.
#[derive(Debug, Clone, Default)]
pub struct Secrets {
    /// The clients' secrets, by the paths of their samples.
    pub clients: BTreeMap<String, SecretString>,
    /// The private key of the samples that sign: PKCS #8 in base64.
    pub key: Option<SecretString>,
}

/// Every sample, in the order in which a newcomer best reads them.
pub const SAMPLES: [Sample; 13] = [
    Sample {
        path: "web",
        title: "Web application",
        grant: "Authorization code with PKCE",
        what: "Signs people in by redirect; its server redeems the code and keeps the tokens.",
        own: None,
    },
    Sample {
        path: "pkce",
        title: "Single-page application",
        grant: "Authorization code with PKCE, public client",
        what: "Redeems its code in the browser, without a secret.",
        own: Some(Own {
            name: "Demo single-page application with PKCE",
            confidentiality: Public,
            settings: single_page,
        }),
    },
    Sample {
        path: "machine",
        title: "Machine to machine",
        grant: "Client credentials",
        what: "A service gets a token for itself by its secret; no person takes part.",
        own: None,
    },
    Sample {
        path: "device",
        title: "Television",
        grant: "Device authorization",
        what: "Shows a code and a QR code, and waits until somebody with a telephone lets it in.",
        own: Some(Own { name: "Demo television", confidentiality: Public, settings: television }),
    },
    Sample {
        path: "sign-out",
        title: "Sign-out",
        grant: "RP-initiated, front-channel and back-channel logout",
        what: "Signs people out everywhere, and shows what each channel told it.",
        own: Some(Own {
            name: "Demo sign-out",
            confidentiality: Confidential,
            settings: told_of_sign_outs,
        }),
    },
    Sample {
        path: "session",
        title: "Watched session",
        grant: "Session management",
        what: "A page that notices by itself when the person signs out elsewhere.",
        own: Some(Own {
            name: "Demo watched session",
            confidentiality: Public,
            settings: single_page,
        }),
    },
    Sample {
        path: "form-post",
        title: "Answer in a form",
        grant: "Authorization code, form_post",
        what: "Gets its code in the body of a POST, so that it stands in no address.",
        own: Some(Own {
            name: "Demo form post",
            confidentiality: Confidential,
            settings: on_a_server,
        }),
    },
    Sample {
        path: "par",
        title: "Pushed request",
        grant: "Authorization code, PAR",
        what: "Hands its request to the provider itself; the browser carries a reference.",
        own: Some(Own {
            name: "Demo pushed request",
            confidentiality: Confidential,
            settings: pushed,
        }),
    },
    Sample {
        path: "jar",
        title: "Signed request, signed answer",
        grant: "Authorization code, JAR and JARM",
        what: "Signs its request, gets a signed answer, and proves itself by its key.",
        own: Some(Own {
            name: "Demo signed request",
            confidentiality: Confidential,
            settings: signed,
        }),
    },
    Sample {
        path: "dpop",
        title: "Tokens bound to a key",
        grant: "Authorization code, DPoP",
        what: "Gets tokens that are worth nothing to whoever steals them.",
        own: Some(Own {
            name: "Demo bound tokens",
            confidentiality: Confidential,
            settings: bound,
        }),
    },
    Sample {
        path: "machine-key",
        title: "Machine with a key",
        grant: "Client credentials, private_key_jwt",
        what: "A service that proves itself by its private key and shares no secret.",
        own: Some(Own {
            name: "Demo machine with a key",
            confidentiality: Confidential,
            settings: machine_with_key,
        }),
    },
    Sample {
        path: "hybrid",
        title: "Hybrid",
        grant: "Hybrid, code id_token",
        what: "Knows the person from the address bar at once, and redeems a code for the rest.",
        own: Some(Own { name: "Demo hybrid", confidentiality: Public, settings: hybrid }),
    },
    Sample {
        path: "spa",
        title: "Tokens in the address bar",
        grant: "Implicit, id_token token",
        what: "How single-page applications once got their tokens; new ones use a code with PKCE.",
        own: None,
    },
];

/// Makes what is missing of the samples' clients, brings their addresses to the present base URL, and
/// tells them all. Each kept secret that is no longer good gives way to a new one.
///
/// # Errors
/// When the database does not answer.
pub async fn ensure(cx: &Context, demo: &mut Demo) -> Result<Vec<SampleClient>> {
    let pool = demo.pool.id.clone();
    let (key, keys) = key(demo.secrets.samples.key.take())?;
    let present = clients::list(cx, &pool, None, LONGEST_PAGE).await?;
    let (mut all, mut secrets) = (Vec::new(), BTreeMap::new());
    for sample in &SAMPLES {
        let (client, secret) = match sample.own {
            None => of_the_demo(demo, sample.path),
            Some(own) => {
                let page = format!("{}/samples/{}", cx.app.base_url(), sample.path);
                let settings = (own.settings)(&Place { page, keys: &keys })?;
                let wanted = new_client(own.name, own.confidentiality, settings);
                let kept = demo.secrets.samples.clients.get(sample.path);
                let made = client(cx, &pool, &present, wanted, kept).await?;
                secrets.extend(made.1.clone().map(|secret| (sample.path.to_owned(), secret)));
                made
            }
        };
        all.push(SampleClient { sample, client, secret });
    }
    demo.secrets.samples = Secrets { clients: secrets, key: Some(key) };
    Ok(all)
}

fn of_the_demo(demo: &Demo, path: &str) -> (Client, Option<SecretString>) {
    match path {
        "machine" => (demo.machine.clone(), demo.secrets.machine.clone()),
        "spa" => (demo.spa.clone(), None),
        _ => (demo.web.clone(), demo.secrets.web.clone()),
    }
}

/// The kept key, or a new one where there is none that can be read; and its key set.
fn key(kept: Option<SecretString>) -> Result<(SecretString, Value)> {
    let read = |text: &SecretString| {
        let der = STANDARD.decode(text.expose_secret()).ok()?;
        PrivateKey::from_pkcs8(KEY_ALGORITHM, &der).ok()
    };
    let (text, key) = match kept.and_then(|text| read(&text).map(|key| (text, key))) {
        Some(kept) => kept,
        None => {
            let key = PrivateKey::generate(KEY_ALGORITHM)?;
            (SecretString::from(STANDARD.encode(key.to_pkcs8()?)), key)
        }
    };
    let mut jwk = Jwk {
        key: key.public(),
        key_id: None,
        algorithm: Some(KEY_ALGORITHM.to_string()),
        usage: Some("sig".to_owned()),
        operations: None,
    };
    jwk.key_id = Some(jwk.thumbprint());
    Ok((text, json!({ "keys": [jwk.to_json()] })))
}

fn single_page(place: &Place<'_>) -> Result<ClientSettings> {
    Ok(ClientSettings { code: true, ..browser_settings(&place.page, &place.page)? })
}

fn hybrid(place: &Place<'_>) -> Result<ClientSettings> {
    Ok(ClientSettings { implicit: true, ..single_page(place)? })
}

fn on_a_server(place: &Place<'_>) -> Result<ClientSettings> {
    let callback = format!("{}/callback", place.page);
    Ok(ClientSettings { code: true, ..browser_settings(&callback, &place.page)? })
}

fn pushed(place: &Place<'_>) -> Result<ClientSettings> {
    let requests = Requests { pushed: true, ..Requests::default() };
    Ok(ClientSettings { requests, ..on_a_server(place)? })
}

fn signed(place: &Place<'_>) -> Result<ClientSettings> {
    let requests = Requests { signed: true, algorithm: Some(KEY_ALGORITHM), ..Requests::default() };
    Ok(ClientSettings { requests, proving: by_key(place), ..on_a_server(place)? })
}

fn bound(place: &Place<'_>) -> Result<ClientSettings> {
    Ok(ClientSettings { dpop: true, ..on_a_server(place)? })
}

fn told_of_sign_outs(place: &Place<'_>) -> Result<ClientSettings> {
    let sign_out = SignOut {
        front_channel: Some(format!("{}/front-channel", place.page)),
        front_channel_session: true,
        back_channel: Some(format!("{}/back-channel", place.page)),
        back_channel_session: true,
    };
    Ok(ClientSettings { sign_out, ..on_a_server(place)? })
}

fn television(_: &Place<'_>) -> Result<ClientSettings> {
    let scopes = "openid email profile".parse()?;
    Ok(ClientSettings { device: true, scopes, ..ClientSettings::default() })
}

fn machine_with_key(place: &Place<'_>) -> Result<ClientSettings> {
    let machine = super::machine_client()?.settings;
    Ok(ClientSettings { proving: by_key(place), ..machine })
}

fn by_key(place: &Place<'_>) -> Proving {
    Proving {
        method: Some(AuthMethod::PrivateKeyJwt),
        algorithm: Some(KEY_ALGORITHM.into()),
        jwks: Some(place.keys.clone()),
        jwks_uri: None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::super::tests::{made, start};
    use super::*;

    async fn ensured(
        data: &Path,
        port: u16,
        kept: &super::super::Secrets,
    ) -> (Demo, Vec<SampleClient>) {
        let cx = start(data, port).await;
        let mut demo = made(&cx, Some(Algorithm::ES256), kept).await.expect("a demo");
        let samples = ensure(&cx, &mut demo).await.expect("the samples");
        cx.app.db.close().await;
        (demo, samples)
    }

    fn exposed(samples: &[SampleClient]) -> Vec<Option<&str>> {
        let secrets = samples.iter().map(|each| each.secret.as_ref());
        secrets.map(|secret| secret.map(ExposeSecret::expose_secret)).collect()
    }

    #[test]
    fn each_sample_has_an_address_and_a_name_of_its_own() {
        let paths: BTreeSet<&str> = SAMPLES.iter().map(|sample| sample.path).collect();
        let names: BTreeSet<&str> =
            SAMPLES.iter().filter_map(|sample| Some(sample.own?.name)).collect();
        assert_eq!(paths.len(), SAMPLES.len());
        assert_eq!(names.len(), SAMPLES.iter().filter(|sample| sample.own.is_some()).count());
    }

    #[tokio::test]
    async fn a_second_start_keeps_the_samples_and_moves_their_addresses() {
        let folder = tempfile::tempdir().expect("a folder");
        let (demo, first) = ensured(folder.path(), 9080, &Default::default()).await;
        let (_, second) = ensured(folder.path(), 9090, &demo.secrets).await;
        assert_eq!(exposed(&first), exposed(&second));
        for (one, other) in first.iter().zip(&second) {
            assert_eq!((one.sample.path, &one.client.id), (other.sample.path, &other.client.id));
            assert_eq!(one.client.settings.proving, other.client.settings.proving);
            let told = serde_json::to_string(&other.client.settings).expect("JSON");
            assert!(!told.contains("localhost:9080"), "{told}");
        }
    }

    #[tokio::test]
    async fn a_lost_key_gives_way_to_a_new_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let (_, first) = ensured(folder.path(), 9080, &Default::default()).await;
        let broken = super::super::Secrets {
            samples: Secrets { key: Some("AAAA".into()), ..Default::default() },
            ..Default::default()
        };
        let (demo, second) = ensured(folder.path(), 9080, &broken).await;
        let keys = |samples: &[SampleClient]| -> Vec<Option<Value>> {
            samples.iter().map(|each| each.client.settings.proving.jwks.clone()).collect()
        };
        assert_ne!(keys(&first), keys(&second));
        let (_, third) = ensured(folder.path(), 9080, &demo.secrets).await;
        assert_eq!(keys(&second), keys(&third));
    }
}

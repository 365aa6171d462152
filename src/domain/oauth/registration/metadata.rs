//! Client metadata: what a client says of itself becomes a client's settings, or is refused (RFC 7591
//! section 2, OpenID Connect Dynamic Client Registration 1.0 section 2).

use serde_json::{Map, Value};
use url::{Host, Url};

use super::members::{MEMBERS, text, wrong};
use super::{Offer, policy, uses};
use crate::crypto::jose::JwsAlgorithm;
use crate::domain::error::{Error, Refusal, Result};
use crate::domain::oauth::client_keys;
use crate::model::RedirectUri;
use crate::model::client::{ApplicationType, AuthMethod, ClientSettings, ResponseType};

/// The longest name, in characters.
const LONGEST_NAME: usize = 128;

/// Members that ask for what is not offered. To ignore them would be to send in the clear what a
/// client wants encrypted, and by bearer what it wants bound.
const NOT_OFFERED: [&str; 11] = [
    "id_token_encrypted_response_alg",
    "id_token_encrypted_response_enc",
    "userinfo_encrypted_response_alg",
    "userinfo_encrypted_response_enc",
    "introspection_encrypted_response_alg",
    "introspection_encrypted_response_enc",
    "authorization_encrypted_response_alg",
    "authorization_encrypted_response_enc",
    "request_object_encryption_alg",
    "request_object_encryption_enc",
    "tls_client_certificate_bound_access_tokens",
];

/// What a client says of itself; what is unknown here is passed over.
#[derive(Debug, Clone, Default)]
pub struct Metadata(Map<String, Value>);

impl Metadata {
    /// The members of a JSON object; one that is null is left out (RFC 7592 section 2.2).
    pub fn new(mut members: Map<String, Value>) -> Self {
        members.retain(|_, value| !value.is_null());
        Self(members)
    }

    /// A member.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// A member that is a text where it is there.
    pub(super) fn string(&self, name: &str) -> Result<Option<&str>> {
        self.get(name).map(|value| text(name, value)).transpose()
    }
}

/// What a client is to be by its metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Its name, in the characters that a name may have.
    pub name: Option<String>,
    /// Its rules.
    pub settings: ClientSettings,
}

/// Reads metadata. It replaces all that metadata tells of the `present` settings, and nothing of
/// what only an operator sets.
///
/// # Errors
/// RFC 7591 section 3.2.2.
pub fn read(metadata: &Metadata, offer: &Offer, present: &ClientSettings) -> Result<Wanted> {
    refuse_what_is_not_offered(metadata)?;
    let mut settings = present.clone();
    for (name, member) in &MEMBERS {
        member.read(name, metadata.get(name), offer, &mut settings)?;
    }
    uses::read(metadata, &mut settings)?;
    prove(metadata, &mut settings)?;
    settings.pairwise = match metadata.string("subject_type")? {
        None | Some("public") => false,
        Some("pairwise") => true,
        Some(_) => return Err(wrong("subject_type is public or pairwise")),
    };
    settings.scopes = policy::scopes(metadata, offer, &settings)?;
    settings.application_type = match metadata.string("application_type")? {
        None | Some("web") => ApplicationType::Web,
        Some("native") => ApplicationType::Native,
        Some(_) => return Err(wrong("application_type is web or native")),
    };
    check(&settings, offer)?;
    let name = metadata.string("client_name")?.map(fold_name).filter(|name| !name.is_empty());
    let name = name.or_else(|| host(&settings));
    Ok(Wanted { name, settings })
}

/// What metadata tells of a client in `told`, with what only an operator sets in `by_operator`.
pub fn combined(told: &ClientSettings, by_operator: &ClientSettings) -> ClientSettings {
    let own = by_operator.clone();
    ClientSettings {
        require_pkce: own.require_pkce,
        at_jwt: own.at_jwt,
        consent: own.consent,
        lean_id_token: own.lean_id_token,
        profile: own.profile,
        rotation: own.rotation,
        introspection: own.introspection,
        resource: own.resource,
        access_token_seconds: own.access_token_seconds,
        id_token_seconds: own.id_token_seconds,
        refresh_token_seconds: own.refresh_token_seconds,
        read_attributes: own.read_attributes,
        write_attributes: own.write_attributes,
        branding: own.branding,
        identity_providers: own.identity_providers,
        ..told.clone()
    }
}

fn refuse_what_is_not_offered(metadata: &Metadata) -> Result<()> {
    if metadata.get("software_statement").is_some() {
        return Err(Error::new(
            Refusal::UnapprovedSoftwareStatement,
            "no author of software statements is trusted here",
        ));
    }
    let asked = |name: &&&str| metadata.get(name).is_some_and(|value| *value != Value::Bool(false));
    match NOT_OFFERED.iter().find(asked) {
        Some(name) => Err(wrong(format!("{name} is not offered here: leave it out"))),
        None => Ok(()),
    }
}

/// How the client proves itself: by its secret in the header unless it says otherwise.
fn prove(metadata: &Metadata, settings: &mut ClientSettings) -> Result<()> {
    let method = match metadata.string("token_endpoint_auth_method")? {
        None => AuthMethod::ClientSecretBasic,
        Some(name) => AuthMethod::ALL
            .into_iter()
            .find(|method| method.as_str() == name)
            .ok_or_else(|| wrong("token_endpoint_auth_method is one that is not offered"))?,
    };
    let name = "token_endpoint_auth_signing_alg";
    let algorithm = metadata.string(name)?.map(str::parse::<JwsAlgorithm>).transpose();
    let algorithm = algorithm.map_err(|_| wrong(format!("{name} is none that is known here")))?;
    settings.proving.algorithm = algorithm.filter(|_| method.is_assertion());
    if settings.proving.algorithm.is_some_and(|algorithm| !method.signs_by(algorithm)) {
        return Err(wrong(format!("{name} does not go with the method of authentication")));
    }
    settings.proving.method = Some(method);
    settings.require_pkce |= method == AuthMethod::None;
    Ok(())
}

/// What members must be to each other.
fn check(settings: &ClientSettings, offer: &Offer) -> Result<()> {
    let (uris, proving) = (&settings.redirect_uris, &settings.proving);
    let has_keys = proving.jwks.is_some() || proving.jwks_uri.is_some();
    let metadata = Refusal::InvalidClientMetadata;
    let rules = [
        (
            !(settings.code || settings.implicit) || !uris.is_empty(),
            Refusal::InvalidRedirectUri,
            "redirect_uris is missing",
        ),
        (
            !settings.response_types().into_iter().any(ResponseType::is_implicit)
                || uris.iter().all(|uri| takes_tokens(settings.application_type, uri)),
            Refusal::InvalidRedirectUri,
            "tokens in the redirect go to https URIs of a web application that is not local, or to a \
             native one by a scheme of its own or http at the person's own machine",
        ),
        (
            proving.jwks.is_none() || proving.jwks_uri.is_none(),
            metadata.clone(),
            "jwks and jwks_uri exclude each other",
        ),
        (
            has_keys || !settings.requests.signed,
            metadata.clone(),
            "signed requests need jwks or jwks_uri",
        ),
        (
            offer.machines || !settings.client_credentials,
            metadata.clone(),
            "client_credentials needs an initial access token, and then to be there from the start",
        ),
        // OpenID Connect Core section 8.1.
        (
            settings.sector_identifier_uri.is_none() || !uris.is_empty(),
            metadata.clone(),
            "sector_identifier_uri needs redirect_uris that it lists",
        ),
        (
            !settings.pairwise || settings.sector_identifier_uri.is_some() || one_host(uris),
            metadata.clone(),
            "pairwise subjects need https redirect_uris of one host, or a sector_identifier_uri",
        ),
        (
            !(settings.pairwise && settings.device),
            metadata.clone(),
            "pairwise subjects do not go with devices, which prove no redirect URI",
        ),
        // OpenID Connect Front-Channel Logout 1.0 section 2.
        (
            settings.sign_out.front_channel.as_deref().is_none_or(|uri| is_of_one(uri, uris)),
            metadata,
            "frontchannel_logout_uri has the origin of none of the redirect_uris",
        ),
    ];
    if let Some((_, refusal, hint)) = rules.into_iter().find(|(kept, ..)| !kept) {
        return Err(Error::new(refusal, hint));
    }
    settings.check(proving.method != Some(AuthMethod::None)).map_err(wrong)?;
    client_keys::check(proving).map_err(wrong)
}

fn parsed(uri: &RedirectUri) -> Option<Url> {
    Url::parse(uri.as_str()).ok()
}

/// Whether tokens may go straight to a redirect URI (OpenID Connect Dynamic Client Registration 1.0
/// section 2, `application_type`). Codes alone may also go to a native application by an https URI
/// that it has claimed (RFC 8252 section 7.2), and to a web application that is being developed.
fn takes_tokens(application_type: ApplicationType, uri: &RedirectUri) -> bool {
    let is_https = || parsed(uri).is_some_and(|url| url.scheme() == "https");
    match application_type {
        ApplicationType::Web => is_web_address(uri),
        // Http is at the person's own machine wherever it is a redirect URI.
        ApplicationType::Native => !is_https(),
    }
}

/// Whether a redirect leaves the person's own machine.
fn is_web_address(uri: &RedirectUri) -> bool {
    parsed(uri).is_some_and(|url| {
        let is_local = match url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => true,
        };
        url.scheme() == "https" && !is_local
    })
}

fn one_host(uris: &[RedirectUri]) -> bool {
    let host = |uri: &RedirectUri| {
        let url = parsed(uri).filter(|url| url.scheme() == "https")?;
        url.host_str().map(String::from)
    };
    let first = uris.first().and_then(host);
    first.is_some() && uris.iter().all(|uri| host(uri) == first)
}

fn is_of_one(url: &str, uris: &[RedirectUri]) -> bool {
    let origin = Url::parse(url).ok().map(|url| url.origin());
    origin.is_some() && uris.iter().any(|uri| parsed(uri).map(|uri| uri.origin()) == origin)
}

/// A name for people in the characters that a client's name may have; others become a space. So none
/// is written from right to left, over its neighbours or not at all.
fn fold_name(name: &str) -> String {
    let fold = |c: char| if c.is_alphanumeric() || "+=,.@-_".contains(c) { c } else { ' ' };
    let folded: String = name.chars().map(fold).collect();
    let words: Vec<&str> = folded.split_whitespace().collect();
    let name: String = words.join(" ").chars().take(LONGEST_NAME).collect();
    name.trim_end().to_owned()
}

/// The host that a client without a name is called by.
fn host(settings: &ClientSettings) -> Option<String> {
    let url = settings.redirect_uris.first().and_then(parsed)?;
    url.host_str().map(fold_name).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests;

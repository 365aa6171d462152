//! Passkeys (Web Authentication Level 3): what browsers are asked, and what authenticators answer.
//!
//! Here stands the core of webauthn-rs and not the wrapper around it, which demands of every device
//! that it knows its holder: that is for each pool to say.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;
use uuid::Uuid;
use webauthn_rs_core::WebauthnCore;
use webauthn_rs_core::proto::{
    AttestationConveyancePreference, AuthenticationState, CredProtect, Credential,
    CredentialProtectionPolicy, PublicKeyCredential, RegisterPublicKeyCredential,
    RegistrationState, RequestRegistrationExtensions, ResidentKeyRequirement,
    UserVerificationPolicy,
};

use super::Error;
use crate::model::UserId;

/// How long an answer is waited for.
pub const LIFETIME: Duration = Duration::from_secs(5 * 60);

/// The longest id of a credential, in bytes (Web Authentication Level 3 section 4).
const LONGEST_ID: usize = 1023;

/// For whom passkeys are made, and from where they are shown.
#[derive(Debug, Clone)]
pub struct RelyingParty {
    core: WebauthnCore,
}

/// What is asked of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Whether it must know its holder (`userVerification`).
    pub verify_holder: bool,
    /// Whether the passkey must be found without a name (`residentKey`).
    pub discoverable: bool,
}

impl Rules {
    fn policy(self) -> UserVerificationPolicy {
        match self.verify_holder {
            true => UserVerificationPolicy::Required,
            false => UserVerificationPolicy::Preferred,
        }
    }
}

/// For whom a passkey is made.
#[derive(Debug, Clone, Copy)]
pub struct Account<'a> {
    /// The user; the device gives it back as the user handle.
    pub user: &'a UserId,
    /// The name that the device shows.
    pub name: &'a str,
    /// What the person is called.
    pub display_name: &'a str,
}

/// A question to a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// What the browser needs, in JSON (`PublicKeyCredentialCreationOptionsJSON`,
    /// `PublicKeyCredentialRequestOptionsJSON`).
    pub options: String,
    /// What must be kept to understand its answer, in JSON.
    pub state: String,
}

impl Asked {
    fn new(options: &impl Serialize, state: &impl Serialize) -> Result<Self, Error> {
        Ok(Self { options: write(options)?, state: write(state)? })
    }
}

/// A passkey as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The id of the credential in base64url.
    pub id: String,
    /// The credential in JSON.
    pub credential: String,
    /// Whether the device knew its holder when it answered.
    pub holder_was_verified: bool,
}

/// Whose passkey an answer says it is; yet to be verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The id of the credential in base64url.
    pub id: String,
    /// The user handle, where it has one of our form.
    pub user: Option<UserId>,
    /// Whether it has a user handle at all.
    pub has_handle: bool,
}

impl RelyingParty {
    /// The relying party of that id, whose pages have this origin.
    pub fn new(id: &str, name: &str, origin: Url) -> Self {
        let origins = vec![origin];
        let (subdomains, any_port) = (Some(false), Some(false));
        let core = WebauthnCore::new_unsafe_experts_only(
            name, id, origins, LIFETIME, subdomains, any_port,
        );
        Self { core }
    }

    /// Asks for a new passkey on a device that holds none of those that are there.
    ///
    /// # Errors
    /// When one of them is unreadable.
    pub fn ask_for_new(
        &self,
        account: Account<'_>,
        there: &[String],
        rules: Rules,
    ) -> Result<Asked, Error> {
        let failed = |_| Error::Failed("passkey registration");
        let there: Vec<Credential> =
            there.iter().map(|kept| read(kept)).collect::<Result<_, _>>()?;
        let there = there.into_iter().map(|credential| credential.cred_id).collect();
        let handle = Uuid::parse_str(account.user.as_str()).map_err(|_| Error::Failed("handle"))?;
        let builder = self
            .core
            .new_challenge_register_builder(handle.as_bytes(), account.name, account.display_name)
            .map_err(failed)?
            .attestation(AttestationConveyancePreference::None)
            .user_verification_policy(rules.policy())
            .require_resident_key(rules.discoverable)
            .exclude_credentials(Some(there))
            .extensions(Some(extensions(rules)));
        let (mut wish, state) = self.core.generate_challenge_register(builder).map_err(failed)?;
        if let Some(selection) = &mut wish.public_key.authenticator_selection
            && !rules.discoverable
        {
            // The library would discourage what helps where the device has room for it.
            selection.resident_key = Some(ResidentKeyRequirement::Preferred);
        }
        Asked::new(&wish.public_key, &state)
    }

    /// The new passkey in an answer, if the answer is good (section 7.1).
    pub fn new_passkey(&self, state: &str, answer: &str) -> Option<Kept> {
        let state: RegistrationState = read(state).ok()?;
        let answer: RegisterPublicKeyCredential = read(answer).ok()?;
        let credential = self.core.register_credential(&answer, &state, None).ok()?;
        let is_ours = is_passkey(&answer.type_) && credential.cred_id.len() <= LONGEST_ID;
        if is_ours { kept(&credential, credential.user_verified) } else { None }
    }

    /// Asks for one of these passkeys; for whichever the person has, where there are none.
    ///
    /// # Errors
    /// When one of them is unreadable.
    pub fn ask(&self, passkeys: &[String], rules: Rules) -> Result<Asked, Error> {
        let failed = |_| Error::Failed("passkey challenge");
        let passkeys: Vec<Credential> =
            passkeys.iter().map(|kept| read(kept)).collect::<Result<_, _>>()?;
        let builder = self
            .core
            .new_challenge_authenticate_builder(passkeys, Some(rules.policy()))
            .map_err(failed)?
            .allow_backup_eligible_upgrade(true);
        let (wish, mut state) =
            self.core.generate_challenge_authenticate(builder).map_err(failed)?;
        // They are read anew when the answer comes: a counter may have moved, or one be gone.
        state.set_allowed_credentials(Vec::new());
        Asked::new(&wish.public_key, &state)
    }

    /// The passkey as it is after it was shown, if the answer is good for it (section 7.2): its
    /// counter never goes back.
    pub fn shown(&self, state: &str, answer: &str, passkey: &str) -> Option<Kept> {
        let state: AuthenticationState = read(state).ok()?;
        let answer: PublicKeyCredential = read(answer).ok()?;
        let mut credential: Credential = read(passkey).ok()?;
        let result = self.core.authenticate_single_credential(&answer, &state, &credential).ok()?;
        credential.counter = result.counter().max(credential.counter);
        credential.backup_state = result.backup_state();
        credential.backup_eligible |= result.backup_eligible();
        if is_passkey(&answer.type_) { kept(&credential, result.user_verified()) } else { None }
    }
}

/// Whose passkey an answer says it is.
pub fn claim(answer: &str) -> Option<Claim> {
    let answer: PublicKeyCredential = read(answer).ok()?;
    let handle = answer.get_user_unique_id();
    let user = handle
        .and_then(|handle| Uuid::from_slice(handle).ok())
        .and_then(|handle| handle.to_string().parse().ok());
    let id = URL_SAFE_NO_PAD.encode(answer.get_credential_id());
    Some(Claim { id, user, has_handle: handle.is_some() })
}

fn is_passkey(kind: &str) -> bool {
    kind == "public-key"
}

fn kept(credential: &Credential, holder_was_verified: bool) -> Option<Kept> {
    let id = URL_SAFE_NO_PAD.encode(&credential.cred_id);
    let credential = write(credential).ok()?;
    Some(Kept { id, credential, holder_was_verified })
}

/// A device whose holder must be known tells nothing of the passkey to others; it may do without
/// that wish, since many know none.
fn extensions(rules: Rules) -> RequestRegistrationExtensions {
    let protection = CredProtect {
        credential_protection_policy: CredentialProtectionPolicy::UserVerificationRequired,
        enforce_credential_protection_policy: Some(false),
    };
    RequestRegistrationExtensions {
        cred_protect: rules.verify_holder.then_some(protection),
        uvm: None,
        cred_props: None,
        min_pin_length: None,
        hmac_create_secret: None,
    }
}

fn write(value: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|_| Error::Failed("passkey as JSON"))
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|_| Error::Failed("passkey from JSON"))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    const RULES: Rules = Rules { verify_holder: true, discoverable: true };

    fn relying_party() -> RelyingParty {
        let origin = "https://id.example.com".parse().expect("a URL");
        RelyingParty::new("example.com", "Northwind", origin)
    }

    fn json(text: &str) -> Value {
        serde_json::from_str(text).expect("JSON")
    }

    fn new_passkey(rules: Rules) -> Value {
        let user = "0193d3a0-6f7e-7c31-8f4e-1b2c3d4e5f60".parse().expect("an id");
        let account = Account { user: &user, name: "jo", display_name: "Jo" };
        json(&relying_party().ask_for_new(account, &[], rules).expect("a question").options)
    }

    #[test]
    fn a_new_passkey_is_asked_for_as_the_rules_say() {
        let strict = new_passkey(RULES);
        assert_eq!(strict["rp"]["id"], "example.com");
        assert_eq!(strict["attestation"], "none");
        assert_eq!(strict["timeout"], 300_000);
        assert_eq!(strict["user"]["id"], "AZPToG9-fDGPThssPU5fYA");
        assert_eq!(strict["authenticatorSelection"]["userVerification"], "required");
        assert_eq!(strict["authenticatorSelection"]["residentKey"], "required");
        assert_eq!(strict["authenticatorSelection"]["requireResidentKey"], true);
        let lenient = new_passkey(Rules { verify_holder: false, discoverable: false });
        assert_eq!(lenient["authenticatorSelection"]["userVerification"], "preferred");
        assert_eq!(lenient["authenticatorSelection"]["residentKey"], "preferred");
        let algorithms: Vec<i64> = lenient["pubKeyCredParams"]
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|each| each["alg"].as_i64())
            .collect();
        assert_eq!(algorithms, [-7, -35, -257]);
    }

    #[test]
    fn each_question_is_another() {
        let ask = || relying_party().ask(&[], RULES).expect("a question");
        let (one, other) = (json(&ask().options), json(&ask().options));
        assert_ne!(one["challenge"], other["challenge"]);
        assert_eq!(one["allowCredentials"], Value::Array(Vec::new()));
        assert_eq!(one["userVerification"], "required");
        assert_eq!(one["rpId"], "example.com");
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        let asked = relying_party().ask(&[], RULES).expect("a question");
        for answer in ["", "{}", "[]", "null", "{\"id\":\"a\",\"rawId\":\"!\"}"] {
            assert_eq!(claim(answer), None, "{answer}");
            assert_eq!(relying_party().shown(&asked.state, answer, "{}"), None, "{answer}");
            assert_eq!(relying_party().new_passkey(&asked.state, answer), None, "{answer}");
        }
    }
}

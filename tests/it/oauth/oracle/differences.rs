//! Where the two sides may differ: what is true of the request, what each side says, and why ours is
//! right. No line lets ours give what theirs refuses.

use std::collections::BTreeSet;

use super::SILENCE;
use super::outcome::Outcome;

/// What is wrong with a request, or asks for less than the crate would give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// There are several, and each side tells the one that it finds first.
    Several,
    Twice,
    Stranger,
    Unnamed,
    Unproven,
    MayNot,
    OtherClient,
    GrantType,
    UriWrong,
    UriMissing,
    UriOtherwise,
    UriNoUrl,
    ResponseTypeMissing,
    ResponseTypeUnknown,
    ResponseTypeImplicit,
    ScopeMalformed,
    ScopeTooWide,
    ScopeWithoutOpenid,
    ScopeOfPeople,
    ChallengeMissing,
    ChallengePlain,
    ChallengeForm,
    MethodAlone,
    /// The person says no.
    Denied,
    VerifierMissing,
    VerifierWrong,
    VerifierForm,
    VerifierUnasked,
    Missing,
    Unknown,
    CodeUsed,
    Old,
    Expired,
    Replaced,
    Ended,
    ScopeLacking,
    Machine,
}

/// A difference that is meant.
pub struct Difference {
    pub of: Fault,
    /// Ours, in the word of [`Outcome::word`].
    pub ours: &'static str,
    /// Theirs; [`REFUSAL`] for any.
    pub theirs: &'static str,
    pub because: &'static str,
}

/// Any refusal.
pub const REFUSAL: &str = "any refusal";

const fn row(
    of: Fault,
    ours: &'static str,
    theirs: &'static str,
    because: &'static str,
) -> Difference {
    Difference { of, ours, theirs, because }
}

/// The first that fits is the one that counts.
pub const DIFFERENCES: &[Difference] = &[
    row(
        Fault::Twice,
        "page",
        "code",
        "RFC 6749 section 3.1: no parameter comes twice; theirs drops it",
    ),
    row(Fault::Twice, "page", REFUSAL, "what comes twice is not known, and so not whom to tell"),
    row(
        Fault::Twice,
        "invalid_request",
        "tokens",
        "RFC 6749 section 3.2: no parameter comes twice",
    ),
    row(Fault::Twice, "invalid_request", REFUSAL, "RFC 6749 section 5.2 has this word for it"),
    row(
        Fault::UriMissing,
        "page",
        "code",
        "of several it must say which (RFC 6749 section 3.1.2.3), and with openid always (OpenID Connect Core section 3.1.2.1)",
    ),
    row(
        Fault::ResponseTypeMissing,
        "invalid_request",
        "unsupported_response_type",
        "RFC 6749 section 4.1.2.1: a missing parameter",
    ),
    row(
        Fault::ResponseTypeImplicit,
        "unauthorized_client",
        "unsupported_response_type",
        "known here, but not for this client",
    ),
    row(
        Fault::ChallengeForm,
        "invalid_request",
        "code",
        "RFC 7636 section 4.2: a SHA-256 in base64url",
    ),
    row(
        Fault::MethodAlone,
        "invalid_request",
        "code",
        "a method for no challenge: something was lost on the way",
    ),
    row(
        Fault::ScopeWithoutOpenid,
        "invalid_scope",
        "code",
        "OpenID Connect Core section 5.4: these scopes are openid's",
    ),
    row(
        Fault::MayNot,
        "unauthorized_client",
        "code",
        "RFC 6749 section 4.1.2.1: the grants of a client are settings",
    ),
    row(
        Fault::MayNot,
        "unauthorized_client",
        "tokens",
        "RFC 6749 section 5.2: the grants of a client are settings",
    ),
    row(
        Fault::MayNot,
        "unauthorized_client",
        "invalid_request",
        "theirs finds that a public client shows no secret",
    ),
    row(
        Fault::Unproven,
        "invalid_client",
        "invalid_request",
        "RFC 6749 section 5.2: no client authentication is invalid_client",
    ),
    row(
        Fault::Unproven,
        "invalid_client",
        "tokens",
        "theirs sees no client but the token's in a refresh without a secret",
    ),
    row(
        Fault::OtherClient,
        "invalid_grant",
        "tokens",
        "RFC 6749 section 10.4: a refresh token is its client's, also a public one's",
    ),
    row(
        Fault::OtherClient,
        "invalid_grant",
        "invalid_client",
        "theirs wants to see the secret of the token's client",
    ),
    row(
        Fault::Unknown,
        "invalid_grant",
        "invalid_request",
        "RFC 6749 section 5.2: a code that is not good is invalid_grant",
    ),
    row(
        Fault::CodeUsed,
        "invalid_grant",
        "invalid_request",
        "RFC 6749 section 5.2: a code that is not good is invalid_grant",
    ),
    row(
        Fault::Old,
        "invalid_grant",
        "tokens",
        "FAPI 2.0 Security Profile section 5.3.2.1: a code lives 60 seconds; theirs 10 minutes",
    ),
    row(Fault::VerifierMissing, "invalid_grant", "invalid_request", "RFC 7636 section 4.6"),
    row(Fault::VerifierWrong, "invalid_grant", "invalid_request", "RFC 7636 section 4.6"),
    row(
        Fault::VerifierForm,
        "invalid_grant",
        "tokens",
        "RFC 7636 section 4.1: 43 characters at the least",
    ),
    row(
        Fault::VerifierUnasked,
        "invalid_grant",
        "tokens",
        "RFC 9700 section 4.8.2: else a challenge can be stripped off",
    ),
    row(
        Fault::UriOtherwise,
        "invalid_grant",
        "tokens",
        "RFC 6749 section 4.1.3: to the letter; theirs compares parsed URLs",
    ),
    row(Fault::UriNoUrl, "invalid_grant", "invalid_request", "it differs, whatever it is"),
    row(
        Fault::Ended,
        "invalid_grant",
        "tokens",
        "RFC 9700 sections 4.5.2 and 4.14.2: a replay ends all that was given",
    ),
    row(
        Fault::Ended,
        "invalid_token",
        "admitted",
        "RFC 6749 section 4.1.2: a replay ends all that was given",
    ),
    row(
        Fault::ScopeOfPeople,
        "tokens",
        "tokens",
        "a machine's token does not speak of people: fewer scopes",
    ),
    row(
        Fault::ScopeOfPeople,
        "invalid_scope",
        "tokens",
        "a machine's token does not speak of people",
    ),
    row(
        Fault::ScopeTooWide,
        "invalid_scope",
        SILENCE,
        "RFC 6749 section 5.2: theirs says nothing at all",
    ),
    row(
        Fault::ScopeMalformed,
        "invalid_scope",
        "invalid_request",
        "RFC 6749 section 5.2 has this word for it",
    ),
    row(
        Fault::Unknown,
        "invalid_token",
        "invalid_request",
        "RFC 6750 section 3.1: a token that is not good is invalid_token",
    ),
    row(
        Fault::Machine,
        "insufficient_scope",
        "admitted",
        "a machine's token has none of the scopes of people",
    ),
    row(Fault::Several, REFUSAL, REFUSAL, "each tells the fault that it looks for first"),
];

/// The line for what the two sides say; `None` when they agree.
///
/// # Errors
/// What differs and must not.
pub fn judge(
    faults: &BTreeSet<Fault>,
    ours: &Outcome,
    theirs: &Outcome,
) -> Result<Option<usize>, String> {
    if ours == theirs {
        return Ok(None);
    }
    if ours.accepts() && !theirs.accepts() {
        return Err("ours gives what theirs refuses".into());
    }
    match (ours, theirs) {
        (Outcome::Tokens(ours), Outcome::Tokens(theirs)) if !ours.is_subset(theirs) => {
            return Err("ours gives more scopes".into());
        }
        (
            Outcome::Code { to, state } | Outcome::Told { to, state, .. },
            Outcome::Code { to: there, state: said } | Outcome::Told { to: there, state: said, .. },
        ) if (to, state) != (there, said) => {
            return Err("the answers go to two places, or say two states".into());
        }
        _ => {}
    }
    let fits = |word: &str, outcome: &Outcome| {
        if word == REFUSAL { !outcome.accepts() } else { word == outcome.word() }
    };
    let line = DIFFERENCES.iter().position(|line| {
        faults.contains(&line.of) && fits(line.ours, ours) && fits(line.theirs, theirs)
    });
    line.map(Some).ok_or_else(|| "no line of the table allows it".into())
}

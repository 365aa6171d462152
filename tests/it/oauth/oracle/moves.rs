//! Random clients and random requests, each mostly right.

use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

/// What a client may have, of people and of an API.
pub const SCOPES: [&str; 5] = ["openid", "email", "profile", "demo/read", "demo/write"];

/// Where clients are answered. None is a loopback address: of those our machine is shown the one that
/// the client really has, whatever its port (RFC 8252 section 7.3).
pub const URIS: [&str; 3] =
    ["https://one.example/cb", "https://one.example/cb?way=2", "https://two.example/"];

/// The two clients of a case, and what is done.
#[derive(Debug, Clone)]
pub struct Case {
    pub clients: [Plan; 2],
    pub moves: Vec<Move>,
}

/// A client to be registered.
#[derive(Debug, Clone)]
pub struct Plan {
    pub kind: Kind,
    pub uris: usize,
    pub scopes: Vec<&'static str>,
    pub require_pkce: bool,
    pub consent: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Public,
    Confidential,
    Machine,
}

#[derive(Debug, Clone)]
pub enum Move {
    Authorize(Authorize),
    Redeem(Redeem),
    Refresh(Refresh),
    OwnToken(OwnToken),
    Resource(Which),
    Wait(Duration),
}

/// An authorization request.
#[derive(Debug, Clone)]
pub struct Authorize {
    pub client: Named,
    pub uri: Uri,
    pub response_type: Option<&'static str>,
    pub scope: Asking,
    pub state: bool,
    pub challenge: Challenge,
    pub twice: Option<&'static str>,
    pub denied: bool,
}

/// The tokens of a code.
#[derive(Debug, Clone)]
pub struct Redeem {
    pub code: Which,
    pub caller: Caller,
    pub uri: Again,
    pub verifier: Verifier,
    pub grant_type: Option<&'static str>,
    pub twice: Option<&'static str>,
}

/// New tokens for a refresh token.
#[derive(Debug, Clone)]
pub struct Refresh {
    pub token: Which,
    pub caller: Caller,
    pub scope: Asking,
    pub grant_type: Option<&'static str>,
    pub twice: Option<&'static str>,
}

/// A client's own token.
#[derive(Debug, Clone)]
pub struct OwnToken {
    pub client: usize,
    pub proof: Proof,
    pub scope: Asking,
    pub twice: Option<&'static str>,
}

/// The client in an authorization request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    One(usize),
    Stranger,
    Nobody,
}

#[derive(Debug, Clone, Copy)]
pub enum Uri {
    Registered(Index),
    Missing,
    Wrong(&'static str),
}

/// The scope that is asked for.
#[derive(Debug, Clone)]
pub enum Asking {
    Nothing,
    /// Some of those that the client may have, or has.
    Some(Vec<Index>),
    /// Any, of the client's or not.
    Any(Vec<&'static str>),
    Unknown,
    Malformed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Challenge {
    S256,
    Missing,
    Plain,
    WithoutMethod,
    MethodAlone,
    /// Of a verifier that is too short.
    OfShort,
    /// No SHA-256.
    Short,
}

/// One of those that there are.
#[derive(Debug, Clone, Copy)]
pub enum Which {
    Latest,
    Any(Index),
    MadeUp,
    Missing,
}

/// Who asks at the token endpoint.
#[derive(Debug, Clone, Copy)]
pub enum Caller {
    /// Whom it was given to.
    Own(Proof),
    Other(Proof),
}

/// What is shown of a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    Right,
    WrongSecret,
    /// The id alone, of a client that has a secret; a secret, of one that has none.
    OtherWay,
    Stranger,
    Nothing,
}

/// The redirect URI in a token request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    Same,
    Missing,
    /// The same place, written in another way.
    Otherwise,
    Wrong(&'static str),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verifier {
    Right,
    Missing,
    /// Another, or one where no challenge was.
    Another,
}

/// Any case.
pub fn cases() -> impl Strategy<Value = Case> {
    ([plan(), plan()], vec(a_move(), 1..24)).prop_map(|(clients, moves)| Case { clients, moves })
}

fn plan() -> impl Strategy<Value = Plan> {
    let kind = prop_oneof![4 => Just(Kind::Confidential), 4 => Just(Kind::Public), 2 => Just(Kind::Machine)];
    let scopes = subsequence(SCOPES.to_vec(), 1..=SCOPES.len());
    let consent = prop::bool::weighted(0.3);
    (kind, 1..=URIS.len(), scopes, any::<bool>(), consent).prop_map(
        |(kind, uris, scopes, require_pkce, consent)| Plan {
            kind,
            uris,
            scopes,
            require_pkce,
            consent,
        },
    )
}

fn a_move() -> impl Strategy<Value = Move> {
    let times = [90, 90, 90, 11 * 60, 61 * 60, 121 * 60];
    prop_oneof![
        6 => authorize().prop_map(Move::Authorize),
        5 => right_authorize().prop_map(Move::Authorize),
        8 => redeem().prop_map(Move::Redeem),
        5 => Just(Move::Redeem(RIGHT_REDEEM)),
        10 => refresh().prop_map(Move::Refresh),
        4 => own_token().prop_map(Move::OwnToken),
        5 => which().prop_map(Move::Resource),
        2 => select(times.to_vec()).prop_map(|seconds| Move::Wait(Duration::from_secs(seconds))),
    ]
}

fn right_authorize() -> impl Strategy<Value = Authorize> {
    let challenge = prop_oneof![Just(Challenge::S256), Just(Challenge::Missing)];
    (0..2_usize, any::<Index>(), any::<bool>(), challenge).prop_map(
        |(client, uri, state, challenge)| Authorize {
            client: Named::One(client),
            uri: Uri::Registered(uri),
            response_type: Some("code"),
            scope: Asking::Nothing,
            state,
            challenge,
            twice: None,
            denied: false,
        },
    )
}

fn authorize() -> impl Strategy<Value = Authorize> {
    let client = prop_oneof![20 => (0..2_usize).prop_map(Named::One), 1 => Just(Named::Stranger), 1 => Just(Named::Nobody)];
    let wrong = select(vec![
        "https://one.example/cb/",
        "https://one.example:443/cb",
        "HTTPS://one.example/cb",
        "https://one.example/cb?way=3",
        "https://evil.example/",
        "no URL",
    ]);
    let uri = prop_oneof![
        16 => any::<Index>().prop_map(Uri::Registered),
        2 => Just(Uri::Missing),
        1 => wrong.prop_map(Uri::Wrong),
    ];
    let types = [Some("token"), Some("id_token"), Some("none"), Some("Code"), None];
    let response_type = prop_oneof![14 => Just(Some("code")), 1 => select(types.to_vec())];
    let challenge = prop_oneof![
        12 => Just(Challenge::S256),
        4 => Just(Challenge::Missing),
        2 => select(vec![
            Challenge::Plain,
            Challenge::WithoutMethod,
            Challenge::Short,
        ]),
        1 => Just(Challenge::MethodAlone),
        1 => Just(Challenge::OfShort),
    ];
    let names = ["client_id", "redirect_uri", "response_type", "scope", "state", "code_challenge"];
    let denied = prop::bool::weighted(0.1);
    (client, uri, response_type, asking(), any::<bool>(), challenge, twice(&names), denied)
        .prop_map(|(client, uri, response_type, scope, state, challenge, twice, denied)| {
            Authorize { client, uri, response_type, scope, state, challenge, twice, denied }
        })
}

const RIGHT_REDEEM: Redeem = Redeem {
    code: Which::Latest,
    caller: Caller::Own(Proof::Right),
    uri: Again::Same,
    verifier: Verifier::Right,
    grant_type: Some("authorization_code"),
    twice: None,
};

fn redeem() -> impl Strategy<Value = Redeem> {
    let wrong = select(vec!["https://one.example/other", "https://evil.example/", "no URL"]);
    let uri = prop_oneof![
        12 => Just(Again::Same),
        2 => Just(Again::Missing),
        1 => Just(Again::Otherwise),
        2 => wrong.prop_map(Again::Wrong),
    ];
    let verifier = prop_oneof![
        12 => Just(Verifier::Right),
        1 => Just(Verifier::Missing),
        2 => Just(Verifier::Another),
    ];
    let names = ["code", "redirect_uri", "code_verifier", "grant_type", "extra"];
    (which(), caller(), uri, verifier, grant_type("authorization_code"), twice(&names)).prop_map(
        |(code, caller, uri, verifier, grant_type, twice)| Redeem {
            code,
            caller,
            uri,
            verifier,
            grant_type,
            twice,
        },
    )
}

fn refresh() -> impl Strategy<Value = Refresh> {
    let names = ["refresh_token", "scope", "grant_type", "extra"];
    (which(), caller(), asking(), grant_type("refresh_token"), twice(&names)).prop_map(
        |(token, caller, scope, grant_type, twice)| Refresh {
            token,
            caller,
            scope,
            grant_type,
            twice,
        },
    )
}

fn own_token() -> impl Strategy<Value = OwnToken> {
    (0..2_usize, proof(), asking(), twice(&["scope", "extra"]))
        .prop_map(|(client, proof, scope, twice)| OwnToken { client, proof, scope, twice })
}

fn asking() -> impl Strategy<Value = Asking> {
    prop_oneof![
        4 => Just(Asking::Nothing),
        8 => vec(any::<Index>(), 1..4).prop_map(Asking::Some),
        2 => subsequence(SCOPES.to_vec(), 1..=3).prop_map(Asking::Any),
        1 => Just(Asking::Unknown),
        1 => Just(Asking::Malformed),
    ]
}

fn which() -> impl Strategy<Value = Which> {
    prop_oneof![
        8 => Just(Which::Latest),
        6 => any::<Index>().prop_map(Which::Any),
        1 => Just(Which::MadeUp),
        1 => Just(Which::Missing),
    ]
}

fn caller() -> impl Strategy<Value = Caller> {
    prop_oneof![4 => proof().prop_map(Caller::Own), 1 => proof().prop_map(Caller::Other)]
}

fn proof() -> impl Strategy<Value = Proof> {
    let wrong = [Proof::WrongSecret, Proof::OtherWay, Proof::Stranger, Proof::Nothing];
    prop_oneof![8 => Just(Proof::Right), 1 => select(wrong.to_vec())]
}

fn grant_type(right: &'static str) -> impl Strategy<Value = Option<&'static str>> {
    let wrong = [Some("password"), Some("authorization_code"), Some("refresh_token"), None];
    prop_oneof![14 => Just(Some(right)), 1 => select(wrong.to_vec())]
}

fn twice(names: &[&'static str]) -> impl Strategy<Value = Option<&'static str>> + use<> {
    prop_oneof![16 => Just(None), 1 => select(names.to_vec()).prop_map(Some)]
}

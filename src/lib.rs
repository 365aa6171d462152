//! Gatehouse: a self-hosted OAuth 2.0 and OpenID Connect authorization server with hosted pages.
//!
//! This page is the map of the house. A value enters as text, becomes a [`model`] type at the edge,
//! is decided on in [`domain`], is kept by [`store`], and leaves through a view in [`http`]. Nothing
//! below calls up.
//!
//! ```text
//! surfaces                 verbs        nouns and mechanisms
//! http/  jobs/  cli/   →   domain/  →   store/  crypto/  messaging/   →   model/
//!                             ↑ context: one request (app + fixed now + id)     app builds everything once
//! ```
//!
//! # Rooms
//!
//! | room | what it holds | may use |
//! |---|---|---|
//! | [`model`] | nouns: ids, scopes, redirect URIs, pools, clients, users, grants; no I/O | nothing |
//! | [`words`] | every word that a person reads, in Fluent files | nothing |
//! | [`config`] | what an operator can set: file, environment, checks | `model` |
//! | [`telemetry`] | logs, the names of metrics, stopwatches | `config` |
//! | [`crypto`] | keys, tokens, password hashes, digests, sealing; keys and JWTs of strangers; threads for slow work | `model`, `telemetry` |
//! | [`store`] | the only room that names a table; one SQL text for SQLite and PostgreSQL | `model`, `config`, `crypto::digest`, `telemetry` |
//! | [`messaging`] | messages to people: rendered, sent by SMTP or as SMS, or kept in the outbox | `model`, `config`, `words`, `outbound`, `crypto::digest` |
//! | [`outbound`] | requests to other servers, within bounds: time, size, and where they may go | `model`, `config`, `telemetry` |
//! | [`app`] | everything that lives as long as the process, built once | all of the above |
//! | [`context`] | one request or job: the app, one fixed `now`, a request id | `app`, `model`, `store`, `crypto` |
//! | [`domain`] | verbs: sign up, confirm, sign in, set up factors, recover, care for an account, consent, grant, refresh, revoke, register, sign out, administer | all of the above |
//! | [`http`] | surfaces: OAuth endpoints, hosted pages, health; in development the outbox, the gallery and the samples | `app`, `context`, `model`, `domain`, `words`, `telemetry` |
//! | [`jobs`] | what is done behind requests: mail, rotation, housekeeping | `app`, `context`, `model`, `domain`, `messaging`, `telemetry` |
//! | [`cli`] | one file a command | `app`, `config`, `context`, `domain`, `http`, `jobs`, `model`, `store::migrate`, `telemetry` |
//!
//! `tests/tidy.rs` keeps this table true.
//!
//! # Invariants
//!
//! 1. Only `store` names a table; only `http` names a status code.
//! 2. No clock, randomness, environment or HTTP client is read or made outside the places that
//!    `clippy.toml` names; `now` is one per request.
//! 3. No mail, password hash or HTTP call happens while a write transaction is open. A write is a
//!    function that may run more than once ([`store::Db::write`]).
//! 4. Mail, and word of a sign-out, is a row in `jobs`, written in the transaction of its cause: none
//!    for what was rolled back, none lost of what was committed.
//! 5. Secrets never stand in a log or in `Debug`. Tokens, codes and session ids are kept as digests;
//!    what must be read back is sealed with the master key ([`crypto::seal`]).
//! 6. Single use is one statement: an `UPDATE` that names the state it expects, and then its row
//!    count. So it holds on two nodes as on one.
//! 7. The issuer, links in mails and redirect targets come from configuration and the pool, never
//!    from a request header. The caller's address is that of the connection, or what a proxy says
//!    that the configuration names.
//! 8. Everything of one pool is found only with that pool's id in the query.
//! 9. The protocol machines of `oxide_auth` decide each authorization, code, refresh,
//!    client-credentials and bearer request ([`domain::oauth::flow`]); our code may refuse earlier,
//!    never accept later.
//!
//! # Three walks
//!
//! **A person signs in.** `http/oauth/authorize.rs` reads the query, [`domain::oauth::authorize`]
//! checks it rule by rule and finds that nobody is signed in: the browser goes to the sign-in page
//! with the same query. `http/pages/login.rs` posts name and password to [`domain::sign_in`], which
//! counts the try, verifies the hash on a thread of its own ([`crypto::password`]) and keeps a
//! session. The same answer carries the browser on to the client with a code.
//!
//! Where the pool or the person wants more than a password, the answer leads to `/login/step`: the
//! sign-in is a row, and [`domain::sign_in::machine`], a pure function, is asked before each page and
//! after each answer what is next.
//!
//! Whoever comes from elsewhere leaves by `http/pages/login_with.rs` and is back at
//! `http/pages/idp_response.rs`: [`domain::federation::requests`] takes back only the browser that it
//! has sent, once, an adapter finds out who it is, and [`domain::federation::arrive`] lets them in,
//! once they have proved the account that has their address, where one has.
//!
//! A request that needs more than that goes from page to page with its query, and each page asks
//! [`domain::oauth::interaction`] what is next; what was done already stands in the query, sealed to
//! the session. What a request says may stand elsewhere, pushed before or signed
//! ([`domain::oauth::request`]), and its answer may travel in a form or as a JWT
//! ([`domain::oauth::reply`]).
//!
//! **A client gets tokens.** `http/oauth/token.rs` verifies the client
//! ([`domain::oauth::client_auth`]), looks its grant up in one table ([`domain::oauth::grants`]),
//! lets the machine decide, writes in one transaction what the grant changes, and signs
//! ([`domain::oauth::tokens`]). A client's own token touches no database: pool, keys and client are
//! cached until the epoch in the database moves ([`app::Caches`]).
//!
//! **A mail goes out.** [`domain::sign_up`] writes the user, the code's digest and a job in one
//! transaction. [`jobs`] claims the job, renders the message and sends it; a failure puts it off,
//! and a worker that dies loses its claim after a while.

pub mod app;
pub mod cli;
pub mod config;
pub mod context;
pub mod crypto;
pub mod domain;
pub mod http;
pub mod jobs;
pub mod messaging;
pub mod model;
pub mod outbound;
pub mod store;
pub mod telemetry;
pub mod words;

//! The OAuth and OpenID Connect endpoints, a file a standard.
#![expect(clippy::expect_used, reason = "a test says what it expected")]

mod bad_input;
mod openid_discovery;
mod openid_userinfo;
mod pools_apart;
mod rfc6749_authorize;
mod rfc6749_client_credentials;
mod rfc6749_code;
mod rfc6749_implicit;
mod rfc6749_refresh;
mod rfc7009_revocation;
mod rfc7662_introspection;
mod rfc8628_device;
mod two_nodes;

//! The OAuth and OpenID Connect endpoints, a file a standard.
#![expect(clippy::expect_used, reason = "a test says what it expected")]

mod back_channel_logout;
mod bad_input;
mod discovery_truth;
mod fapi2;
mod front_channel_logout;
mod openid_discovery;
mod openid_interaction;
mod openid_responses;
mod openid_userinfo;
mod pools_apart;
mod rfc6749_authorize;
mod rfc6749_client_credentials;
mod rfc6749_code;
mod rfc6749_implicit;
mod rfc6749_refresh;
mod rfc7009_revocation;
mod rfc7523_client_assertions;
mod rfc7591_registration;
mod rfc7592_management;
mod rfc7662_introspection;
mod rfc8628_device;
mod rfc9101_request_objects;
mod rfc9126_pushed_requests;
mod rfc9449_dpop;
mod rfc9449_dpop_userinfo;
mod rfc9701_signed_introspection;
mod rp_initiated_logout;
mod session_management;
mod two_nodes;

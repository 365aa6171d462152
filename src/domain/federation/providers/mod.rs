//! The identity providers, a page each.

pub(super) mod amazon;
pub(super) mod apple;
pub(super) mod facebook;
pub(super) mod github;
pub(super) mod google;
pub(super) mod microsoft;
pub(super) mod oidc;

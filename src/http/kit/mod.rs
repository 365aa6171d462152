//! What the surfaces share: extractors, responses, headers.

pub mod bearer;
pub mod client_address;
pub mod client_auth;
pub mod csrf;
pub mod device;
pub mod dpop;
pub mod entrance;
pub mod error;
pub mod exchange;
pub mod floor;
pub mod form;
pub mod headers;
pub mod locale;
pub mod page;
pub mod params;
pub mod pool;
pub mod session;

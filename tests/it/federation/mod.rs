//! People who come from identity providers.

mod adapters;
mod lies;

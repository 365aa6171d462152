//! People who come from identity providers.

mod adapters;
mod arrive;
mod lies;
mod linking;
mod people;
mod requests;
mod sessions;
mod ways;

//! People who come from identity providers.

mod adapters;
mod arrive;
mod lies;
mod linking;
mod notices;
mod people;
mod pretend;
mod requests;
mod sessions;
mod ways;

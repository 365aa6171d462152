//! What several commands take: ids, a pool, a page of a list, a life, `name=value`, a consent.

use clap::Args;

use super::Failure;
use crate::{
    domain::admin::LONGEST_PAGE,
    model::{ClientId, Invalid, PoolId, client_id::check_document_url},
};

/// The units of a life, in seconds.
const UNITS: [(char, u64); 4] = [('s', 1), ('m', 60), ('h', 3600), ('d', 24 * 3600)];

/// The pool in which something is done.
#[derive(Debug, Args)]
pub(super) struct InPool {
    /// The pool's id
    #[arg(long = "pool", value_name = "ID", value_parser = pool_id)]
    pub(super) pool: PoolId,
}

/// How much of a list is shown.
#[derive(Debug, Args)]
pub(super) struct Page {
    /// How many are listed at most, up to 1000
    #[arg(long, value_name = "N", default_value_t = 100,
        value_parser = clap::value_parser!(u32).range(1..=i64::from(LONGEST_PAGE)))]
    pub(super) limit: u32,
}

/// The word of an operator who knows that what is lost stays lost.
#[derive(Debug, Args)]
pub(super) struct Consent {
    /// Yes, remove it for good
    #[arg(long)]
    yes: bool,
}

impl Consent {
    /// Whether it was given; `lost` says what goes.
    pub(super) fn check(&self, lost: &str) -> Result<(), Failure> {
        if self.yes {
            return Ok(());
        }
        Err(Failure::because(format!("this removes {lost} for good: say --yes if it is meant")))
    }
}

/// Reads a pool's id.
pub(super) fn pool_id(text: &str) -> Result<PoolId, Invalid> {
    text.parse().map_err(|_| Invalid::because("a pool's id has the form of eu-central-1_Ab3dE6gH9"))
}

/// A client's id as the world sees it; which client it is depends on the pool.
#[derive(Debug, Clone)]
pub(super) struct ClientName(String);

impl ClientName {
    /// The client of that id at that pool.
    pub(super) fn at(&self, pool: &PoolId) -> Result<ClientId, Failure> {
        ClientId::at(pool, &self.0).map_err(|invalid| Failure::because(invalid.0))
    }
}

/// Reads a client's id.
pub(super) fn client_id(text: &str) -> Result<ClientName, Invalid> {
    if text.parse::<ClientId>().is_err() && check_document_url(text).is_err() {
        return Err(Invalid::because(
            "a client's id has 26 lower-case letters and digits, or is the URL of its document",
        ));
    }
    Ok(ClientName(text.to_owned()))
}

/// Reads a life such as `15m` in seconds.
pub(super) fn seconds(text: &str) -> Result<u64, Invalid> {
    let life = || {
        let unit = text.chars().next_back()?;
        let (_, seconds) = UNITS.into_iter().find(|(name, _)| *name == unit)?;
        let number: u64 = text.strip_suffix(unit)?.parse().ok()?;
        number.checked_mul(seconds)
    };
    life().ok_or_else(|| Invalid::because("a life is a number and a unit: 900s, 15m, 1h or 30d"))
}

/// Reads `name=value`; only the name must not be empty.
pub(super) fn pair(text: &str) -> Result<(String, String), Invalid> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err(Invalid::because("it has the form of name=value")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_life_has_one_unit() {
        for (text, expected) in [("900s", 900), ("15m", 900), ("1h", 3600), ("30d", 2_592_000)] {
            assert_eq!(seconds(text), Ok(expected), "{text}");
        }
        for bad in ["", "m", "15", "1.5h", "-1h", "1h30m", "99999999999999999999d", "1é"] {
            assert!(seconds(bad).is_err(), "{bad}");
        }
        assert!(seconds(&format!("{}d", u64::MAX)).is_err());
    }

    #[test]
    fn a_client_is_named_by_its_id_or_its_url() {
        let pool = pool_id("eu-central-1_Ab3dE6gH9").expect("an id");
        for good in ["1example23456789abcdefghij", "https://app.example/client.json"] {
            let id = client_id(good).expect(good).at(&pool).expect(good);
            assert_eq!((id.as_str(), id.is_document()), (good, good.starts_with("https")));
        }
        for bad in ["", "nonsense", "https://app.example/", "https://app.example/c#a_Ab3dE6gH9"] {
            assert!(
                client_id(bad)
                    .and_then(|name| name.at(&pool).map_err(|_| Invalid::because("")))
                    .is_err(),
                "{bad}"
            );
        }
    }

    #[test]
    fn only_the_first_equals_sign_divides() {
        assert_eq!(pair("a=b=c"), Ok(("a".to_owned(), "b=c".to_owned())));
        assert_eq!(pair("a="), Ok(("a".to_owned(), String::new())));
        assert!(pair("=b").is_err() && pair("a").is_err());
    }
}

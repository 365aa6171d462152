//! Pictures put up by the operator for the pages of a pool, and what may be shown where.

mod kind;
mod svg;

use super::{Change, pool_of};
use crate::context::Context;
use crate::crypto::digest;
use crate::domain::audit::Event;
use crate::domain::error::Result;
use crate::model::branding::{Branding, PictureId};
use crate::model::{Instant, Invalid, PoolId};
use crate::store::{self, Tx};

/// The largest picture, in bytes: a backdrop.
pub const LARGEST: usize = 1024 * 1024;

/// The largest logo or icon, in bytes.
const LARGEST_LOGO: usize = 256 * 1024;

/// Puts a picture up. It may then be named in the settings of the pool and its clients; what nobody
/// names is removed after a day.
///
/// # Errors
/// `NotFound` when there is no such pool, `Invalid` for what is too large or no picture.
pub async fn put(cx: &Context, pool: &PoolId, content: Vec<u8>) -> Result<PictureId> {
    if content.len() > LARGEST {
        return Err(Invalid::because("a picture has at most 1 MiB").into());
    }
    let id = PictureId::of(&digest::sha256(&content), kind::of(&content)?);
    let addition = Addition { pool: pool.clone(), id: id.clone(), content, now: cx.now() };
    let change = Change::new(cx, pool, Event::PictureAdded, &id.to_string(), addition)?;
    cx.write(change, |tx, change| Box::pin(write_addition(tx, change))).await?;
    Ok(id)
}

struct Addition {
    pool: PoolId,
    id: PictureId,
    content: Vec<u8>,
    now: Instant,
}

async fn write_addition(tx: &mut Tx, change: &Change<Addition>) -> Result<()> {
    let Addition { pool, id, content, now } = &change.what;
    pool_of(tx, pool).await?;
    store::pictures::put(tx, pool, id, content, *now).await?;
    store::audit::insert(tx, &change.event).await?;
    Ok(())
}

/// Takes into use what a look shows: each picture is one of the pool's and small enough for its place.
///
/// # Errors
/// `Invalid` says which is not.
pub(super) async fn take(
    tx: &mut Tx,
    pool: &PoolId,
    branding: &Branding,
    now: Instant,
) -> Result<()> {
    let places = [
        ("logo", &branding.logo, LARGEST_LOGO),
        ("logo_dark", &branding.logo_dark, LARGEST_LOGO),
        ("favicon", &branding.favicon, LARGEST_LOGO),
        ("backdrop", &branding.backdrop, LARGEST),
    ];
    for (place, id, most) in places {
        let Some(id) = id else { continue };
        let Some(length) = store::pictures::renew(tx, pool, id, now).await? else {
            let hint = format!("{place}: the pool has no picture {id}, put it up first");
            return Err(Invalid::because(hint).into());
        };
        if usize::try_from(length).is_ok_and(|length| length > most) {
            let hint = format!("{place}: a picture there has at most {} KiB", most / 1024);
            return Err(Invalid::because(hint).into());
        }
    }
    Ok(())
}

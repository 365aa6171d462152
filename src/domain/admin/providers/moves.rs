//! A provider that is somewhere else afterwards: its people stay its people, and what proves us to it
//! goes nowhere else.

use super::ProviderChange;
use crate::domain::error::Result;
use crate::model::Invalid;
use crate::model::provider::{Details, Provider};
use crate::store::{self, Tx};

/// Part of a write: nobody else goes by the ids of those who have connected their accounts, and the
/// secret that is kept is sent to nobody for whom it was not given.
///
/// # Errors
/// `Invalid`, with the key in whose place there cannot be another.
pub(super) async fn check(
    tx: &mut Tx,
    present: &Provider,
    details: &Details,
    wanted: &ProviderChange,
) -> Result<()> {
    let Provider { pool_id, id, kind, name, .. } = present;
    let moved = present.details.other_people(*kind, details).filter(|_| !wanted.same_people);
    if let Some(key) = moved
        && store::identities::any_at(tx, pool_id, id).await?
    {
        return Err(Invalid::because(format!(
            "with another {key} others may go by the ids of those who have connected their accounts \
             with {name}: say that they are the same people where they are, or delete it first"
        ))
        .into());
    }
    let is_kept = present.sealed.is_some() && wanted.secret.is_none();
    match present.details.other_place(details).filter(|_| is_kept) {
        None => Ok(()),
        Some(key) => Err(Invalid::because(format!(
            "with another {key} the secret would go where it was not meant for: give it anew"
        ))
        .into()),
    }
}

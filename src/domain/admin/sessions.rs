//! Sessions seen by the operator.

use super::{LONGEST_PAGE, users};
use crate::context::Context;
use crate::domain::error::Result;
use crate::model::PoolId;
use crate::model::session::Seen;
use crate::store;

/// A user's sessions that have not ended, the last used first, `limit` at most.
///
/// # Errors
/// `NotFound`.
pub async fn list(cx: &Context, pool: &PoolId, who: &str, limit: u32) -> Result<Vec<Seen>> {
    let user = users::show(cx, pool, who).await?;
    let (mut tx, limit) = (cx.read().await?, limit.min(LONGEST_PAGE));
    Ok(store::sessions::of_user(&mut tx, pool, &user.id, cx.now(), limit).await?)
}

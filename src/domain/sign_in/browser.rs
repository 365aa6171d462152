//! The step that asks whether the browser is to be remembered.

use super::Step;
use super::machine::Next;
use super::under_way::{UnderWay, again};
use crate::context::Context;
use crate::domain::configuration::PoolView;
use crate::domain::error::Result;

/// The person wants this browser to be remembered.
///
/// # Errors
/// [`SignInExpired`](crate::domain::Refusal::SignInExpired) when it is too late.
pub async fn remember_browser(cx: &Context, pool: &PoolView, under_way: UnderWay) -> Result<Step> {
    again(cx, pool, said(under_way, true)).await
}

/// The person does not want that.
///
/// # Errors
/// As [`remember_browser`].
pub async fn forget_browser(cx: &Context, pool: &PoolView, under_way: UnderWay) -> Result<Step> {
    again(cx, pool, said(under_way, false)).await
}

fn said(mut under_way: UnderWay, remember: bool) -> UnderWay {
    if under_way.next() == Next::AskToRemember {
        under_way.sign_in.progress.remember = Some(remember);
    }
    under_way
}

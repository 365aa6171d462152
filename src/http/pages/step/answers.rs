//! What the forms of the steps say: one row an answer.
//!
//! Each is carried out in a future of its own on the heap: together they would not fit on a stack.

use std::pin::Pin;

use super::{account, passkey, recovery, remember, totp};
use crate::domain::sign_in::{self, Step, UnderWay, Way};
use crate::domain::{Error, Result};
use crate::http::kit::form::PageForm;
use crate::http::kit::page::Visit;
use crate::model::Medium;
use crate::model::password::Password;

/// A form that was sent, and the sign-in that it belongs to.
pub(super) struct Sent<'s> {
    pub(super) visit: &'s Visit,
    pub(super) way: &'s Way<'s>,
    pub(super) under_way: UnderWay,
    pub(super) form: &'s PageForm,
}

impl<'s> Sent<'s> {
    /// What was typed into a field.
    fn field(&self, name: &str) -> &'s str {
        self.form.get(name).unwrap_or_default()
    }
}

type Taking<'s> = Pin<Box<dyn Future<Output = Result<Step, Error>> + Send + 's>>;

type Answer = for<'s> fn(Sent<'s>) -> Taking<'s>;

const ANSWERS: [(&str, Answer); 14] = [
    ("password", password),
    ("totp", totp_code),
    ("email", mailed_code),
    ("sms", texted_code),
    ("passkey", a_passkey),
    ("enrol_passkey", new_passkey),
    ("enrol_totp", new_totp),
    ("recovery_code", recovery_code),
    ("keep_codes", keep_codes),
    ("remember", remember_browser),
    ("new_password", new_password),
    ("details", details),
    ("terms", terms),
    ("choose", choose),
];

/// Does what the form says, if it is what was asked for.
pub(super) fn take(sent: Sent<'_>) -> Taking<'_> {
    let said = sent.field("answer");
    let answer = ANSWERS.iter().find(|(name, _)| *name == said);
    answer.map_or(again as Answer, |(_, answer)| *answer)(sent)
}

fn again(sent: Sent<'_>) -> Taking<'_> {
    Box::pin(async move { sign_in::again(&sent.visit.cx, &sent.visit.pool, sent.under_way).await })
}

fn password(sent: Sent<'_>) -> Taking<'_> {
    let typed = Password::new(sent.field("password"));
    Box::pin(async move {
        sign_in::password_again(&sent.visit.cx, sent.way, sent.under_way, typed).await
    })
}

fn totp_code(sent: Sent<'_>) -> Taking<'_> {
    let code = sent.field("code");
    Box::pin(
        async move { sign_in::totp::prove(&sent.visit.cx, sent.way, sent.under_way, code).await },
    )
}

fn mailed_code(sent: Sent<'_>) -> Taking<'_> {
    sent_code(sent, Medium::Email)
}

fn texted_code(sent: Sent<'_>) -> Taking<'_> {
    sent_code(sent, Medium::PhoneNumber)
}

fn sent_code(sent: Sent<'_>, medium: Medium) -> Taking<'_> {
    let code = sent.field("code");
    Box::pin(async move {
        sign_in::sent_code::prove(&sent.visit.cx, sent.way, sent.under_way, medium, code).await
    })
}

fn a_passkey(sent: Sent<'_>) -> Taking<'_> {
    Box::pin(async move { passkey::prove(sent.visit, sent.way, sent.under_way, sent.form).await })
}

fn new_passkey(sent: Sent<'_>) -> Taking<'_> {
    Box::pin(async move { passkey::enrol(sent.visit, sent.way, sent.under_way, sent.form).await })
}

fn new_totp(sent: Sent<'_>) -> Taking<'_> {
    Box::pin(async move { totp::enrol(sent.visit, sent.way, sent.under_way, sent.form).await })
}

fn recovery_code(sent: Sent<'_>) -> Taking<'_> {
    let code = sent.field("code");
    Box::pin(async move {
        sign_in::recovery_codes::prove(&sent.visit.cx, sent.way, sent.under_way, code).await
    })
}

fn keep_codes(sent: Sent<'_>) -> Taking<'_> {
    Box::pin(async move {
        sign_in::recovery_codes::keep(&sent.visit.cx, &sent.visit.pool, sent.under_way).await
    })
}

fn remember_browser(sent: Sent<'_>) -> Taking<'_> {
    let said = sent.field("remember");
    Box::pin(async move { remember::take(sent.visit, sent.under_way, said).await })
}

fn new_password(sent: Sent<'_>) -> Taking<'_> {
    Box::pin(async move {
        account::choose_password(sent.visit, sent.way, sent.under_way, sent.form).await
    })
}

fn details(sent: Sent<'_>) -> Taking<'_> {
    Box::pin(async move { account::fill_in(sent.visit, sent.way, sent.under_way, sent.form).await })
}

fn terms(sent: Sent<'_>) -> Taking<'_> {
    Box::pin(async move { account::agree(sent.visit, sent.way, sent.under_way, sent.form).await })
}

fn choose(sent: Sent<'_>) -> Taking<'_> {
    let factor = sent.field("factor");
    Box::pin(async move { recovery::choose(sent.visit, sent.under_way, factor).await })
}

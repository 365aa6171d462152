//! Messages on their way out: rendered, handed to the mail server, or kept where a developer reads them.

use std::sync::Arc;
use std::time::Duration;

use super::configuration::{self, PoolView};
use super::error::{Error, Result};
use super::jobs::Job;
use crate::context::Context;
use crate::messaging::{self, Channel, Delivery, MailError, Message, Rendered, SmsError, Text};
use crate::model::messages::MessagePolicy;
use crate::model::{Instant, Mailbox};
use crate::store::{self, Tx};

pub use crate::store::outbox::Kept;

/// The kind of the jobs whose payload is a [`Message`].
pub const MESSAGE: &str = "message";

/// How long one delivery may take; its worker renews the claim meanwhile.
const DELIVERY_LIMIT: Duration = Duration::from_secs(90);

/// How many kept messages are shown at most.
const MOST_SHOWN: u32 = 200;

/// Why a message was not delivered; the words name neither address nor code.
#[derive(Debug)]
pub enum Undelivered {
    /// A later attempt may do better.
    ForNow(String),
    /// No later attempt will.
    ForGood(String),
}

impl From<Error> for Undelivered {
    fn from(error: Error) -> Self {
        Self::ForNow(error.to_string())
    }
}

impl From<MailError> for Undelivered {
    fn from(error: MailError) -> Self {
        match error {
            MailError::Permanent(_) => Self::ForGood(error.to_string()),
            MailError::Transient(_) => Self::ForNow(error.to_string()),
        }
    }
}

impl From<SmsError> for Undelivered {
    fn from(error: SmsError) -> Self {
        match error {
            SmsError::Permanent(_) => Self::ForGood(error.to_string()),
            SmsError::Transient(_) => Self::ForNow(error.to_string()),
        }
    }
}

/// Delivers the message of a job and removes the job. A message goes out at least once, a mail always
/// with the same Message-ID; to the outbox exactly once.
///
/// # Errors
/// Whether another attempt can help, and why this one failed.
pub async fn deliver(cx: &Context, job: &Job) -> Result<(), Undelivered> {
    let message: Message = serde_json::from_str(&job.payload)
        .map_err(|_| Undelivered::ForGood("the payload is no message".to_owned()))?;
    let pool = pool_of(cx, &message).await?;
    let ours = MessagePolicy::default();
    let policy = pool.as_ref().map_or(&ours, |pool| &pool.pool.settings.messages);
    let rendered = messaging::render(&message, policy)
        .map_err(|fault| Undelivered::ForGood(format!("the message does not render: {fault}")))?;
    let delivery = tokio::time::timeout(DELIVERY_LIMIT, carry(cx, job, &message, &rendered)).await;
    let kept = match delivery.map_err(|_| Undelivered::ForNow("it took too long".to_owned()))?? {
        Delivery::Sent => None,
        Delivery::Kept => Some(kept(cx, job, &message, rendered)),
    };
    let done = Done { job: job.id.clone(), kept };
    Ok(cx.write(done, |tx, done| Box::pin(write_done(tx, done))).await?)
}

/// The pool in whose words a message speaks, as it is by now; in ours, where that is gone.
async fn pool_of(cx: &Context, message: &Message) -> Result<Option<Arc<PoolView>>> {
    match &message.recipient().pool_id {
        Some(id) => configuration::pool(cx, id).await,
        None => Ok(None),
    }
}

async fn carry(
    cx: &Context,
    job: &Job,
    message: &Message,
    rendered: &Rendered,
) -> Result<Delivery, Undelivered> {
    let to = &message.recipient().to;
    match message.recipient().channel {
        Channel::Email => Ok(cx.app.mailer.deliver(&job.id, to, rendered).await?),
        Channel::Sms => {
            Ok(cx.app.texter.deliver(&Text { to, text: &rendered.text, at: cx.now() }).await?)
        }
    }
}

struct Done {
    job: String,
    kept: Option<Kept>,
}

async fn write_done(tx: &mut Tx, done: &Done) -> Result<()> {
    if let Some(kept) = &done.kept {
        store::outbox::insert(tx, kept).await?;
    }
    Ok(store::jobs::delete(tx, &done.job).await?)
}

fn kept(cx: &Context, job: &Job, message: &Message, rendered: Rendered) -> Kept {
    let recipient = message.recipient();
    let text = |mailbox: Option<Mailbox>| mailbox.map(|mailbox| mailbox.to_string());
    let own = match recipient.channel {
        Channel::Email => cx.app.config.mail.from.clone(),
        Channel::Sms => String::new(),
    };
    Kept {
        id: job.id.clone(),
        channel: recipient.channel.as_str().to_owned(),
        from: text(rendered.from).unwrap_or(own),
        reply_to: text(rendered.reply_to).unwrap_or_default(),
        to: recipient.to.clone(),
        subject: rendered.subject,
        text: rendered.text,
        html: rendered.html,
        codes: rendered.codes,
        links: rendered.links,
        sent_at: cx.now(),
    }
}

/// The newest kept messages, newest first; only those to `to` when it is given.
///
/// # Errors
/// When the database does not answer.
pub async fn list(cx: &Context, to: Option<&str>) -> Result<Vec<Kept>> {
    Ok(store::outbox::list(&mut cx.read().await?, to, MOST_SHOWN).await?)
}

/// How long ago the oldest message that still waits was asked for; zero when none waits.
///
/// # Errors
/// When the database does not answer.
pub async fn age(cx: &Context) -> Result<Duration> {
    let (_, oldest): (_, Option<Instant>) = store::jobs::waiting(&mut cx.read().await?).await?;
    Ok(oldest.map_or(Duration::ZERO, |oldest| cx.now().since(oldest)))
}

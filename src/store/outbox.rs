//! Messages kept instead of sent, for development.

use sqlx::FromRow;

use super::db::on_db;
use super::{Result, Tx, from_json, to_json};
use crate::model::Instant;

/// A message that would have gone out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The id of the job that sent it.
    pub id: String,
    /// `email` or `sms`.
    pub channel: String,
    /// Whom it would have come from, where it is a mail.
    pub from: String,
    /// Whom answers would have gone to, where that is somebody else.
    pub reply_to: String,
    /// Where it would have gone.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// Its HTML.
    pub html: String,
    /// The one-time codes in it.
    pub codes: Vec<String>,
    /// The links in it.
    pub links: Vec<String>,
    /// When it was sent.
    pub sent_at: Instant,
}

#[derive(FromRow)]
struct Row {
    id: String,
    channel: String,
    sender: String,
    reply_to: String,
    recipient: String,
    subject: String,
    body_text: String,
    body_html: String,
    codes: String,
    links: String,
    sent_at: i64,
}

/// Keeps a message; a second delivery of the same job changes nothing.
pub async fn insert(tx: &mut Tx, message: &Kept) -> Result<()> {
    let (codes, links) = (to_json(&message.codes)?, to_json(&message.links)?);
    on_db!(tx, |c| {
        sqlx::query(
        "INSERT INTO outbox (id, channel, recipient, subject, body_text, body_html, codes, links, sent_at,
            sender, reply_to)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO NOTHING"
    )
    .bind(&message.id)
    .bind(&message.channel)
    .bind(&message.to)
    .bind(&message.subject)
    .bind(&message.text)
    .bind(&message.html)
    .bind(codes)
    .bind(links)
    .bind(message.sent_at.millis())
    .bind(&message.from)
    .bind(&message.reply_to)
    .execute(c)
    .await
    .map(drop)
    })?;
    Ok(())
}

/// The newest messages, `limit` at most; only those to `to` when it is given.
pub async fn list(tx: &mut Tx, to: Option<&str>, limit: u32) -> Result<Vec<Kept>> {
    let rows: Vec<Row> = on_db!(tx, |c| {
        sqlx::query_as(
        "SELECT id, channel, sender, reply_to, recipient, subject, body_text, body_html, codes, links, sent_at
         FROM outbox
         WHERE $1 = '' OR lower(recipient) = $1 ORDER BY sent_at DESC, id DESC LIMIT $2"
    )
    .bind(to.unwrap_or("").to_lowercase())
    .bind(i64::from(limit))
    .fetch_all(c)
    .await
    })?;
    rows.into_iter()
        .map(|row| {
            Ok(Kept {
                id: row.id,
                channel: row.channel,
                from: row.sender,
                reply_to: row.reply_to,
                to: row.recipient,
                subject: row.subject,
                text: row.body_text,
                html: row.body_html,
                codes: from_json("outbox.codes", &row.codes)?,
                links: from_json("outbox.links", &row.links)?,
                sent_at: Instant::from_millis(row.sent_at),
            })
        })
        .collect()
}

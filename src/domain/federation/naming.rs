//! What people who come from a provider are called here.

use crate::crypto::digest;
use crate::model::provider::Provider;
use crate::model::{UserId, Username};

/// How many hexadecimal digits stand for a subject that is no name.
const DIGITS: usize = 32;

/// The user names of whoever a provider calls so, the first that is free: `Google_123`, as Cognito has
/// it, in lower case where case does not count; and one that nobody else can have chosen.
pub(super) fn usernames(
    provider: &Provider,
    subject: &str,
    id: &UserId,
    case_sensitive: bool,
) -> Vec<Username> {
    let in_name = |c: char| c.is_ascii_alphanumeric() || "._|:-".contains(c);
    let subject = match subject.chars().all(in_name) {
        true => subject.to_owned(),
        // It could be taken for an address, or is no name at all.
        false => short(subject),
    };
    let fold = |name: String| if case_sensitive { name } else { name.to_lowercase() };
    let plain = fold(format!("{}_{subject}", provider.name));
    let plain = match plain.parse::<Username>() {
        Ok(name) => name.as_str().to_owned(),
        Err(_) => fold(format!("{}_{}", provider.name, short(&subject))),
    };
    let last = id.as_str().rsplit('-').next().unwrap_or_default();
    [plain.clone(), format!("{plain}_{last}")].iter().filter_map(|name| name.parse().ok()).collect()
}

fn short(subject: &str) -> String {
    let digits = digest::hex(&digest::sha256(subject.as_bytes()));
    digits.chars().take(DIGITS).collect()
}

//! The machine that decides what is next in a sign-in: a pure function of what the pool demands, who
//! the person is, and what has been shown so far.
//!
//! Every surface asks it before each page and after each answer, so no address that is opened early,
//! and no answer that comes twice, leads around a step.

use crate::model::factor::{amr, is_two_factor};
use crate::model::sign_in::{MfaMode, Progress, Remember};
use crate::model::{Factor, Proof};

/// What the pool, and the request on whose way it happens, demand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demands {
    /// What may begin a sign-in.
    pub first: Vec<Factor>,
    /// Whether a second factor is asked for; a group of the person may have made it required.
    pub mfa: MfaMode,
    /// What may be the second factor.
    pub second: Vec<Factor>,
    /// Whether browsers are remembered.
    pub remember: Remember,
}

/// Who signs in, as far as it matters for what is next.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// Whether the account is yet to be confirmed.
    pub unconfirmed: bool,
    /// Whether the password is good no more: it was ended, or was given for a time that is over.
    pub password_is_over: bool,
    /// Whether the password was given by an operator and must be replaced.
    pub must_change_password: bool,
    /// Whether there is a password.
    pub has_password: bool,
    /// What was set up, and can be used.
    pub factors: Vec<Factor>,
    /// What the person likes best.
    pub preferred: Option<Factor>,
    /// Whether attributes are missing that the pool demands.
    pub lacks_attributes: bool,
    /// Whether there are terms to be agreed to.
    pub terms_are_due: bool,
    /// Whether this browser is remembered.
    pub knows_browser: bool,
}

/// What is next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Something must be shown first.
    Begin,
    /// The account must be confirmed.
    Confirm,
    /// The password is good no more: recovery sets a new one.
    Reset,
    /// A new password must be chosen.
    NewPassword,
    /// This factor must be shown; the others would do as well.
    Prove {
        /// The factor to ask for.
        factor: Factor,
        /// What the person may take in its place.
        others: Vec<Factor>,
    },
    /// One of these must be chosen and shown.
    Choose {
        /// What there is.
        factors: Vec<Factor>,
    },
    /// One of these must be set up.
    Enrol(Vec<Factor>),
    /// Attributes must be filled in.
    Details,
    /// Terms must be agreed to.
    Terms,
    /// The person says whether this browser is to be remembered.
    AskToRemember,
    /// Nothing: the person is who they say.
    Done,
}

/// Decides what is next.
pub fn next(demands: &Demands, person: &Person, progress: &Progress) -> Next {
    let proved = &progress.proved;
    if !proved.iter().any(|proof| begins(demands, *proof)) {
        return Next::Begin;
    }
    if person.unconfirmed {
        return Next::Confirm;
    }
    if person.password_is_over && proved.contains(&Proof::Password) {
        return Next::Reset;
    }
    if person.must_change_password && proved.contains(&Proof::Password) {
        return Next::NewPassword;
    }
    if let Some(next) = second(demands, person, progress) {
        return next;
    }
    let answered = progress.remember.is_some() || person.knows_browser;
    let to_remember = demands.remember == Remember::Ask && is_two_factor(proved) && !answered;
    [
        (person.lacks_attributes, Next::Details),
        (person.terms_are_due, Next::Terms),
        (to_remember, Next::AskToRemember),
    ]
    .into_iter()
    .find_map(|(due, next)| due.then_some(next))
    .unwrap_or(Next::Done)
}

/// Whether a proof counts as a beginning: a recovery code or an application's code alone does not.
fn begins(demands: &Demands, proof: Proof) -> bool {
    proof.factor().is_some_and(|factor| demands.first.contains(&factor))
}

/// What must be shown or set up besides the first factor, if anything.
fn second(demands: &Demands, person: &Person, progress: &Progress) -> Option<Next> {
    let proved = &progress.proved;
    let lacking = lacks(proved, &progress.wanted);
    let usable = usable(demands, person, proved);
    if is_two_factor(proved) {
        // Enough for the pool; the application may want a certain one besides.
        let helpful: Vec<Factor> =
            usable.into_iter().filter(|factor| helps(*factor, proved, &lacking)).collect();
        return ask(person, progress, helpful);
    }
    let wanted = usable.iter().any(|factor| helps(*factor, proved, &lacking));
    let demanded = match demands.mfa {
        MfaMode::Off => false,
        MfaMode::Optional => !usable.is_empty(),
        MfaMode::Required => true,
    };
    if !(wanted || demanded && !person.knows_browser) {
        return None;
    }
    match ask(person, progress, usable) {
        None if demands.mfa == MfaMode::Required => Some(Next::Enrol(open(demands, proved))),
        asked => asked,
    }
}

/// The methods that are wanted and not shown yet.
fn lacks(proved: &[Proof], wanted: &[String]) -> Vec<String> {
    let shown = amr(proved);
    wanted.iter().filter(|word| !shown.contains(word)).cloned().collect()
}

/// What may be set up as a second factor beside what was shown.
fn open(demands: &Demands, proved: &[Proof]) -> Vec<Factor> {
    demands.second.iter().copied().filter(|factor| !shown(*factor, proved)).collect()
}

fn shown(factor: Factor, proved: &[Proof]) -> bool {
    proved.iter().any(|proof| proof.factor() == Some(factor))
}

/// Whether showing this factor, too, gives a method that is lacking.
fn helps(factor: Factor, proved: &[Proof], lacking: &[String]) -> bool {
    let proof = match factor {
        Factor::Password => Proof::Password,
        Factor::Totp => Proof::Totp,
        Factor::Email => Proof::Email,
        Factor::Sms => Proof::Sms,
        Factor::Passkey => Proof::VerifiedPasskey,
    };
    amr(&[proved, &[proof]].concat()).iter().any(|word| lacking.contains(word))
}

/// The factors that the person could still show: those that the pool takes as a second one, and the
/// password, where something else came first.
fn usable(demands: &Demands, person: &Person, proved: &[Proof]) -> Vec<Factor> {
    let password = (person.has_password && demands.first.contains(&Factor::Password))
        .then_some(Factor::Password);
    let second = person.factors.iter().copied().filter(|factor| demands.second.contains(factor));
    second.chain(password).filter(|factor| !shown(*factor, proved)).collect()
}

/// Asks for the one that was chosen, is preferred, or is the only one; else for a choice.
fn ask(person: &Person, progress: &Progress, factors: Vec<Factor>) -> Option<Next> {
    let liked = [progress.chosen, person.preferred].into_iter().flatten();
    let one = liked.into_iter().find(|factor| factors.contains(factor)).or(if factors.len() == 1 {
        factors.first().copied()
    } else {
        None
    });
    match one {
        Some(factor) => {
            let others = factors.into_iter().filter(|other| *other != factor).collect();
            Some(Next::Prove { factor, others })
        }
        None if factors.is_empty() => None,
        None => Some(Next::Choose { factors }),
    }
}

#[cfg(test)]
mod tests;

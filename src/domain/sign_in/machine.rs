//! The machine that decides what is next in a sign-in: a pure function of what the pool demands, who
//! the person is, and what has been shown so far.
//!
//! Every surface asks it before each page and after each answer, so no address that is opened early,
//! and no answer that comes twice, leads around a step.

mod ways;

pub(super) use ways::methods;
use ways::{
    has_password, held, helps, is_enough, is_worth_remembering, lacks, own, strongest, to_set_up,
    usable,
};

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
    /// The factor whose code has set the password, if one has.
    pub reset_by: Option<Factor>,
    /// The factor whose codes go where the provider by whose word the person came has its own: to the
    /// mailbox that it tells.
    pub provider_reads: Option<Factor>,
    /// What was set up, and can be used.
    pub factors: Vec<Factor>,
    /// Whether there are recovery codes that were not used.
    pub has_recovery_codes: bool,
    /// What cannot be set up, since there is nowhere to send a code to.
    pub out_of_reach: Vec<Factor>,
    /// What may be set up, but not relied on before: its codes go where nobody has proved to be.
    pub unproved: Vec<Factor>,
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
        /// Whether a recovery code would do as well.
        recovery: bool,
    },
    /// One of these must be chosen and shown.
    Choose {
        /// What there is.
        factors: Vec<Factor>,
        /// Whether a recovery code would do as well.
        recovery: bool,
    },
    /// A recovery code must be shown; each of these would do as well.
    Recover {
        /// What the person may take in its place.
        others: Vec<Factor>,
    },
    /// One of these must be set up.
    Enrol(Vec<Factor>),
    /// Recovery codes must be kept, now that there is a factor that can be lost.
    RecoveryCodes,
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
        return begin(demands, person, progress);
    }
    if person.unconfirmed {
        return Next::Confirm;
    }
    if person.password_is_over && proved.contains(&Proof::Password) {
        return Next::Reset;
    }
    let further = second(demands, person, progress);
    // Whoever has only found a given password does not replace it: what was set up is shown first.
    let has_shown_all = matches!(further, None | Some(Next::Enrol(_)));
    if person.must_change_password && has_shown_all && proved.contains(&Proof::Password) {
        return Next::NewPassword;
    }
    if let Some(next) = further {
        return next;
    }
    let answered = progress.remember.is_some() || person.knows_browser;
    let to_remember = demands.remember == Remember::Ask
        && is_worth_remembering(demands, person, proved)
        && !answered;
    let codes_are_due = progress.enrolled && !person.has_recovery_codes;
    [
        (codes_are_due, Next::RecoveryCodes),
        (person.lacks_attributes, Next::Details),
        (person.terms_are_due, Next::Terms),
        (to_remember, Next::AskToRemember),
    ]
    .into_iter()
    .find_map(|(due, next)| due.then_some(next))
    .unwrap_or(Next::Done)
}

/// What is asked for first. Neither what the person has nor what they like matters, since nobody
/// knows yet who it is; what else may begin is a matter of the page where the name is typed.
fn begin(demands: &Demands, person: &Person, progress: &Progress) -> Next {
    if progress.waiting.is_some() {
        return begin_to_link(demands, person, progress);
    }
    let by_name = |factor: &Factor| demands.first.contains(factor) && *factor != Factor::Passkey;
    let first = demands.first.iter().copied().find(by_name);
    match progress.chosen.filter(by_name).or(first) {
        Some(factor) => Next::Prove { factor, others: Vec::new(), recovery: false },
        None => Next::Begin,
    }
}

/// What is asked for first of whoever the provider says has this account: what they have, since its
/// word is that the address is theirs. Where that is nothing, another provider may open the account.
fn begin_to_link(demands: &Demands, person: &Person, progress: &Progress) -> Next {
    let can_be_shown = |factor: &Factor| match factor {
        Factor::Password => has_password(demands, person),
        // As where a code begins a sign-in: not before a password that an operator has ended or given.
        Factor::Email => {
            let is_given = person.password_is_over || person.must_change_password;
            !is_given && !person.out_of_reach.contains(factor)
        }
        factor => person.factors.contains(factor),
    };
    let factors = demands.first.iter().copied().filter(can_be_shown).collect();
    ask(person, progress, Open { factors, recovery: false }).unwrap_or(Next::Begin)
}

/// Whether the methods that the application wants can all be shown: by what was set up or, where a
/// second factor is required and there is none, by what may be.
pub fn can_show_what_is_wanted(demands: &Demands, person: &Person, progress: &Progress) -> bool {
    let proved = &progress.proved;
    let mut ways = held(demands, person, proved);
    if usable(demands, person, proved).is_empty() && demands.mfa == MfaMode::Required {
        ways.extend(to_set_up(demands, person, proved));
    }
    let could = ways.into_iter().map(strongest);
    let shown: Vec<Proof> = proved.iter().copied().chain(could).collect();
    lacks(person, &shown, &progress.wanted).is_empty()
}

/// Whether a browser is remembered that was not known before: where two factors were shown, and the
/// pool or the person wants it.
pub fn remembers(demands: &Demands, person: &Person, progress: &Progress) -> bool {
    let wanted = match demands.remember {
        Remember::Never => false,
        Remember::Always => true,
        Remember::Ask => progress.remember == Some(true),
    };
    wanted && is_worth_remembering(demands, person, &progress.proved)
}

/// Whether a proof counts as a beginning: a recovery code or an application's code alone does not; a
/// provider's word does, which is taken only from those that the pool has.
fn begins(demands: &Demands, proof: Proof) -> bool {
    proof.is_federated() || proof.factor().is_some_and(|factor| demands.first.contains(&factor))
}

/// What must be shown or set up besides the first factor, if anything.
fn second(demands: &Demands, person: &Person, progress: &Progress) -> Option<Next> {
    let proved = &progress.proved;
    let lacking = lacks(person, proved, &progress.wanted);
    let helpful = |factor: &Factor| helps(person, *factor, proved, &lacking);
    let (mut usable, mut own) =
        (usable(demands, person, proved), own(demands, person, proved, &lacking));
    if is_enough(demands, person, proved) {
        // Enough for the pool; the application may want a certain one besides.
        own.retain(|factor| !usable.contains(factor));
        let factors = usable.into_iter().chain(own).filter(helpful).collect();
        return ask(person, progress, Open { factors, recovery: false });
    }
    let recovery = would_recover(person, progress, &usable);
    let demanded = match demands.mfa {
        MfaMode::Off => false,
        MfaMode::Optional => usable.iter().any(|factor| is_asked_for(*factor, proved)),
        MfaMode::Required => true,
    } && !person.knows_browser;
    if !demanded {
        usable.retain(helpful);
        own.retain(helpful);
    }
    // On a provider's word alone nobody sets anything up beside what the account has of its own.
    ask(person, progress, Open { factors: usable, recovery })
        .or_else(|| ask(person, progress, Open { factors: own, recovery: false }))
        .or_else(|| demanded.then(|| Next::Enrol(to_set_up(demands, person, proved))))
}

/// Whether somebody who has this factor must show it where the pool does not demand one of everybody:
/// what was set up as a second one; and the password, whose owner has come by a code that does as well,
/// only after a passkey whose holder nobody looked at.
fn is_asked_for(factor: Factor, proved: &[Proof]) -> bool {
    factor != Factor::Password || proved.contains(&Proof::Passkey)
}

/// Whether a recovery code would do in place of each of these factors: one is left, and nothing else
/// would be asked for after it.
fn would_recover(person: &Person, progress: &Progress, usable: &[Factor]) -> bool {
    let after = [progress.proved.as_slice(), &[Proof::RecoveryCode]].concat();
    let lacking = lacks(person, &after, &progress.wanted);
    person.has_recovery_codes
        && !usable.iter().any(|factor| helps(person, *factor, &after, &lacking))
}

/// What would do now.
struct Open {
    factors: Vec<Factor>,
    /// Whether a recovery code would, too.
    recovery: bool,
}

/// Asks for the one that was chosen, is preferred, or is the only one; else for a choice.
fn ask(person: &Person, progress: &Progress, open: Open) -> Option<Next> {
    let Open { factors, recovery } = open;
    if recovery && progress.recover && !factors.is_empty() {
        return Some(Next::Recover { others: factors });
    }
    let liked = [progress.chosen, person.preferred].into_iter().flatten();
    let one = liked.into_iter().find(|factor| factors.contains(factor)).or(if factors.len() == 1 {
        factors.first().copied()
    } else {
        None
    });
    match one {
        Some(factor) => {
            let others = factors.into_iter().filter(|other| *other != factor).collect();
            Some(Next::Prove { factor, others, recovery })
        }
        None if factors.is_empty() => None,
        None => Some(Next::Choose { factors, recovery }),
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod walks;

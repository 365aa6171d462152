//! What a person could still show, and what it counts for beside what they have shown.

use super::{Demands, Person};
use crate::model::factor::{OWN, amr, is_two_factor};
use crate::model::sign_in::MfaMode;
use crate::model::{Factor, Proof};

/// That something known and something owned were shown (RFC 8176 section 2).
const MFA: &str = "mfa";

/// The methods that were shown, as tokens name them: no `mfa` by a code to the mailbox of the provider by
/// whose word the person came.
pub(in crate::domain::sign_in) fn methods(person: &Person, proved: &[Proof]) -> Vec<String> {
    let is_apart = amr(&apart(person, proved)).iter().any(|word| word == MFA);
    amr(proved).into_iter().filter(|word| word != MFA || is_apart).collect()
}

/// The same, with what no token names.
fn methods_and_own(person: &Person, proved: &[Proof]) -> Vec<String> {
    let own = has_shown_own(person, proved).then(|| OWN.to_owned());
    methods(person, proved).into_iter().chain(own).collect()
}

/// What was shown besides codes to the provider's own mailbox.
fn apart(person: &Person, proved: &[Proof]) -> Vec<Proof> {
    proved.iter().copied().filter(|proof| !is_read_there(person, proved, *proof)).collect()
}

/// Whether a code went where the provider by whose word the person came has its own.
fn is_read_there(person: &Person, proved: &[Proof], proof: Proof) -> bool {
    is_sent(proved) && proof.factor().is_some() && proof.factor() == person.provider_reads
}

/// Whether something was shown that no provider has.
fn has_shown_own(person: &Person, proved: &[Proof]) -> bool {
    let is_own = |proof: &Proof| !proof.is_federated() && !is_read_there(person, proved, *proof);
    proved.iter().any(is_own)
}

/// The methods that are wanted and not shown yet.
pub(super) fn lacks(person: &Person, proved: &[Proof], wanted: &[String]) -> Vec<String> {
    let shown = methods_and_own(person, proved);
    wanted.iter().filter(|word| !shown.contains(word)).cloned().collect()
}

/// Whether showing this factor, too, gives a method that is lacking.
pub(super) fn helps(person: &Person, factor: Factor, proved: &[Proof], lacking: &[String]) -> bool {
    let after = methods_and_own(person, &[proved, &[strongest(factor)]].concat());
    after.iter().any(|word| lacking.contains(word))
}

/// The most that a factor can show.
pub(super) fn strongest(factor: Factor) -> Proof {
    match factor {
        Factor::Password => Proof::Password,
        Factor::Totp => Proof::Totp,
        Factor::Email => Proof::Email,
        Factor::Sms => Proof::Sms,
        Factor::Passkey => Proof::VerifiedPasskey,
    }
}

fn shown(factor: Factor, proved: &[Proof]) -> bool {
    proved.iter().any(|proof| proof.factor() == Some(factor))
}

fn is_sent(proved: &[Proof]) -> bool {
    proved.iter().any(|proof| proof.is_federated())
}

/// Whether there is a password that can be shown.
pub(super) fn has_password(demands: &Demands, person: &Person) -> bool {
    person.has_password && !person.password_is_over && demands.first.contains(&Factor::Password)
}

/// The factors that the person could still show: those that the pool takes as a second one, and the
/// password, where something else came first. One that is over is asked of nobody whom a provider knows.
pub(super) fn held(demands: &Demands, person: &Person, proved: &[Proof]) -> Vec<Factor> {
    let is_idle = person.password_is_over && is_sent(proved);
    let is_there = person.has_password && demands.first.contains(&Factor::Password);
    let password = (is_there && !is_idle).then_some(Factor::Password);
    let second = person.factors.iter().copied().filter(|factor| demands.second.contains(factor));
    second.chain(password).filter(|factor| !shown(*factor, proved)).collect()
}

/// The factors that would take the person further: of those that they have, none that shows nothing
/// beside what was shown.
pub(super) fn usable(demands: &Demands, person: &Person, proved: &[Proof]) -> Vec<Factor> {
    let mut held = held(demands, person, proved);
    if is_enough(demands, person, proved) {
        return held;
    }
    let twins = twins(demands, person, proved);
    let is_set_by_code = person
        .reset_by
        .is_some_and(|way| shown(way, proved) && has_another(demands, person, &[way]));
    let idle = |factor: &Factor| match factor {
        Factor::Password => is_set_by_code || is_sent(proved),
        code => twins.contains(code),
    };
    held.retain(|factor| !idle(factor));
    held
}

/// What somebody who has come by the word of a provider, and has shown nothing else yet, has of their
/// own: the password and what was set up; and codes, where just that is wanted, which begin a sign-in
/// here and go where the person is known to be. What goes to the provider's mailbox is none of it.
pub(super) fn own(
    demands: &Demands,
    person: &Person,
    proved: &[Proof],
    lacking: &[String],
) -> Vec<Factor> {
    if proved.is_empty() || has_shown_own(person, proved) {
        return Vec::new();
    }
    let is_wanted = lacking.iter().any(|word| word == OWN);
    let unsure = [person.out_of_reach.as_slice(), &person.unproved].concat();
    let is_there = |factor: &Factor| match factor {
        Factor::Password => has_password(demands, person),
        factor if person.factors.contains(factor) => {
            demands.first.contains(factor) || demands.second.contains(factor)
        }
        Factor::Email | Factor::Sms => {
            is_wanted && demands.first.contains(factor) && !unsure.contains(factor)
        }
        Factor::Totp | Factor::Passkey => false,
    };
    let is_own = |factor: &Factor| {
        person.provider_reads != Some(*factor) && !shown(*factor, proved) && is_there(factor)
    };
    Factor::ALL.into_iter().filter(is_own).collect()
}

/// What may be set up as a second factor beside what was shown: nothing that shows no more than it.
pub(super) fn to_set_up(demands: &Demands, person: &Person, proved: &[Proof]) -> Vec<Factor> {
    let twins = twins(demands, person, proved);
    let fits = |factor: &Factor| {
        !shown(*factor, proved) && !person.out_of_reach.contains(factor) && !twins.contains(factor)
    };
    demands.second.iter().copied().filter(fits).collect()
}

/// The factors whose codes show nothing beside what was shown: they go where the code went that has set
/// the password, or where the provider has its own; as long as the person can do without them.
fn twins(demands: &Demands, person: &Person, proved: &[Proof]) -> Vec<Factor> {
    let by_password = person.reset_by.filter(|_| shown(Factor::Password, proved));
    let by_provider = person.provider_reads.filter(|_| is_sent(proved));
    let ways: Vec<Factor> = by_password.into_iter().chain(by_provider).collect();
    if has_another(demands, person, &ways) { ways } else { Vec::new() }
}

/// Whether the person has another second factor than these to show or, having none at all where one is
/// required, is sure to be able to set another one up.
fn has_another(demands: &Demands, person: &Person, ways: &[Factor]) -> bool {
    let mut own = demands.second.iter().filter(|factor| person.factors.contains(factor)).peekable();
    if own.peek().is_some() {
        return own.any(|factor| !ways.contains(factor));
    }
    let unsure = [person.out_of_reach.as_slice(), &person.unproved, ways].concat();
    demands.mfa == MfaMode::Required && demands.second.iter().any(|one| !unsure.contains(one))
}

/// Whether two factors were shown that a browser may be remembered by: where one mailbox is let pass for
/// both, it is not for the next time.
pub(super) fn is_worth_remembering(demands: &Demands, person: &Person, proved: &[Proof]) -> bool {
    is_enough(demands, person, proved) && is_two_factor(&apart(person, proved))
}

/// Whether two factors were shown that do not come from one mailbox or telephone alone.
pub(super) fn is_enough(demands: &Demands, person: &Person, proved: &[Proof]) -> bool {
    let twins = twins(demands, person, proved);
    let is_twin = |proof: &Proof| proof.factor().is_some_and(|factor| twins.contains(&factor));
    let apart: Vec<Proof> = proved.iter().copied().filter(|proof| !is_twin(proof)).collect();
    is_two_factor(&apart)
}

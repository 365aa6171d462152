//! The machine by random walks, which never get past what the pool demands.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::*;
use crate::model::factor::{OWN, is_two_factor};
use crate::model::sign_in::{SignInPolicy, Waiting};

const METHODS: [&str; 6] = ["pwd", "otp", "sms", "pop", "mfa", OWN];

fn anyones_demands() -> impl Strategy<Value = Demands> {
    let first = [Factor::Password, Factor::Email, Factor::Sms, Factor::Passkey];
    let second = [Factor::Totp, Factor::Email, Factor::Sms, Factor::Passkey];
    (
        subsequence(first.to_vec(), 1..=4),
        select(vec![MfaMode::Off, MfaMode::Optional, MfaMode::Required]),
        subsequence(second.to_vec(), 1..=4),
        select(vec![Remember::Never, Remember::Always, Remember::Ask]),
    )
        .prop_map(|(first, mfa, second, remember)| Demands { first, mfa, second, remember })
        .prop_filter("a pool that may be", |demands| {
            let policy = SignInPolicy {
                first_factors: demands.first.clone(),
                second_factors: demands.second.clone(),
                mfa: demands.mfa,
                ..SignInPolicy::default()
            };
            policy.check().is_ok()
        })
}

fn anybody() -> impl Strategy<Value = Person> {
    let factors = [Factor::Totp, Factor::Email, Factor::Sms, Factor::Passkey];
    let likes = proptest::option::of(select(factors.to_vec()));
    let resets = proptest::option::of(select(vec![Factor::Email, Factor::Sms]));
    (subsequence(factors.to_vec(), 0..=4), likes, resets, any::<[bool; 9]>()).prop_map(
        |(factors, preferred, reset_by, flags)| {
            let [
                is_read_there,
                unconfirmed,
                password_is_over,
                must_change_password,
                has_password,
                lacks_attributes,
                terms_are_due,
                knows_browser,
                has_recovery_codes,
            ] = flags;
            Person {
                unconfirmed,
                password_is_over,
                must_change_password,
                has_password,
                reset_by,
                provider_reads: is_read_there.then_some(Factor::Email),
                factors,
                has_recovery_codes,
                out_of_reach: Vec::new(),
                unproved: Vec::new(),
                preferred,
                lacks_attributes,
                terms_are_due,
                knows_browser,
            }
        },
    )
}

/// What somebody may try at any moment, whatever was asked.
#[derive(Debug, Clone)]
enum Move {
    Answer,
    Prove(Proof),
    Choose(Factor),
    Recover,
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let proofs = [
        Proof::Password,
        Proof::Totp,
        Proof::Email,
        Proof::Sms,
        Proof::Passkey,
        Proof::VerifiedPasskey,
        Proof::RecoveryCode,
        Proof::Federated,
        Proof::FederatedTwoFactor,
    ];
    let one = prop_oneof![
        3 => Just(Move::Answer),
        2 => select(proofs.to_vec()).prop_map(Move::Prove),
        1 => select(Factor::ALL.to_vec()).prop_map(Move::Choose),
        1 => Just(Move::Recover),
    ];
    vec(one, 0..12)
}

/// What a person can show for a factor.
fn proof_of(factor: Factor) -> Proof {
    match factor {
        Factor::Password => Proof::Password,
        Factor::Totp => Proof::Totp,
        Factor::Email => Proof::Email,
        Factor::Sms => Proof::Sms,
        Factor::Passkey => Proof::Passkey,
    }
}

/// Takes a move only where the machine has asked for it, as the surfaces do.
fn walk(demands: &Demands, person: &mut Person, progress: &mut Progress, step: Move) {
    match (next(demands, person, progress), step) {
        (_, Move::Choose(factor)) => {
            progress.chosen = Some(factor);
            progress.recover = false;
        }
        (_, Move::Recover) => progress.recover = true,
        (Next::Recover { .. }, Move::Answer | Move::Prove(Proof::RecoveryCode)) => {
            progress.proved.push(Proof::RecoveryCode);
        }
        (Next::RecoveryCodes, Move::Answer) => person.has_recovery_codes = true,
        (_, Move::Prove(proof)) if progress.proved.is_empty() && begins(demands, proof) => {
            progress.proved.push(proof);
        }
        (Next::Prove { factor, others, .. }, Move::Prove(proof)) => {
            let asked = |shown: Factor| shown == factor || others.contains(&shown);
            if proof.factor().is_some_and(asked) {
                progress.proved.push(proof);
            }
        }
        (Next::Prove { factor, .. }, Move::Answer) => progress.proved.push(proof_of(factor)),
        (Next::Confirm, Move::Answer) => person.unconfirmed = false,
        (Next::Reset, Move::Answer) => {
            person.password_is_over = false;
            progress.proved.clear();
        }
        (Next::NewPassword, Move::Answer) => person.must_change_password = false,
        (Next::Enrol(factors), Move::Answer) => {
            if let Some(factor) = factors.first() {
                person.factors.push(*factor);
                progress.proved.push(proof_of(*factor));
                progress.enrolled = true;
            }
        }
        (Next::Details, Move::Answer) => person.lacks_attributes = false,
        (Next::Terms, Move::Answer) => person.terms_are_due = false,
        (Next::AskToRemember, Move::Answer) => progress.remember = Some(false),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn nobody_is_done_without_what_is_demanded(
        demands in anyones_demands(),
        mut person in anybody(),
        wanted in subsequence(METHODS.to_vec(), 0..=2),
        waits in any::<bool>(),
        moves in moves(),
    ) {
        let wanted = wanted.into_iter().map(str::to_owned).collect();
        let identity = Waiting { provider: String::new(), sealed: String::new() };
        let waiting = waits.then_some(identity);
        let mut progress = Progress { wanted, waiting, ..Progress::default() };
        for step in moves {
            walk(&demands, &mut person, &mut progress, step);
        }
        if next(&demands, &person, &progress) != Next::Done {
            return Ok(());
        }
        let proved = &progress.proved;
        prop_assert!(proved.iter().any(|proof| begins(&demands, *proof)));
        prop_assert!(!person.unconfirmed && !person.lacks_attributes && !person.terms_are_due);
        let asks_anew = person.must_change_password || person.password_is_over;
        prop_assert!(!(asks_anew && proved.contains(&Proof::Password)));
        let had = person.factors.iter().any(|one| {
            demands.second.contains(one) && !proved.iter().any(|proof| proof.factor() == Some(*one))
        });
        let due = match demands.mfa {
            MfaMode::Off => false,
            MfaMode::Optional => had,
            MfaMode::Required => true,
        };
        let enough = is_enough(&demands, &person, proved);
        prop_assert!(!due || person.knows_browser || enough);
        let is_sent = proved.iter().all(|proof| proof.is_federated());
        let is_owner = progress.wanted.iter().any(|word| word == OWN) && is_sent;
        prop_assert!(!is_owner || !has_password(&demands, &person));
    }

    #[test]
    fn a_provider_and_what_is_read_there_lead_to_another_factor_where_one_is_required(
        demands in anyones_demands(),
        mut person in anybody(),
        wanted in subsequence(METHODS.to_vec(), 0..=2),
        moves in moves(),
    ) {
        let known = [Proof::Federated, Proof::Password, Proof::Email];
        let demands = Demands { mfa: MfaMode::Required, ..demands };
        prop_assume!(demands.second.iter().any(|factor| *factor != Factor::Email));
        person.knows_browser = false;
        person.factors.clear();
        person.provider_reads = Some(Factor::Email);
        person.reset_by = None;
        let wanted = wanted.into_iter().map(str::to_owned).collect();
        let proved = vec![Proof::Federated];
        let mut progress = Progress { proved, wanted, ..Progress::default() };
        for step in moves {
            let asked = next(&demands, &person, &progress);
            if let Next::Enrol(factors) = &asked {
                prop_assert!(!factors.contains(&Factor::Email) && !factors.is_empty());
                let alone = progress.proved == [Proof::Federated];
                prop_assert!(!alone || !has_password(&demands, &person));
                continue;
            }
            if matches!(&step, Move::Prove(proof) if !known.contains(proof))
                || matches!((&asked, &step), (Next::Prove { factor, .. }, Move::Answer)
                    if !known.contains(&proof_of(*factor)))
            {
                continue;
            }
            walk(&demands, &mut person, &mut progress, step);
            prop_assert!(next(&demands, &person, &progress) != Next::Done);
        }
    }

    #[test]
    fn a_mailbox_alone_leads_to_another_factor_where_one_is_required(
        demands in anyones_demands(),
        mut person in anybody(),
        moves in moves(),
    ) {
        let mailbox = [Proof::Password, Proof::Email];
        let demands = Demands { mfa: MfaMode::Required, ..demands };
        prop_assume!(demands.second.iter().any(|factor| *factor != Factor::Email));
        person.knows_browser = false;
        person.factors.clear();
        person.reset_by = Some(Factor::Email);
        let mut progress = Progress::default();
        for step in moves {
            let asked = next(&demands, &person, &progress);
            if let Next::Enrol(factors) = &asked {
                prop_assert!(!factors.contains(&Factor::Email) && !factors.is_empty());
                continue;
            }
            if matches!(&step, Move::Prove(proof) if !mailbox.contains(proof))
                || matches!((&asked, &step), (Next::Prove { factor, .. }, Move::Answer)
                    if !mailbox.contains(&proof_of(*factor)))
                || matches!(asked, Next::Recover { .. })
            {
                continue;
            }
            walk(&demands, &mut person, &mut progress, step);
            prop_assert!(next(&demands, &person, &progress) != Next::Done);
        }
    }

    #[test]
    fn nobody_changes_the_account_before_what_is_demanded_is_shown(
        demands in anyones_demands(),
        mut person in anybody(),
        moves in moves(),
    ) {
        let mut progress = Progress::default();
        for step in moves {
            let asked = next(&demands, &person, &progress);
            let proved = &progress.proved;
            if asked == Next::NewPassword {
                prop_assert!(proved.contains(&Proof::Password) && !person.password_is_over);
            }
            if matches!(asked, Next::Details | Next::Terms) {
                let strict = demands.mfa == MfaMode::Required && !person.knows_browser;
                prop_assert!(!strict || is_two_factor(proved));
                prop_assert!(!person.unconfirmed);
                prop_assert!(asked == Next::Details || !person.lacks_attributes);
            }
            walk(&demands, &mut person, &mut progress, step);
        }
    }

    #[test]
    fn whoever_answers_what_is_asked_gets_in(
        demands in anyones_demands(),
        mut person in anybody(),
        wanted in subsequence(METHODS.to_vec(), 0..=2),
        is_sent in any::<bool>(),
    ) {
        person.has_password |= !is_sent && demands.first.contains(&Factor::Password);
        let wanted = wanted.into_iter().map(str::to_owned).collect();
        let proved = if is_sent { vec![Proof::Federated] } else { Vec::new() };
        let mut progress = Progress { wanted, proved, ..Progress::default() };
        for _ in 0..20 {
            let step = match next(&demands, &person, &progress) {
                Next::Done => return Ok(()),
                // Whoever comes with a passkey alone has a device that knows them.
                Next::Begin => Move::Prove(strongest(demands.first[0])),
                Next::Choose { factors, .. } => Move::Choose(factors[0]),
                _ => Move::Answer,
            };
            walk(&demands, &mut person, &mut progress, step);
        }
        prop_assert!(false, "no way in: {progress:?}");
    }
}

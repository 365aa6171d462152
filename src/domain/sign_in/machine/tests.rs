//! The machine by hand, and by random walks that never get past what the pool demands.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::*;
use crate::model::sign_in::SignInPolicy;

const METHODS: [&str; 5] = ["pwd", "otp", "sms", "pop", "mfa"];

fn demands(mfa: MfaMode) -> Demands {
    Demands {
        first: vec![Factor::Password],
        mfa,
        second: vec![Factor::Totp, Factor::Email, Factor::Passkey],
        remember: Remember::Never,
    }
}

fn person(factors: &[Factor]) -> Person {
    Person { has_password: true, factors: factors.to_vec(), ..Person::default() }
}

fn shown(proved: &[Proof]) -> Progress {
    Progress { proved: proved.to_vec(), ..Progress::default() }
}

#[test]
fn a_password_is_enough_where_nothing_else_was_set_up() {
    let (off, nobody) = (demands(MfaMode::Off), person(&[]));
    assert_eq!(next(&off, &nobody, &shown(&[])), Next::Begin);
    assert_eq!(next(&off, &nobody, &shown(&[Proof::Password])), Next::Done);
    let optional = demands(MfaMode::Optional);
    assert_eq!(next(&optional, &nobody, &shown(&[Proof::Password])), Next::Done);
}

#[test]
fn what_was_set_up_is_asked_for() {
    let (optional, password) = (demands(MfaMode::Optional), shown(&[Proof::Password]));
    let totp = Next::Prove { factor: Factor::Totp, others: vec![] };
    assert_eq!(next(&optional, &person(&[Factor::Totp]), &password), totp);
    let both = person(&[Factor::Totp, Factor::Email]);
    let choice = Next::Choose { factors: vec![Factor::Totp, Factor::Email] };
    assert_eq!(next(&optional, &both, &password), choice);
    let fond = Person { preferred: Some(Factor::Email), ..both };
    let email = Next::Prove { factor: Factor::Email, others: vec![Factor::Totp] };
    assert_eq!(next(&optional, &fond, &password), email);
    assert_eq!(next(&optional, &fond, &shown(&[Proof::Password, Proof::Totp])), Next::Done);
}

#[test]
fn who_has_no_second_factor_sets_one_up_where_it_is_required() {
    let required = demands(MfaMode::Required);
    let enrol = Next::Enrol(required.second.clone());
    assert_eq!(next(&required, &person(&[]), &shown(&[Proof::Password])), enrol);
    // Not one that the pool does not take.
    assert_eq!(next(&required, &person(&[Factor::Sms]), &shown(&[Proof::Password])), enrol);
}

#[test]
fn a_remembered_browser_goes_without_the_second_factor_and_no_further() {
    let (required, password) = (demands(MfaMode::Required), shown(&[Proof::Password]));
    let known = Person { knows_browser: true, ..person(&[Factor::Totp]) };
    assert_eq!(next(&required, &known, &password), Next::Done);
    assert_eq!(next(&required, &known, &shown(&[])), Next::Begin);
    let stepping_up = Progress { wanted: vec!["mfa".into()], ..password };
    assert!(matches!(next(&required, &known, &stepping_up), Next::Prove { .. }));
}

#[test]
fn a_code_alone_begins_nothing() {
    let optional = demands(MfaMode::Optional);
    for alone in [Proof::Totp, Proof::RecoveryCode, Proof::Email, Proof::VerifiedPasskey] {
        assert_eq!(next(&optional, &person(&[Factor::Totp]), &shown(&[alone])), Next::Begin);
    }
}

#[test]
fn a_passkey_with_a_verified_holder_is_two_factors() {
    let required =
        Demands { first: vec![Factor::Password, Factor::Passkey], ..demands(MfaMode::Required) };
    let keyed = person(&[Factor::Passkey]);
    assert_eq!(next(&required, &keyed, &shown(&[Proof::VerifiedPasskey])), Next::Done);
    let password = Next::Prove { factor: Factor::Password, others: vec![] };
    assert_eq!(next(&required, &keyed, &shown(&[Proof::Passkey])), password);
}

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
    (subsequence(factors.to_vec(), 0..=4), likes, any::<[bool; 7]>()).prop_map(
        |(factors, preferred, flags)| {
            let [
                unconfirmed,
                password_is_over,
                must_change_password,
                has_password,
                lacks_attributes,
                terms_are_due,
                knows_browser,
            ] = flags;
            Person {
                unconfirmed,
                password_is_over,
                must_change_password,
                has_password,
                factors,
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
    ];
    let one = prop_oneof![
        3 => Just(Move::Answer),
        2 => select(proofs.to_vec()).prop_map(Move::Prove),
        1 => select(Factor::ALL.to_vec()).prop_map(Move::Choose),
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
        (_, Move::Choose(factor)) => progress.chosen = Some(factor),
        (Next::Begin, Move::Prove(proof)) if begins(demands, proof) => progress.proved.push(proof),
        (Next::Prove { factor, others }, Move::Prove(proof)) => {
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
        moves in moves(),
    ) {
        let wanted = wanted.into_iter().map(str::to_owned).collect();
        let mut progress = Progress { wanted, ..Progress::default() };
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
        prop_assert!(!due || person.knows_browser || is_two_factor(proved));
    }

    #[test]
    fn whoever_answers_what_is_asked_gets_in(
        demands in anyones_demands(),
        mut person in anybody(),
    ) {
        person.has_password |= demands.first.contains(&Factor::Password);
        let mut progress = Progress::default();
        for _ in 0..20 {
            let step = match next(&demands, &person, &progress) {
                Next::Done => return Ok(()),
                Next::Begin => Move::Prove(proof_of(demands.first[0])),
                Next::Choose { factors, .. } => Move::Choose(factors[0]),
                _ => Move::Answer,
            };
            walk(&demands, &mut person, &mut progress, step);
        }
        prop_assert!(false, "no way in: {progress:?}");
    }
}

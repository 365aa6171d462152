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

fn first(factor: Factor) -> Next {
    Next::Prove { factor, others: vec![], recovery: false }
}

fn shown(proved: &[Proof]) -> Progress {
    Progress { proved: proved.to_vec(), ..Progress::default() }
}

#[test]
fn a_password_is_enough_where_nothing_else_was_set_up() {
    let (off, nobody) = (demands(MfaMode::Off), person(&[]));
    assert_eq!(next(&off, &nobody, &shown(&[])), first(Factor::Password));
    assert_eq!(next(&off, &nobody, &shown(&[Proof::Password])), Next::Done);
    let optional = demands(MfaMode::Optional);
    assert_eq!(next(&optional, &nobody, &shown(&[Proof::Password])), Next::Done);
}

#[test]
fn what_was_set_up_is_asked_for() {
    let (optional, password) = (demands(MfaMode::Optional), shown(&[Proof::Password]));
    let totp = Next::Prove { factor: Factor::Totp, others: vec![], recovery: false };
    assert_eq!(next(&optional, &person(&[Factor::Totp]), &password), totp);
    let both = person(&[Factor::Totp, Factor::Email]);
    let choice = Next::Choose { factors: vec![Factor::Totp, Factor::Email], recovery: false };
    assert_eq!(next(&optional, &both, &password), choice);
    let fond = Person { preferred: Some(Factor::Email), ..both };
    let email = Next::Prove { factor: Factor::Email, others: vec![Factor::Totp], recovery: false };
    assert_eq!(next(&optional, &fond, &password), email);
    assert_eq!(next(&optional, &fond, &shown(&[Proof::Password, Proof::Totp])), Next::Done);
}

#[test]
fn a_password_that_came_by_mail_and_a_code_that_does_are_one() {
    let both = [Factor::Password, Factor::Email];
    let optional = Demands { first: both.to_vec(), ..demands(MfaMode::Optional) };
    let totp = Next::Prove { factor: Factor::Totp, others: vec![], recovery: false };
    for factors in [vec![Factor::Totp], vec![Factor::Email, Factor::Totp]] {
        let back = Person {
            reset_by: Some(Factor::Email),
            preferred: Some(Factor::Email),
            ..person(&factors)
        };
        for one in [&[Proof::Password][..], &[Proof::Email], &[Proof::Password, Proof::Email]] {
            assert_eq!(next(&optional, &back, &shown(one)), totp, "{one:?}");
            let shown = shown(&[one, &[Proof::Totp]].concat());
            assert_eq!(next(&optional, &back, &shown), Next::Done, "{one:?}");
        }
    }
    let reader = Person { reset_by: Some(Factor::Email), ..person(&[Factor::Email]) };
    assert_eq!(next(&optional, &reader, &shown(&[Proof::Password, Proof::Email])), Next::Done);
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
    assert_eq!(next(&required, &known, &shown(&[])), first(Factor::Password));
    let stepping_up = Progress { wanted: vec!["mfa".into()], ..password };
    assert!(matches!(next(&required, &known, &stepping_up), Next::Prove { .. }));
}

#[test]
fn a_code_alone_begins_nothing() {
    let optional = demands(MfaMode::Optional);
    for alone in [Proof::Totp, Proof::RecoveryCode, Proof::Email, Proof::VerifiedPasskey] {
        let next = next(&optional, &person(&[Factor::Totp]), &shown(&[alone]));
        assert_eq!(next, first(Factor::Password));
    }
}

#[test]
fn what_is_asked_for_first_tells_nothing_of_the_person() {
    let first_factors = vec![Factor::Passkey, Factor::Email, Factor::Password];
    let several = Demands { first: first_factors, ..demands(MfaMode::Optional) };
    let fond = Person { preferred: Some(Factor::Password), ..person(&[Factor::Totp]) };
    for anybody in [Person::default(), person(&[]), fond] {
        assert_eq!(next(&several, &anybody, &shown(&[])), first(Factor::Email));
        let chosen = Progress { chosen: Some(Factor::Password), ..shown(&[]) };
        assert_eq!(next(&several, &anybody, &chosen), first(Factor::Password));
        let not_here = Progress { chosen: Some(Factor::Sms), ..shown(&[]) };
        assert_eq!(next(&several, &anybody, &not_here), first(Factor::Email));
    }
    let by_passkey = Demands { first: vec![Factor::Passkey], ..several };
    assert_eq!(next(&by_passkey, &person(&[]), &shown(&[])), Next::Begin);
}

#[test]
fn a_code_does_in_place_of_the_password_unless_more_is_demanded() {
    let by_code = |mfa| Demands { first: vec![Factor::Password, Factor::Email], ..demands(mfa) };
    let (reader, code) = (person(&[]), shown(&[Proof::Email]));
    assert_eq!(next(&by_code(MfaMode::Off), &reader, &code), Next::Done);
    assert_eq!(next(&by_code(MfaMode::Optional), &reader, &code), Next::Done);
    assert_eq!(next(&by_code(MfaMode::Required), &reader, &code), first(Factor::Password));
    let keyed = person(&[Factor::Totp]);
    let choice = Next::Choose { factors: vec![Factor::Totp, Factor::Password], recovery: false };
    assert_eq!(next(&by_code(MfaMode::Optional), &keyed, &code), choice);
}

#[test]
fn what_has_nowhere_to_go_cannot_be_set_up() {
    let required = demands(MfaMode::Required);
    let unreachable = Person { out_of_reach: vec![Factor::Email], ..person(&[]) };
    let rest = Next::Enrol(vec![Factor::Totp, Factor::Passkey]);
    assert_eq!(next(&required, &unreachable, &shown(&[Proof::Password])), rest);
}

#[test]
fn what_can_be_shown_is_known_before_it_is_asked_for() {
    let can = |demands: &Demands, person: &Person, wanted: &[&str]| {
        let wanted = wanted.iter().map(|word| (*word).to_owned()).collect();
        let progress = Progress { wanted, ..shown(&[Proof::Password]) };
        can_show_what_is_wanted(demands, person, &progress)
    };
    let (optional, required) = (demands(MfaMode::Optional), demands(MfaMode::Required));
    let keyed = person(&[Factor::Totp]);
    assert!(can(&optional, &keyed, &["pwd", "otp", "mfa"]));
    assert!(!can(&optional, &keyed, &["otp", "pop"]), "half of it is not enough");
    assert!(!can(&optional, &person(&[]), &["mfa"]));
    assert!(can(&required, &person(&[]), &["mfa"]), "who has none sets one up");
}

#[test]
fn a_passkey_with_a_verified_holder_is_two_factors() {
    let required =
        Demands { first: vec![Factor::Password, Factor::Passkey], ..demands(MfaMode::Required) };
    let keyed = person(&[Factor::Passkey]);
    assert_eq!(next(&required, &keyed, &shown(&[Proof::VerifiedPasskey])), Next::Done);
    let password = Next::Prove { factor: Factor::Password, others: vec![], recovery: false };
    assert_eq!(next(&required, &keyed, &shown(&[Proof::Passkey])), password);
}

#[test]
fn a_recovery_code_stands_for_any_second_factor_but_begins_nothing() {
    let (optional, password) = (demands(MfaMode::Optional), shown(&[Proof::Password]));
    let careful = Person { has_recovery_codes: true, ..person(&[Factor::Totp]) };
    let either = Next::Prove { factor: Factor::Totp, others: vec![], recovery: true };
    assert_eq!(next(&optional, &careful, &password), either);
    let lost = Progress { recover: true, ..password.clone() };
    let recover = Next::Recover { others: vec![Factor::Totp] };
    assert_eq!(next(&optional, &careful, &lost), recover);
    assert_eq!(
        next(&optional, &person(&[Factor::Totp]), &lost),
        next(&optional, &person(&[Factor::Totp]), &password)
    );
    let recovered = shown(&[Proof::Password, Proof::RecoveryCode]);
    assert_eq!(next(&optional, &careful, &recovered), Next::Done);
    let from_the_start = Progress { recover: true, ..shown(&[]) };
    assert!(!matches!(next(&optional, &careful, &from_the_start), Next::Recover { .. }));
}

#[test]
fn a_recovery_code_is_not_wasted_where_the_application_wants_a_certain_factor() {
    let optional = demands(MfaMode::Optional);
    let careful = Person { has_recovery_codes: true, ..person(&[Factor::Totp]) };
    let wanting = |method: &str| Progress {
        wanted: vec![method.to_owned()],
        recover: true,
        ..shown(&[Proof::Password])
    };
    let totp = Next::Prove { factor: Factor::Totp, others: vec![], recovery: false };
    assert_eq!(next(&optional, &careful, &wanting("otp")), totp);
    assert!(matches!(next(&optional, &careful, &wanting("mfa")), Next::Recover { .. }));
}

#[test]
fn recovery_codes_are_shown_to_whoever_has_set_up_a_first_factor() {
    let required = demands(MfaMode::Required);
    let both = [Proof::Password, Proof::Totp];
    let enrolled = Progress { enrolled: true, ..shown(&both) };
    let newcomer = person(&[Factor::Totp]);
    assert_eq!(next(&required, &newcomer, &enrolled), Next::RecoveryCodes);
    assert_eq!(next(&required, &newcomer, &shown(&both)), Next::Done);
    let careful = Person { has_recovery_codes: true, ..newcomer };
    assert_eq!(next(&required, &careful, &enrolled), Next::Done);
}

#[test]
fn a_browser_is_remembered_only_after_two_factors() {
    let both = shown(&[Proof::Password, Proof::Totp]);
    let told = |said| Progress { remember: said, ..both.clone() };
    let pool = |remember| Demands { remember, ..demands(MfaMode::Optional) };
    let nobody = person(&[]);
    assert!(remembers(&pool(Remember::Always), &nobody, &both));
    assert!(!remembers(&pool(Remember::Always), &nobody, &shown(&[Proof::Password])));
    assert!(!remembers(&pool(Remember::Never), &nobody, &told(Some(true))));
    let ask = pool(Remember::Ask);
    assert!(remembers(&ask, &nobody, &told(Some(true))));
    for said in [Some(false), None] {
        assert!(!remembers(&ask, &nobody, &told(said)));
    }
    assert_eq!(next(&ask, &person(&[Factor::Totp]), &both), Next::AskToRemember);
    assert_eq!(next(&ask, &person(&[]), &shown(&[Proof::Password])), Next::Done);
}

#[test]
fn a_password_of_ones_own_comes_after_what_was_set_up_and_details_after_it() {
    let (required, password) = (demands(MfaMode::Required), shown(&[Proof::Password]));
    let fresh = Person {
        must_change_password: true,
        lacks_attributes: true,
        terms_are_due: true,
        ..person(&[Factor::Totp])
    };
    assert_eq!(next(&required, &fresh, &shown(&[])), first(Factor::Password));
    assert!(matches!(next(&required, &fresh, &password), Next::Prove { .. }));
    let both = shown(&[Proof::Password, Proof::Totp]);
    assert_eq!(next(&required, &fresh, &both), Next::NewPassword);
    let bare = Person { factors: vec![], ..fresh.clone() };
    assert_eq!(next(&required, &bare, &password), Next::NewPassword, "before one is set up");
    let over = Person { password_is_over: true, ..fresh.clone() };
    assert_eq!(next(&required, &over, &password), Next::Reset);
    let own = Person { must_change_password: false, ..fresh };
    assert!(matches!(next(&required, &own, &password), Next::Prove { .. }));
    assert_eq!(next(&required, &own, &both), Next::Details);
    let filled_in = Person { lacks_attributes: false, ..own };
    assert_eq!(next(&required, &filled_in, &both), Next::Terms);
    let agreed = Person { terms_are_due: false, ..filled_in };
    assert_eq!(next(&required, &agreed, &both), Next::Done);
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
    let resets = proptest::option::of(select(vec![Factor::Email, Factor::Sms]));
    (subsequence(factors.to_vec(), 0..=4), likes, resets, any::<[bool; 8]>()).prop_map(
        |(factors, preferred, reset_by, flags)| {
            let [
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
                factors,
                has_recovery_codes,
                out_of_reach: Vec::new(),
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
        let enough = is_enough(&demands, &person, proved);
        prop_assert!(!due || person.knows_browser || enough);
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
    ) {
        person.has_password |= demands.first.contains(&Factor::Password);
        let mut progress = Progress::default();
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

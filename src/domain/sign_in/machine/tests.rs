//! The machine by hand.

mod federated;

use super::*;

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
fn a_mailbox_alone_is_one_factor_for_whoever_has_set_up_nothing() {
    let first = vec![Factor::Password, Factor::Email];
    let required = Demands { first, ..demands(MfaMode::Required) };
    let back = Person { reset_by: Some(Factor::Email), ..person(&[]) };
    let others = Next::Enrol(vec![Factor::Totp, Factor::Passkey]);
    for one in [&[Proof::Password][..], &[Proof::Email], &[Proof::Email, Proof::Password]] {
        assert_eq!(next(&required, &back, &shown(one)), others, "{one:?}");
        let with_more = shown(&[one, &[Proof::Totp]].concat());
        let keyed = Person { reset_by: Some(Factor::Email), ..person(&[Factor::Totp]) };
        assert_eq!(next(&required, &keyed, &with_more), Next::Done, "{one:?}");
    }
    // What was set up after the password had come by mail was set up by somebody who had signed in.
    let reader = Person { reset_by: Some(Factor::Email), ..person(&[Factor::Email]) };
    assert_eq!(next(&required, &reader, &shown(&[Proof::Password, Proof::Email])), Next::Done);
    let by_mail = Demands { second: vec![Factor::Email, Factor::Sms], ..required.clone() };
    let unreachable = Person { out_of_reach: vec![Factor::Sms], ..back.clone() };
    let both = shown(&[Proof::Password, Proof::Email]);
    assert_eq!(next(&by_mail, &unreachable, &both), Next::Done, "there is no other way in");
    let unproved = Person { unproved: vec![Factor::Sms], ..back.clone() };
    let either = Next::Enrol(by_mail.second.clone());
    assert_eq!(next(&by_mail, &unproved, &shown(&[Proof::Password])), either, "it may be wrong");
    let chosen = Person { reset_by: None, ..back };
    assert_eq!(next(&required, &chosen, &both), Next::Done, "two, of which neither gave the other");
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

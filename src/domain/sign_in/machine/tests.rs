//! The machine by hand.

use super::*;
use crate::model::factor::OWN;
use crate::model::sign_in::Waiting;

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

#[test]
fn a_providers_word_begins_and_is_one_factor() {
    let came = shown(&[Proof::Federated]);
    let nobody = Person { has_password: false, ..person(&[]) };
    for mode in [MfaMode::Off, MfaMode::Optional] {
        assert_eq!(next(&demands(mode), &nobody, &came), Next::Done);
    }
    let required = demands(MfaMode::Required);
    let second = Next::Enrol(vec![Factor::Totp, Factor::Email, Factor::Passkey]);
    assert_eq!(next(&required, &nobody, &came), second);
    let keyed = Person { has_password: false, ..person(&[Factor::Totp]) };
    for mode in [MfaMode::Optional, MfaMode::Required] {
        let totp = Next::Prove { factor: Factor::Totp, others: vec![], recovery: false };
        assert_eq!(next(&demands(mode), &keyed, &came), totp);
        let both = shown(&[Proof::Federated, Proof::Totp]);
        assert_eq!(next(&demands(mode), &keyed, &both), Next::Done);
        let there = shown(&[Proof::FederatedTwoFactor]);
        assert_eq!(next(&demands(mode), &keyed, &there), Next::Done);
    }
    let known = Person { knows_browser: true, ..keyed };
    assert_eq!(next(&required, &known, &came), Next::Done);
}

#[test]
fn a_providers_word_and_the_password_are_one_factor() {
    let (came, both) = (shown(&[Proof::Federated]), shown(&[Proof::Federated, Proof::Password]));
    let (plain, keyed) = (person(&[]), person(&[Factor::Totp]));
    for mode in [MfaMode::Optional, MfaMode::Required] {
        for one in [&came, &both] {
            assert_eq!(next(&demands(mode), &keyed, one), first(Factor::Totp), "{one:?}");
        }
    }
    let required = demands(MfaMode::Required);
    assert_eq!(next(&required, &plain, &came), first(Factor::Password), "before one is set up");
    assert_eq!(next(&required, &plain, &both), Next::Enrol(required.second.clone()));
    let over = Person { password_is_over: true, ..person(&[]) };
    assert_eq!(next(&required, &over, &came), Next::Enrol(required.second.clone()));
    assert_eq!(next(&demands(MfaMode::Optional), &plain, &came), Next::Done);
    let wishing = Progress { wanted: vec!["pwd".to_owned()], ..came };
    assert_eq!(next(&demands(MfaMode::Off), &plain, &wishing), first(Factor::Password));
}

#[test]
fn whoever_changes_an_account_shows_what_it_has_of_its_own() {
    let wanting = |proved: &[Proof]| Progress {
        wanted: vec!["mfa".to_owned(), OWN.to_owned()],
        ..shown(proved)
    };
    let came = wanting(&[Proof::Federated]);
    let nothing = Person { has_password: false, ..person(&[]) };
    let keyed = Person { has_password: false, ..person(&[Factor::Totp]) };
    let over = Person { password_is_over: true, ..person(&[]) };
    let known = Person { knows_browser: true, ..person(&[]) };
    for mode in [MfaMode::Off, MfaMode::Optional] {
        let pool = demands(mode);
        for owner in [&person(&[]), &known] {
            for word in [Proof::Federated, Proof::FederatedTwoFactor] {
                assert_eq!(next(&pool, owner, &wanting(&[word])), first(Factor::Password));
                let both = wanting(&[word, Proof::Password]);
                assert_eq!(next(&pool, owner, &both), Next::Done);
            }
        }
        assert_eq!(next(&pool, &keyed, &came), first(Factor::Totp));
        assert_eq!(next(&pool, &person(&[Factor::Totp]), &came), first(Factor::Totp));
        for nobody in [&nothing, &over] {
            assert_eq!(next(&pool, nobody, &came), Next::Done, "there is nothing to show");
        }
    }
}

#[test]
fn a_code_is_ones_own_where_it_begins_a_sign_in_and_goes_where_the_person_is() {
    let first_factors = vec![Factor::Password, Factor::Email];
    let pool = Demands { first: first_factors, ..demands(MfaMode::Off) };
    let reader = Person { has_password: false, ..person(&[]) };
    let wanting = Progress { wanted: vec![OWN.to_owned()], ..shown(&[Proof::Federated]) };
    assert_eq!(next(&pool, &reader, &wanting), first(Factor::Email));
    assert_eq!(next(&pool, &reader, &shown(&[Proof::Federated])), Next::Done, "elsewhere");
    let required = Demands { mfa: MfaMode::Required, ..pool.clone() };
    let enrol = Next::Enrol(required.second.clone());
    assert_eq!(next(&required, &reader, &shown(&[Proof::Federated])), enrol);
    let unproved = Person { unproved: vec![Factor::Email], ..reader.clone() };
    let nowhere = Person { out_of_reach: vec![Factor::Email], ..reader };
    for unsure in [unproved, nowhere] {
        assert_eq!(next(&pool, &unsure, &wanting), Next::Done);
    }
}

#[test]
fn the_mailbox_that_a_provider_tells_shows_nothing_beside_its_word() {
    let reader = |factors: &[Factor]| Person {
        has_password: false,
        provider_reads: Some(Factor::Email),
        ..person(factors)
    };
    let (optional, required) = (demands(MfaMode::Optional), demands(MfaMode::Required));
    let (came, read) = (shown(&[Proof::Federated]), shown(&[Proof::Federated, Proof::Email]));
    for pool in [&optional, &required] {
        for one in [&came, &read] {
            let several = reader(&[Factor::Email, Factor::Totp]);
            assert_eq!(next(pool, &several, one), first(Factor::Totp), "{one:?}");
        }
        // What was set up by itself was set up by somebody who had signed in, and is all there is.
        assert_eq!(next(pool, &reader(&[Factor::Email]), &came), first(Factor::Email));
        assert_eq!(next(pool, &reader(&[Factor::Email]), &read), Next::Done);
        let there = shown(&[Proof::FederatedTwoFactor]);
        assert_eq!(next(pool, &reader(&[Factor::Email, Factor::Totp]), &there), Next::Done);
    }
    let others = Next::Enrol(vec![Factor::Totp, Factor::Passkey]);
    for one in [&came, &read] {
        assert_eq!(next(&required, &reader(&[]), one), others, "{one:?}");
    }
    let by_mail = Demands { second: vec![Factor::Email, Factor::Sms], ..required };
    let unreachable = Person { out_of_reach: vec![Factor::Sms], ..reader(&[]) };
    assert_eq!(next(&by_mail, &unreachable, &came), Next::Enrol(vec![Factor::Email]));
    let elsewhere = Person { provider_reads: None, ..reader(&[Factor::Email]) };
    assert_eq!(next(&by_mail, &elsewhere, &came), first(Factor::Email));
}

#[test]
fn the_mailbox_that_a_provider_tells_is_nothing_of_ones_own() {
    let first_factors = vec![Factor::Password, Factor::Email];
    let wanting = |proved: &[Proof]| Progress {
        wanted: vec!["mfa".to_owned(), OWN.to_owned()],
        ..shown(proved)
    };
    let reader = Person { provider_reads: Some(Factor::Email), ..person(&[]) };
    for mode in [MfaMode::Off, MfaMode::Optional, MfaMode::Required] {
        let pool = Demands { first: first_factors.clone(), ..demands(mode) };
        for proved in [&[Proof::Federated][..], &[Proof::Federated, Proof::Email]] {
            let asked = next(&pool, &reader, &wanting(proved));
            assert_eq!(asked, first(Factor::Password), "{mode:?} {proved:?}");
        }
        let there = wanting(&[Proof::FederatedTwoFactor]);
        let alone = Person { has_password: false, ..reader.clone() };
        assert_eq!(next(&pool, &alone, &there), Next::Done, "{mode:?}: nothing is their own");
        let over = Person { password_is_over: true, ..reader.clone() };
        assert_eq!(next(&pool, &over, &there), Next::Done, "{mode:?}: that one is over");
    }
    let both = [Proof::Federated, Proof::Email];
    assert_eq!(methods(&reader, &both), ["fed", "email_otp"], "one mailbox");
    let elsewhere = Person { provider_reads: None, ..reader.clone() };
    assert_eq!(methods(&elsewhere, &both), ["fed", "email_otp", "mfa"]);
    let last = Person { factors: vec![Factor::Email], has_password: false, ..reader };
    let pool = Demands { remember: Remember::Always, ..demands(MfaMode::Required) };
    assert_eq!(next(&pool, &last, &shown(&both)), Next::Done, "it is all there is");
    assert!(!remembers(&pool, &last, &shown(&both)), "but no browser is remembered by it");
}

#[test]
fn what_can_be_shown_after_a_provider_is_known_before_it_is_asked_for() {
    let can = |mode, wanted: &str| {
        let wanted = vec![wanted.to_owned()];
        let progress = Progress { wanted, ..shown(&[Proof::Federated]) };
        can_show_what_is_wanted(&demands(mode), &person(&[]), &progress)
    };
    assert!(can(MfaMode::Off, "pwd"));
    assert!(!can(MfaMode::Optional, "mfa"), "the password makes no second factor");
    assert!(can(MfaMode::Required, "mfa"), "who has none sets one up");
}

#[test]
fn an_identity_waits_for_what_the_person_has() {
    let waiting = Waiting { provider: "p".to_owned(), sealed: String::new() };
    let waits = || Progress { waiting: Some(waiting.clone()), ..Progress::default() };
    let first = vec![Factor::Password, Factor::Passkey];
    let keys = Demands { first, ..demands(MfaMode::Required) };
    let passkey = Next::Prove { factor: Factor::Passkey, others: vec![], recovery: false };
    let keyed = Person { has_password: false, ..person(&[Factor::Passkey]) };
    assert_eq!(next(&keys, &keyed, &waits()), passkey);
    let factors = vec![Factor::Password, Factor::Passkey];
    let both = Next::Choose { factors, recovery: false };
    assert_eq!(next(&keys, &person(&[Factor::Passkey]), &waits()), both);
    let by_mail = Demands { first: vec![Factor::Email], ..demands(MfaMode::Off) };
    let mail = Next::Prove { factor: Factor::Email, others: vec![], recovery: false };
    assert_eq!(next(&by_mail, &person(&[]), &waits()), mail);
    let ended = Person { password_is_over: true, ..person(&[]) };
    let given = Person { must_change_password: true, ..person(&[]) };
    for theirs in [ended, given] {
        assert_eq!(next(&by_mail, &theirs, &waits()), Next::Begin, "an operator's");
    }
    let over = Person { password_is_over: true, ..person(&[]) };
    for nothing in [Person { has_password: false, ..person(&[Factor::Totp]) }, over] {
        assert_eq!(next(&keys, &nothing, &waits()), Next::Begin);
    }
    let shown = Progress { proved: vec![Proof::Password], ..waits() };
    assert!(matches!(next(&keys, &person(&[]), &shown), Next::Enrol(_)));
}

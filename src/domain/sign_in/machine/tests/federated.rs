//! The same for people who come by the word of a provider.

use super::*;
use crate::model::factor::OWN;
use crate::model::sign_in::Waiting;

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

//! What holds for every state of every page, in every language.

use super::login::LoginForm;
use super::*;
use crate::http::assets;
use crate::words::MISSING;

/// What a first visit to any page may load in all but for pictures, in bytes before compression.
const VISIT_LENGTH: usize = 20_000;

const STYLE: &str = include_str!("../../../../static/pages.css");

fn every_page() -> Vec<Sample> {
    let render = |locale| gallery(locale).expect("every sample renders");
    Locale::all().flat_map(render).collect()
}

#[test]
fn every_state_of_every_page_renders_in_every_language() {
    for Sample { page, state, html } in every_page() {
        assert!(!html.contains(MISSING), "{page}/{state}: words are missing");
        assert!(
            !html.contains("{$") && !html.contains("{ $"),
            "{page}/{state}: a placeholder is left"
        );
        let visit = html.len() + assets::length_for(&html);
        assert!(visit <= VISIT_LENGTH, "{page}/{state}: {visit} bytes");
        assert_eq!(html.matches("<h1>").count(), 1, "{page}/{state}: one heading");
    }
}

#[test]
fn nothing_on_a_page_needs_what_the_content_security_policy_forbids() {
    for Sample { page, state, html } in every_page() {
        // Frames of the applications are what two pages are for; their policy lets them in.
        let html = html.replace("<iframe src=\"https://", "");
        for banned in ["<style", "style=\"", " onclick", "javascript:", "//fonts", "src=\"http"] {
            assert!(!html.contains(banned), "{page}/{state}: {banned}");
        }
    }
}

#[test]
fn the_style_sheet_names_no_side_so_that_it_fits_both_directions_of_writing() {
    for side in ["left", "right"] {
        assert!(!STYLE.contains(side), "{side}");
    }
}

#[test]
fn every_form_carries_the_csrf_token() {
    for Sample { page, state, html } in every_page() {
        let tokens = html.matches(r#"name="_csrf" value="sample-token""#).count();
        assert_eq!(tokens, html.matches("<form").count(), "{page}/{state}");
    }
}

#[test]
fn errors_are_announced_in_the_title_and_linked_to_fields_that_exist() {
    let prefix = |locale: Locale| locale.text_with("title-error", &[("title", "")]);
    let prefixes: Vec<String> = Locale::all().map(prefix).collect();
    for Sample { page, state, html } in every_page() {
        let summary = html.contains(r#"id="error-summary""#);
        let announced =
            prefixes.iter().any(|prefix| html.contains(&format!("<title>{}", prefix.trim())));
        assert_eq!(announced, summary || page.ends_with("error"), "{page}/{state}");
        for target in html.split(r##"<a href="#"##).skip(1) {
            let id = target.split('"').next().unwrap_or_default();
            assert!(html.contains(&format!(r#"id="{id}""#)), "{page}/{state}: #{id}");
        }
    }
}

#[test]
fn browsers_are_told_what_each_field_is_for() {
    let has = |page: &str, state: &str, wanted: &str| {
        let samples = gallery(Locale::English).expect("every sample renders");
        let sample =
            samples.into_iter().find(|sample| (sample.page, sample.state) == (page, state));
        let html = sample.expect("a sample of that name").html;
        assert!(html.contains(wanted), "{page}/{state}: {wanted}");
    };
    has("login", "empty", r#"autocomplete="username webauthn""#);
    has("login", "empty", r#"autocomplete="current-password""#);
    has("sign-up", "empty", r#"autocomplete="email""#);
    has("sign-up", "empty", r#"autocomplete="new-password""#);
    has("sign-up", "empty", r#"maxlength="256" minlength="8" passwordrules="minlength: 8;"#);
    has("confirm", "sent", r#"inputmode="numeric""#);
    has("confirm", "sent", r#"autocomplete="one-time-code""#);
    has("reset", "sent", r#"autocomplete="username""#);
    has("device", "prefilled", r#"value="WDJB-MJHT" autocomplete="off""#);
    has("device", "empty", r#"autocapitalize="characters" spellcheck="false""#);
}

#[test]
fn what_programs_look_for_on_a_page_has_a_name_that_stays() {
    let names: [(&str, &[&str]); 8] = [
        ("login", &["login-form"]),
        ("accounts", &["account-form", "continue-account", "other-account"]),
        ("consent", &["consent-form", "allow", "deny", "other-account", "scopes"]),
        ("device", &["device-form", "user_code"]),
        ("device-confirm", &["device-confirm-form", "user-code", "allow", "deny"]),
        ("device-done", &["device-done"]),
        ("logout", &["logout-form", "logout-confirm", "logout-cancel"]),
        ("signing-out", &["signed-out", "continue"]),
    ];
    for Sample { page, state, html } in every_page() {
        let ids = names.iter().filter(|(named, _)| *named == page).flat_map(|(_, ids)| *ids);
        for id in ids {
            assert_eq!(html.matches(&format!(r#" id="{id}""#)).count(), 1, "{page}/{state}: {id}");
        }
        for decision in html.split(r#"name="decision" value=""#).skip(1) {
            assert!(["allow\"", "deny\""].iter().any(|known| decision.starts_with(known)));
        }
    }
}

#[test]
fn an_application_shows_its_logo_and_its_terms_before_anybody_signs_in() {
    let samples = gallery(Locale::English).expect("every sample renders");
    let page = |name| samples.iter().find(|sample| sample.state == name).expect("a sample");
    let dressed = &page("dressed-application").html;
    for id in ["client-logo", "policy-link", "tos-link"] {
        assert!(dressed.contains(&format!(r#" id="{id}""#)), "{id}");
        assert!(!page("empty").html.contains(&format!(r#" id="{id}""#)), "{id}");
    }
}

#[test]
fn what_people_type_cannot_become_markup() {
    let view = LoginView {
        frame: Frame { pool_name: "<b>".to_owned(), ..Frame::sample(Locale::English) },
        username: "\"><script>alert(1)</script>".to_owned(),
        form: LoginForm::Password,
        codes: Vec::new(),
        error: None,
        notice: None,
        passkey: None,
        providers: Vec::new(),
        can_sign_up: true,
        can_recover: true,
    };
    let html = view.render().expect("the page renders");
    assert!(!html.contains("<script>") && !html.contains("<b>"));
}

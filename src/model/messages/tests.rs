//! What a template may say, and which one is taken.

use super::*;

fn template(occasion: Occasion) -> MessageTemplate {
    let (language, subject, text, html, sms) = (None, None, None, None, None);
    MessageTemplate { occasion, language, subject, text, html, sms }
}

fn text(occasion: Occasion, text: &str) -> MessageTemplate {
    MessageTemplate { text: Some(text.to_owned()), ..template(occasion) }
}

fn fault(one: MessageTemplate) -> String {
    let policy = MessagePolicy { templates: vec![one], ..MessagePolicy::default() };
    policy.check().map_or_else(|invalid| invalid.0, |()| String::new())
}

#[test]
fn each_occasion_has_its_needs() {
    for (occasion, needed) in NEEDED {
        let said: Vec<&str> = needed.iter().map(|either| either[0].written()).collect();
        assert_eq!(fault(text(occasion, &format!("Hello! {}", said.join(" ")))), "");
        for missing in 0..said.len() {
            let left: Vec<&str> = said
                .iter()
                .enumerate()
                .filter(|(at, _)| *at != missing)
                .map(|(_, one)| *one)
                .collect();
            let why = fault(text(occasion, &format!("Hello! {}", left.join(" "))));
            assert!(why.contains("lacks") && why.contains(said[missing]), "{why}");
            assert!(why.contains(occasion.as_str()), "{why}");
        }
    }
    assert_eq!(fault(text(Occasion::Confirm, "Follow {##this link##}.")), "");
    let code = fault(text(Occasion::AccountExists, "Here is {####}"));
    assert!(code.contains("may not have {####} in its text"), "{code}");
}

#[test]
fn what_does_not_fit_is_refused_in_words() {
    let subject = |occasion, subject: &str| MessageTemplate {
        subject: Some(subject.to_owned()),
        ..template(occasion)
    };
    let sms =
        |sms: &str| MessageTemplate { sms: Some(sms.to_owned()), ..template(Occasion::Confirm) };
    let html =
        |html: &str| MessageTemplate { html: Some(html.to_owned()), ..template(Occasion::Reset) };
    let cases = [
        (template(Occasion::Reset), "says nothing"),
        (subject(Occasion::Reset, ""), "1 to 140 characters"),
        (subject(Occasion::Reset, &"x".repeat(141)), "1 to 140 characters"),
        (subject(Occasion::Reset, "a\r\nBcc: b@c.example"), "control characters"),
        (subject(Occasion::Reset, "{##Go##}"), "may not have {##words of the link##}"),
        (subject(Occasion::Invitation, "Use {####}"), "may not have {####} in its subject"),
        (text(Occasion::Reset, "{####"), "6 to 20000 characters"),
        (text(Occasion::Reset, &"{####}".repeat(3334)), "6 to 20000 characters"),
        (text(Occasion::Reset, "{####}\u{0}"), "control characters"),
        (sms(&format!("{{####}}{}", "x".repeat(135))), "6 to 140 characters"),
        (sms("{####}\nnext"), "control characters"),
        (sms("Open {##it##}"), "may not have {##words of the link##} in its sms"),
        (sms("No code at all"), "lacks {####} in its sms"),
        (html("<p>Hello</p><!-- {####} -->"), "lacks {####} in its html"),
        (MessageTemplate { language: Some("d e".into()), ..sms("{####}") }, "language tag"),
    ];
    for (template, said) in cases {
        let why = fault(template);
        assert!(why.contains(said), "{said}: {why}");
    }
    assert_eq!(fault(html("<p>Your code: <b>{####}</b></p>")), "");
    assert_eq!(fault(subject(Occasion::Reset, "{####} for {username} {other}")), "");
}

#[test]
fn the_nearest_language_is_taken_and_each_has_one() {
    let in_language = |language: Option<&str>, words: &str| MessageTemplate {
        language: language.map(str::to_owned),
        ..text(Occasion::Reset, words)
    };
    let all = [(None, "all {####}"), (Some("de"), "de {####}"), (Some("pt-BR"), "br {####}")];
    let templates: Vec<_> = all.map(|(tag, words)| in_language(tag, words)).into();
    let policy = MessagePolicy { templates, ..MessagePolicy::default() };
    assert_eq!(policy.check(), Ok(()));
    for (tag, words) in
        [("de", "de"), ("DE", "de"), ("de-AT", "de"), ("pt-br", "br"), ("pt", "all"), ("en", "all")]
    {
        let found = policy.mail(Occasion::Reset, tag).and_then(|one| one.text.as_deref());
        assert!(found.is_some_and(|text| text.starts_with(words)), "{tag}: {found:?}");
    }
    assert_eq!(policy.mail(Occasion::Confirm, "de"), None);
    assert_eq!(policy.sms(Occasion::Reset, "de"), None);
    let mut twice = policy;
    twice.templates.push(in_language(Some("PT-br"), "again {####}"));
    assert!(twice.check().is_err_and(|invalid| invalid.0.contains("twice")));
}

#[test]
fn settings_are_read_as_they_are_written() {
    let json = r#"{"from": "Northwind <hello@northwind.example>", "templates":
        [{"occasion": "sign_in", "language": "de", "sms": "{####} ist Ihr Code"}]}"#;
    let policy: MessagePolicy = serde_json::from_str(json).expect("settings");
    assert_eq!(policy.check(), Ok(()));
    let again = serde_json::to_string(&policy).expect("JSON");
    assert_eq!(serde_json::from_str::<MessagePolicy>(&again).ok(), Some(policy));
    for bad in
        [r#"{"from": "a@b.example\nBcc: c@d.example"}"#, r#"{"templates": [{"occasion": "x"}]}"#]
    {
        assert!(serde_json::from_str::<MessagePolicy>(bad).is_err(), "{bad}");
    }
}

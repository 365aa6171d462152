//! Messages in a pool's own words, from a sender of its own, and how many go out by SMS.

use std::time::Duration;

use axum::http::StatusCode;
use gatehouse::domain::Refusal;
use gatehouse::domain::admin::pools::{self, PoolChange};
use gatehouse::domain::admin::users::{self, Invitation, NewUser};
use gatehouse::domain::outbox::Kept;
use gatehouse::model::messages::{MessageTemplate, Occasion};
use gatehouse::model::password::Password;
use gatehouse::model::pool::{PoolSettings, RecoveryWay, UsernameKind};
use gatehouse::model::user::UserStatus;
use gatehouse::model::{Factor, Medium};

use super::{PASSWORD, complaint};
use crate::support::{Answer, TestApp, on_both};

const JANE: &str = "jane@example.test";
const NUMBER: &str = "+12025550126";
const GERMAN: &str = "+4915112345678";
const HOUR: Duration = Duration::from_secs(60 * 60);

fn template(occasion: Occasion) -> MessageTemplate {
    let (language, subject, text, html, sms) = (None, None, None, None, None);
    MessageTemplate { occasion, language, subject, text, html, sms }
}

/// A user whom an operator makes with these attributes, and with that password.
fn new(username: &str, attributes: &[(&str, &str)], password: Option<&str>) -> NewUser {
    let pairs = attributes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    NewUser {
        username: username.to_owned(),
        password: password.map(Password::new),
        attributes: pairs.collect(),
        status: UserStatus::Confirmed,
    }
}

impl TestApp {
    /// Signs somebody up, and asks for no other code; the message that follows.
    async fn told_at_sign_up(&self, username: &str, email: &str, language: &str) -> Kept {
        let mut browser = self.browser();
        let values = [("username", username), ("email", email), ("password", PASSWORD)];
        let path = format!("/signup?lang={language}");
        let signed_up = self.fill_in(&mut browser, &path, "signup-form", &values).await;
        assert!(signed_up.status.is_redirection(), "{signed_up:?}");
        self.mail(email).await.remove(0)
    }

    /// Signs up where the number is the name.
    async fn sign_up_by(&self, number: &str) -> Answer {
        let values = [("username", number), ("password", PASSWORD)];
        self.fill_in(&mut self.browser(), "/signup", "signup-form", &values).await
    }
}

/// A pool whose user names are numbers, with this change to its rules.
fn numbers(change: impl FnOnce(&mut PoolSettings)) -> PoolSettings {
    let mut settings = PoolSettings {
        username: UsernameKind::Phone,
        aliases: Vec::new(),
        required_attributes: Vec::new(),
        ..PoolSettings::default()
    };
    change(&mut settings);
    settings
}

on_both! {
    async fn a_message_is_in_the_words_of_the_pool_and_from_it(app) {
        app.change_pool(|pool| {
            pool.messages.from = Some("Café Łódź <hello@northwind.example>".parse().expect("one"));
            pool.messages.reply_to = Some("help@northwind.example".parse().expect("one"));
            let words = |language: Option<&str>, text: &str| MessageTemplate {
                language: language.map(str::to_owned),
                subject: Some("{####} for {username}".into()),
                text: Some(text.to_owned()),
                ..template(Occasion::Confirm)
            };
            pool.messages.templates =
                vec![words(None, "Enter {####} or {##open this##}."), words(Some("de"), "Bitte: {####}")];
        })
        .await;
        let mail = app.told_at_sign_up("jane", JANE, "en").await;
        assert_eq!(mail.from, "Café Łódź <hello@northwind.example>");
        assert_eq!(mail.reply_to, "help@northwind.example");
        assert_eq!(mail.subject, format!("{} for jane", mail.codes[0]));
        let said = format!("Enter {} or open this <{}>.", mail.codes[0], mail.links[0]);
        assert!(mail.text.starts_with(&said), "{}", mail.text);
        let confirmed = app.confirm(&mut app.browser(), "jane", &mail.codes[0]).await;
        assert!(confirmed.status.is_redirection(), "{confirmed:?}");
        let german = app.told_at_sign_up("john", "john@example.test", "de").await;
        assert!(german.text.starts_with(&format!("Bitte: {}", german.codes[0])), "{german:?}");
        assert!(german.links.is_empty(), "{german:?}");
    }

    async fn without_words_of_its_own_a_pool_speaks_ours(app) {
        let mail = app.told_at_sign_up("jane", JANE, "en").await;
        assert!(mail.from.contains("no-reply@localhost") && mail.reply_to.is_empty(), "{mail:?}");
        assert!(mail.subject.contains("is your code"), "{mail:?}");
    }

    async fn a_message_that_waits_survives_the_template_and_the_pool(app) {
        let words = MessageTemplate { text: Some("Own {####}".into()), ..template(Occasion::Confirm) };
        app.change_pool(|pool| pool.messages.templates = vec![words]).await;
        app.sign_up(&mut app.browser(), "jane", JANE).await;
        app.change_pool(|pool| pool.messages.templates.clear()).await;
        let mail = app.mail(JANE).await;
        assert!(mail[0].text.contains(&mail[0].codes[0]) && !mail[0].text.contains("Own"), "{mail:?}");
        app.sign_up(&mut app.browser(), "john", "john@example.test").await;
        pools::disable(&app.cx(), &app.demo.pool.id).await.expect("disabled");
        assert_eq!(app.mail("john@example.test").await.len(), 1);
    }

    async fn a_template_that_lacks_its_code_is_not_kept(app) {
        let (cx, id) = (app.cx(), &app.demo.pool.id);
        let mut settings = pools::show(&cx, id).await.expect("a pool").settings;
        let words = MessageTemplate { text: Some("Hello!".into()), ..template(Occasion::Reset) };
        settings.messages.templates = vec![words];
        let change = PoolChange { settings: Some(settings.into()), ..PoolChange::default() };
        let refused = pools::update(&cx, id, change).await.expect_err("no code");
        assert!(refused.hint().contains("lacks {####} in its text"), "{refused}");
    }

    async fn a_number_of_another_country_is_refused_before_anything_is_sent(app) {
        let codes = vec!["+49".parse().expect("a code")];
        let app = app.in_pool(numbers(|settings| settings.sms.calling_codes = codes)).await;
        let refused = app.sign_up_by(NUMBER).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{refused:?}");
        assert!(complaint(&refused).contains("country is not served"), "{refused:?}");
        assert!(app.mail(NUMBER).await.is_empty());
        let served = app.sign_up_by(GERMAN).await;
        assert!(served.status.is_redirection(), "{served:?}");
        assert_eq!(app.mail(GERMAN).await.len(), 1);
    }

    async fn a_known_number_of_another_country_gets_nothing_and_nobody_learns_it(app) {
        let own = [("phone_number", NUMBER), ("phone_number_verified", "true")];
        app.change_pool(|pool| {
            pool.sms.calling_codes = vec!["+49".parse().expect("a code")];
            pool.sign_in.first_factors = vec![Factor::Password, Factor::Sms];
        })
        .await;
        users::create(&app.cx(), &app.demo.pool.id, new("ann", &own, Some(PASSWORD))).await.expect("made");
        let mut pages = Vec::new();
        for name in ["ann", "nobody"] {
            let page = app.forget(&mut app.browser(), name).await;
            pages.push((page.status, page.body.len() - name.len() * page.body.matches(name).count()));
        }
        assert_eq!(pages[0], pages[1], "the same answer");
        assert!(app.mail(NUMBER).await.is_empty());
    }

    async fn the_ceiling_of_sms_holds_for_all_who_ask_and_for_a_while(app) {
        let app = app.in_pool(numbers(|settings| settings.sms.most_per_hour = 2)).await;
        let numbers = ["+12025550140", "+12025550141", "+12025550142"];
        for number in &numbers[..2] {
            assert!(app.sign_up_by(number).await.status.is_redirection());
        }
        let over = app.sign_up_by(numbers[2]).await;
        assert_eq!(over.status, StatusCode::TOO_MANY_REQUESTS, "{over:?}");
        assert!(over.headers.contains_key("retry-after"), "{over:?}");
        let node = app.second_node(|_| ()).await;
        let elsewhere = node.sign_up_by(numbers[2]).await;
        assert_eq!(elsewhere.status, StatusCode::TOO_MANY_REQUESTS, "all nodes count together");
        let known = app.sign_up_by(numbers[0]).await;
        assert_eq!(known.status, StatusCode::TOO_MANY_REQUESTS, "a taken number answers the same");
        assert!(app.mail(numbers[2]).await.is_empty());
        app.advance(HOUR + Duration::from_secs(1));
        assert!(app.sign_up_by(numbers[2]).await.status.is_redirection());
        assert_eq!(app.mail(numbers[2]).await.len(), 1);
    }

    async fn strangers_leave_the_last_sms_to_operators(app) {
        app.strangers_use_up_sms().await;
        let (cx, pool) = (app.cx(), &app.demo.pool.id);
        let invite = |name, number| {
            let new = new(name, &[("phone_number", number)], None);
            users::create_temporary(&cx, pool, new, Invitation::Sent)
        };
        invite("ann", NUMBER).await.expect("one was left");
        assert_eq!(app.mail(NUMBER).await.len(), 1);
        let over = invite("ben", GERMAN).await.expect_err("none is left");
        assert!(matches!(over.refusal(), Refusal::TooManyAttempts(_)), "{over}");
    }

    async fn at_the_ceiling_a_disabled_account_answers_as_any_number(app) {
        let app = app.in_pool(numbers(|settings| settings.sms.most_per_hour = 1)).await;
        assert!(app.sign_up_by(NUMBER).await.status.is_redirection());
        users::disable(&app.cx(), &app.demo.pool.id, NUMBER).await.expect("disabled");
        for number in [NUMBER, GERMAN] {
            let over = app.sign_up_by(number).await;
            assert_eq!(over.status, StatusCode::TOO_MANY_REQUESTS, "{number}: {over:?}");
        }
        app.advance(HOUR + Duration::from_secs(1));
        assert!(app.sign_up_by(NUMBER).await.status.is_redirection());
        assert_eq!(app.mail(NUMBER).await.len(), 1, "nothing goes to it any more");
        let over = app.sign_up_by(GERMAN).await;
        assert_eq!(over.status, StatusCode::TOO_MANY_REQUESTS, "what did not go out counts: {over:?}");
    }

    async fn a_code_over_the_ceiling_is_not_sent_and_nobody_learns_it(app) {
        app.change_pool(|pool| {
            pool.sms.most_per_hour = 1;
            pool.recovery = vec![RecoveryWay::VerifiedPhoneNumber];
        })
        .await;
        for (name, number) in [("ann", NUMBER), ("ben", GERMAN)] {
            let own = [("phone_number", number), ("phone_number_verified", "true")];
            let new = new(name, &own, Some(PASSWORD));
            users::create(&app.cx(), &app.demo.pool.id, new).await.expect("made");
        }
        app.forget(&mut app.browser(), "ann").await;
        assert_eq!(app.mail(NUMBER).await.len(), 1);
        let mut titles = Vec::new();
        for name in ["ben", "nobody"] {
            let page = app.forget(&mut app.browser(), name).await;
            titles.push((page.status, page.has("notice"), page.has("error-summary")));
        }
        assert_eq!(titles[0], titles[1]);
        assert!(app.mail(GERMAN).await.is_empty());
    }

    async fn a_number_of_another_country_takes_the_place_of_none(app) {
        let own = [("email", JANE), ("email_verified", "true"), ("phone_number", GERMAN)];
        users::create(&app.cx(), &app.demo.pool.id, new("jane", &own, Some(PASSWORD))).await.expect("made");
        app.change_pool(|pool| pool.sms.calling_codes = vec!["+49".parse().expect("a code")]).await;
        let mut browser = app.browser();
        let page = app.jane_at(&mut browser, "phone").await;
        let mut form = page.form("phone-form");
        form.fill("phone_number", NUMBER);
        let refused = browser.submit(&page, &form).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{refused:?}");
        assert!(complaint(&refused).contains("country is not served"), "{refused:?}");
        assert!(app.mail(NUMBER).await.is_empty() && !refused.has("pending"));
    }

    async fn the_ceiling_of_a_day_is_longer(app) {
        let app = app.in_pool(numbers(|settings| settings.sms.most_per_day = 1)).await;
        assert!(app.sign_up_by("+12025550140").await.status.is_redirection());
        app.advance(2 * HOUR);
        let over = app.sign_up_by("+12025550141").await;
        assert_eq!(over.status, StatusCode::TOO_MANY_REQUESTS, "{over:?}");
        app.advance(23 * HOUR);
        assert!(app.sign_up_by("+12025550141").await.status.is_redirection());
    }

    async fn of_many_who_ask_at_once_no_more_are_sent_than_may_be(app) {
        let app = app.in_pool(numbers(|settings| settings.sms.most_per_hour = 3)).await;
        let numbers: Vec<String> = (40..48).map(|last| format!("+120255501{last}")).collect();
        let all = numbers.iter().map(|number| app.sign_up_by(number));
        let answers = futures_util::future::join_all(all).await;
        let through = answers.iter().filter(|answer| answer.status.is_redirection()).count();
        assert_eq!(through, 3, "{answers:?}");
        let mut sent = 0;
        for number in &numbers {
            sent += app.mail(number).await.len();
        }
        assert_eq!(sent, 3);
    }

    async fn an_invitation_goes_where_it_is_told(app) {
        let (cx, pool) = (app.cx(), &app.demo.pool.id);
        let number = [("phone_number", NUMBER)];
        let both = [("phone_number", GERMAN), ("email", JANE)];
        let create = |new, how| users::create_temporary(&cx, pool, new, how);
        create(new("ann", &number, None), Invitation::Sent).await.expect("made");
        let told = app.mail(NUMBER).await.remove(0);
        assert_eq!(told.channel, "sms");
        assert!(told.text.contains("ann") && told.text.contains(&told.codes[0]), "{told:?}");
        let mut browser = app.browser();
        let typed = app.type_in(&mut browser, "ann", &told.codes[0]).await;
        assert!(typed.location().contains("/login/step"), "{typed:?}");
        create(new("jane", &both, None), Invitation::Sent).await.expect("made");
        assert_eq!((app.mail(JANE).await.len(), app.mail(GERMAN).await.len()), (1, 0));
        let by = Invitation::By(Medium::PhoneNumber);
        users::set_temporary_password(&cx, pool, "jane", None, by).await.expect("set");
        assert_eq!((app.mail(JANE).await.len(), app.mail(GERMAN).await.len()), (1, 1));
        for (name, how, words) in [
            ("kim", Invitation::By(Medium::Email), "no e-mail address"),
            ("kim", Invitation::By(Medium::PhoneNumber), "no phone number"),
            ("kim", Invitation::Sent, "no e-mail address and no phone number"),
        ] {
            let refused = create(new(name, &[], None), how).await.expect_err("nowhere to go");
            assert!(refused.hint().contains(words), "{refused}");
        }
        app.change_pool(|pool| pool.sms.calling_codes = vec!["+49".parse().expect("a code")]).await;
        let cx = app.cx();
        let refused = users::create_temporary(&cx, pool, new("kim", &number, None), Invitation::Sent).await;
        assert!(refused.expect_err("not served").hint().contains("country"));
    }

    async fn an_operator_s_password_is_told_by_mail(app) {
        app.member("jane", JANE).await;
        let (cx, pool) = (app.cx(), &app.demo.pool.id);
        let set = users::set_password(&cx, pool, "jane", Password::new("seven quiet lanterns drift"));
        set.await.expect("set");
        let told = app.mail(JANE).await.remove(0);
        assert!(told.subject.contains("password") && told.subject.contains("changed"), "{told:?}");
        assert!(told.text.contains("has given your account a new password"), "{told:?}");
        app.advance(Duration::from_secs(1));
        let before = app.mail(JANE).await.len();
        let (cx, how) = (app.cx(), Invitation::HandedOver);
        users::set_temporary_password(&cx, pool, "jane", None, how).await.expect("set");
        let mail = app.mail(JANE).await;
        assert_eq!(mail.len(), before + 1);
        assert!(mail[0].codes.is_empty(), "the operator tells it: {:?}", mail[0]);
    }
}

//! The link in the mail about a changed e-mail address, which puts the old one back.

use std::time::Duration;

use axum::http::StatusCode;
use gatehouse::domain::admin::users;
use gatehouse::domain::housekeeping;
use gatehouse::model::pool::PoolSettings;

use super::PASSWORD;
use crate::support::{Answer, Browser, TestApp, on_both};

const JANE: &str = "jane@example.test";
const SECOND: &str = "jane@example.org";
const THIRD: &str = "jane@example.net";
const OWN: &str = "walnuts float past";

impl TestApp {
    /// Changes the address of somebody who is at that section; the link that the old one gets.
    async fn change(&self, browser: &mut Browser, page: &Answer, old: &str, new: &str) -> String {
        let mut form = page.form("email-form");
        form.fill("email", new);
        let asked = browser.submit(page, &form).await;
        let page = browser.get(&asked.location()).await;
        let mut form = page.form("code-form");
        form.fill("code", &self.mailed_code(new).await);
        self.advance(Duration::from_secs(31));
        let done = browser.submit(&page, &form).await;
        assert!(done.location().contains("notice=saved"), "{done:?}");
        let link = self.undo_link(old).await;
        self.advance(Duration::from_secs(1)); // later messages are newer
        link
    }

    /// The path of the link in the newest mail to an address.
    async fn undo_link(&self, old: &str) -> String {
        let told = self.mail(old).await.remove(0);
        assert!(told.text.contains("Put my address back"), "{told:?}");
        told.links[0].strip_prefix("http://localhost:9080").expect("a link of ours").to_owned()
    }

    /// Jane, whose address was changed from her own session; the session, and the link.
    async fn moved(&self) -> (Browser, String) {
        self.member("jane", JANE).await;
        let mut browser = self.browser();
        let page = self.jane_at(&mut browser, "email").await;
        let link = self.change(&mut browser, &page, JANE, SECOND).await;
        (browser, link)
    }

    /// Opens a link and presses its button.
    async fn put_back(&self, browser: &mut Browser, link: &str) -> Answer {
        let page = browser.get(link).await;
        assert_eq!(page.status, StatusCode::OK, "{page:?}");
        browser.submit(&page, &page.form("undo-form")).await
    }

    async fn present_address(&self) -> String {
        let user = users::show(&self.cx(), &self.demo.pool.id, "jane").await.expect("a user");
        assert!(user.email_is_verified());
        user.attributes["email"].clone()
    }
}

/// The link was good no more.
fn assert_spent(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{answer:?}");
    assert!(!answer.has("undo-form") && answer.body.contains("no longer valid"), "{answer:?}");
}

on_both! {
    async fn the_old_address_comes_back_and_the_stranger_goes(app) {
        let (mut stranger, link) = app.moved().await;
        let mut owner = app.browser();
        owner.get(&link).await;
        assert_eq!(app.present_address().await, SECOND, "opening the link changes nothing");
        let done = app.put_back(&mut owner, &link).await;
        assert!(done.location().contains("/confirmforgotPassword"), "{done:?}");
        assert_eq!(app.present_address().await, JANE);
        let home = stranger.get(&app.section("email")).await;
        assert!(home.location().contains("/login"), "the session has ended: {home:?}");
        let refused = app.type_in(&mut app.browser(), "jane", PASSWORD).await;
        assert!(!refused.has("logout-form"), "the password opens nothing: {refused:?}");
        let told = app.mail(SECOND).await;
        assert!(told[0].text.contains("was put back"), "{told:?}");
        let page = owner.get(&done.location()).await;
        assert!(page.has("notice"), "{page:?}");
        let code = app.mailed_code(JANE).await;
        let reset = app.reset(&mut owner, &page, &code, OWN).await;
        assert!(reset.location().contains("/login"), "{reset:?}");
        for name in ["jane", JANE] {
            assert!(app.type_in(&mut app.browser(), name, OWN).await.has("logout-form"), "{name}");
        }
        let by_second = app.type_in(&mut app.browser(), SECOND, OWN).await;
        assert!(by_second.has("error-summary"), "{by_second:?}");
    }

    async fn a_link_works_once(app) {
        let (_, link) = app.moved().await;
        let (mut first, mut second) = (app.browser(), app.browser());
        let pages = (first.get(&link).await, second.get(&link).await);
        let (one, other) = futures_util::future::join(
            first.submit(&pages.0, &pages.0.form("undo-form")),
            second.submit(&pages.1, &pages.1.form("undo-form")),
        )
        .await;
        let (done, late) = if one.status.is_redirection() { (one, other) } else { (other, one) };
        assert!(done.status.is_redirection(), "{done:?}");
        assert_spent(&late);
        assert_spent(&app.put_back(&mut app.browser(), &link).await);
    }

    async fn a_link_lasts_three_days(app) {
        let (_, link) = app.moved().await;
        app.advance(Duration::from_secs(72 * 60 * 60 + 1));
        assert_spent(&app.put_back(&mut app.browser(), &link).await);
        assert_eq!(app.present_address().await, SECOND);
        app.advance(Duration::from_secs(60 * 60));
        assert!(housekeeping::clean(&app.cx()).await.expect("a clean house") > 0);
    }

    async fn a_link_is_good_at_its_pool_alone_and_not_without_its_code(app) {
        let (_, link) = app.moved().await;
        let own = app.base.clone();
        let app = app.in_pool(PoolSettings::default()).await;
        let elsewhere = link.replace(&own, &app.base);
        assert_spent(&app.put_back(&mut app.browser(), &elsewhere).await);
        let page = app.browser().get(&format!("{own}/email/undo")).await;
        assert!(!page.has("undo-form"), "{page:?}");
        for guess in ["x", "..%2F", "%22%3E%3Cscript%3E"] {
            let guessed = format!("{own}/email/undo?code={guess}");
            let answer = app.put_back(&mut app.browser(), &guessed).await;
            assert_spent(&answer);
            assert!(!answer.body.contains("<script>"), "{answer:?}");
        }
        assert_eq!(app.present_address().await, SECOND);
    }

    async fn a_form_from_elsewhere_changes_nothing(app) {
        let (_, link) = app.moved().await;
        let code = link.split("code=").nth(1).and_then(|rest| rest.split('&').next()).expect("a code");
        let mut browser = app.browser();
        let forged = browser.post(&link, &format!("code={code}")).await;
        assert_eq!(forged.status, StatusCode::FORBIDDEN, "{forged:?}");
        assert_eq!(app.present_address().await, SECOND);
    }

    async fn a_link_undoes_all_that_came_after_it(app) {
        let (mut browser, first) = app.moved().await;
        let page = browser.get(&app.section("email")).await;
        let second = app.change(&mut browser, &page, SECOND, THIRD).await;
        let done = app.put_back(&mut app.browser(), &first).await;
        assert!(done.status.is_redirection(), "{done:?}");
        assert_eq!(app.present_address().await, JANE);
        assert_spent(&app.put_back(&mut app.browser(), &second).await);
        assert_eq!(app.present_address().await, JANE, "who came after has no way back");
    }

    async fn a_link_leaves_those_before_it(app) {
        let (mut browser, first) = app.moved().await;
        let page = browser.get(&app.section("email")).await;
        let second = app.change(&mut browser, &page, SECOND, THIRD).await;
        assert!(app.put_back(&mut app.browser(), &second).await.status.is_redirection());
        assert_eq!(app.present_address().await, SECOND);
        assert!(app.put_back(&mut app.browser(), &first).await.status.is_redirection());
        assert_eq!(app.present_address().await, JANE);
    }

    async fn an_address_that_somebody_else_has_proved_stays_theirs(app) {
        let (_, link) = app.moved().await;
        app.member("john", JANE).await;
        let refused = app.put_back(&mut app.browser(), &link).await;
        assert!(refused.status.is_client_error(), "{refused:?}");
        assert_eq!(app.present_address().await, SECOND);
        let john = users::show(&app.cx(), &app.demo.pool.id, JANE).await.expect("john");
        assert_eq!(john.username.as_str(), "john");
    }

    async fn a_disabled_account_has_no_way_back(app) {
        let (_, link) = app.moved().await;
        users::disable(&app.cx(), &app.demo.pool.id, "jane").await.expect("disabled");
        assert_spent(&app.put_back(&mut app.browser(), &link).await);
        assert_eq!(app.present_address().await, SECOND);
    }

    async fn without_recovery_by_code_the_sessions_end_and_the_password_stays(app) {
        let (mut stranger, link) = app.moved().await;
        app.change_pool(|pool| pool.recovery = Vec::new()).await;
        let done = app.put_back(&mut app.browser(), &link).await;
        let onward = done.location();
        assert!(onward.contains("/login?") && onward.contains("notice=saved"), "{done:?}");
        assert_eq!(app.present_address().await, JANE);
        assert!(stranger.get(&app.section("email")).await.location().contains("/login"));
        assert!(app.type_in(&mut app.browser(), "jane", PASSWORD).await.has("logout-form"));
    }
}

//! The e-mail address of an account: another one counts once it is proved.

use std::time::Duration;

use axum::http::StatusCode;
use gatehouse::domain::admin::users;
use gatehouse::model::pool::{PoolSettings, UsernameKind};

use super::{PASSWORD, complaint};
use crate::support::{Answer, Browser, TestApp, on_both};

const JANE: &str = "jane@example.test";
const NEW: &str = "jane@example.org";

impl TestApp {
    /// Asks for another address from the page of the section; the page that follows.
    async fn move_to(&self, browser: &mut Browser, page: &Answer, email: &str) -> Answer {
        let mut form = page.form("email-form");
        form.fill("email", email);
        let asked = browser.submit(page, &form).await;
        assert!(asked.location().contains("notice=saved"), "{asked:?}");
        browser.get(&asked.location()).await
    }

    async fn send_code(&self, browser: &mut Browser, page: &Answer, code: &str) -> Answer {
        let mut form = page.form("code-form");
        form.fill("code", code);
        browser.submit(page, &form).await
    }

    async fn address_of(&self, name: &str) -> String {
        let user = users::show(&self.cx(), &self.demo.pool.id, name).await.expect("a user");
        assert!(user.email_is_verified());
        user.attributes["email"].clone()
    }
}

on_both! {
    async fn another_address_counts_once_it_is_proved(app) {
        app.member("jane", JANE).await;
        let mut browser = app.browser();
        let page = app.jane_at(&mut browser, "email").await;
        let page = app.move_to(&mut browser, &page, NEW).await;
        assert!(page.has("pending") && page.body.contains(JANE), "{page:?}");
        assert_eq!(app.address_of("jane").await, JANE, "until then nothing changes");
        assert!(app.type_in(&mut app.browser(), NEW, PASSWORD).await.has("error-summary"));
        let wrong = app.send_code(&mut browser, &page, "000000").await;
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
        complaint(&wrong);
        let code = app.mailed_code(NEW).await;
        app.advance(Duration::from_secs(1));
        let done = app.send_code(&mut browser, &wrong, &code).await;
        assert!(done.location().contains("notice=saved"), "{done:?}");
        assert_eq!(app.address_of("jane").await, NEW);
        assert!(app.type_in(&mut app.browser(), NEW, PASSWORD).await.has("logout-form"), "an alias");
        assert!(app.type_in(&mut app.browser(), JANE, PASSWORD).await.has("error-summary"));
        let told = app.mail(JANE).await;
        assert!(told[0].subject.contains("was changed") && told[0].codes.is_empty(), "{told:?}");
        let page = browser.get(&app.section("email")).await;
        assert!(!page.has("pending") && !page.has("code-form"), "{page:?}");
    }

    async fn a_code_is_good_for_its_address_its_account_and_once(app) {
        app.member("jane", JANE).await;
        app.member("john", "john@example.test").await;
        let (mut jane, mut john) = (app.browser(), app.browser());
        let page = app.jane_at(&mut jane, "email").await;
        let first = app.move_to(&mut jane, &page, NEW).await;
        let code = app.mailed_code(NEW).await;
        let page = app.at_home(&mut john, "email", ("john", PASSWORD)).await;
        let johns = app.move_to(&mut john, &page, "john@example.org").await;
        let foreign = app.send_code(&mut john, &johns, &code).await;
        assert_eq!(foreign.status, StatusCode::BAD_REQUEST, "{foreign:?}");
        app.advance(Duration::from_secs(31));
        let second = app.move_to(&mut jane, &first, "other@example.org").await;
        let replaced = app.send_code(&mut jane, &second, &code).await;
        assert_eq!(replaced.status, StatusCode::BAD_REQUEST, "{replaced:?}");
        let code = app.mailed_code("other@example.org").await;
        assert!(app.send_code(&mut jane, &second, &code).await.status.is_redirection());
        let twice = app.send_code(&mut jane, &second, &code).await;
        assert_eq!(twice.status, StatusCode::BAD_REQUEST, "{twice:?}");
    }

    async fn a_late_code_is_refused(app) {
        app.member("jane", JANE).await;
        let mut browser = app.browser();
        let page = app.jane_at(&mut browser, "email").await;
        let page = app.move_to(&mut browser, &page, NEW).await;
        let code = app.mailed_code(NEW).await;
        app.advance(Duration::from_secs(31 * 60));
        let again = app.prove(&mut browser, &format!("{}/login?_account=email&_again=1", app.base), ("jane", PASSWORD)).await;
        assert!(!again.has("pending"), "{again:?}");
        let late = app.send_code(&mut browser, &page, &code).await;
        assert_eq!(late.status, StatusCode::BAD_REQUEST, "{late:?}");
        assert_eq!(app.address_of("jane").await, JANE);
    }

    async fn what_is_no_other_address_is_refused(app) {
        app.member("jane", JANE).await;
        let mut browser = app.browser();
        let page = app.jane_at(&mut browser, "email").await;
        for bad in ["", "jane", "jane@", JANE, "a@b@c", "jane@example.test\r\nBcc: x@example.test"] {
            let mut form = page.form("email-form");
            form.fill("email", bad);
            let sent = browser.submit(&page, &form).await;
            assert_eq!(sent.status, StatusCode::BAD_REQUEST, "{bad:?}: {sent:?}");
        }
    }

    async fn an_address_that_somebody_has_tells_nothing(app) {
        app.member("jane", JANE).await;
        app.member("john", "john@example.test").await;
        let mut browser = app.browser();
        let page = app.jane_at(&mut browser, "email").await;
        let page = app.move_to(&mut browser, &page, "john@example.test").await;
        assert!(page.has("pending"), "the same as for a free one: {page:?}");
        let told = app.mail("john@example.test").await;
        assert!(told[0].codes.is_empty() && told[0].subject.contains("already"), "{told:?}");
        for code in ["000000", "123456"] {
            assert_eq!(app.send_code(&mut browser, &page, code).await.status, StatusCode::BAD_REQUEST);
        }
        assert_eq!(app.address_of("jane").await, JANE);
    }

    async fn an_address_that_somebody_proves_meanwhile_is_theirs(app) {
        app.member("jane", JANE).await;
        let mut browser = app.browser();
        let page = app.jane_at(&mut browser, "email").await;
        let page = app.move_to(&mut browser, &page, NEW).await;
        let code = app.mailed_code(NEW).await;
        app.advance(Duration::from_secs(1));
        app.member("john", NEW).await;
        let late = app.send_code(&mut browser, &page, &code).await;
        assert_eq!(late.status, StatusCode::BAD_REQUEST, "{late:?}");
        assert_eq!(app.address_of("jane").await, JANE);
        assert_eq!(app.address_of("john").await, NEW);
    }

    async fn who_never_proved_the_address_makes_room(app) {
        let by_email = PoolSettings { username: UsernameKind::Email, aliases: Vec::new(), ..PoolSettings::default() };
        let app = app.in_pool(by_email).await;
        let mut stranger = app.browser();
        let values = [("username", JANE), ("password", PASSWORD)];
        app.fill_in(&mut stranger, "/signup", "signup-form", &values).await;
        let code = app.mailed_code(JANE).await;
        app.confirm(&mut stranger, JANE, &code).await;
        let squatting = [("username", NEW), ("password", PASSWORD)];
        app.fill_in(&mut app.browser(), "/signup", "signup-form", &squatting).await;
        app.advance(Duration::from_secs(1));
        let mut browser = app.browser();
        let page = app.at_home(&mut browser, "email", (JANE, PASSWORD)).await;
        let page = app.move_to(&mut browser, &page, NEW).await;
        let code = app.mailed_code(NEW).await;
        let done = app.send_code(&mut browser, &page, &code).await;
        assert!(done.location().contains("notice=saved"), "{done:?}");
        assert!(app.type_in(&mut app.browser(), NEW, PASSWORD).await.has("logout-form"));
        assert!(app.type_in(&mut app.browser(), JANE, PASSWORD).await.has("error-summary"));
    }

    async fn of_two_who_prove_an_address_at_once_one_has_it(app) {
        let by_email = PoolSettings { username: UsernameKind::Email, aliases: Vec::new(), ..PoolSettings::default() };
        let app = app.in_pool(by_email).await;
        let values = [("username", JANE), ("password", PASSWORD)];
        app.fill_in(&mut app.browser(), "/signup", "signup-form", &values).await;
        let code = app.mailed_code(JANE).await;
        app.confirm(&mut app.browser(), JANE, &code).await;
        let (mut jane, mut other) = (app.browser(), app.browser());
        let values = [("username", NEW), ("password", "seven quiet lanterns drift")];
        app.fill_in(&mut other, "/signup", "signup-form", &values).await;
        let others = app.mailed_code(NEW).await;
        app.advance(Duration::from_secs(1));
        let page = app.at_home(&mut jane, "email", (JANE, PASSWORD)).await;
        let page = app.move_to(&mut jane, &page, NEW).await;
        let janes = app.mailed_code(NEW).await;
        let (moved, confirmed) = futures_util::future::join(
            app.send_code(&mut jane, &page, &janes),
            app.confirm(&mut other, NEW, &others),
        )
        .await;
        let won = [moved.status.is_redirection(), confirmed.status.is_redirection()];
        assert_ne!(won[0], won[1], "{moved:?} {confirmed:?}");
        for (password, fits) in [PASSWORD, "seven quiet lanterns drift"].into_iter().zip(won) {
            let entered = app.type_in(&mut app.browser(), NEW, password).await;
            assert_eq!(entered.has("logout-form"), fits, "{entered:?}");
        }
    }

    async fn guesses_and_messages_are_bounded(app) {
        app.member("jane", JANE).await;
        let mut browser = app.browser();
        let page = app.jane_at(&mut browser, "email").await;
        let page = app.move_to(&mut browser, &page, NEW).await;
        let mut form = page.form("email-form");
        form.fill("email", "other@example.org");
        let soon = browser.submit(&page, &form).await;
        assert_eq!(soon.status, StatusCode::TOO_MANY_REQUESTS, "{soon:?}");
        let mut answers = Vec::new();
        for _ in 0..12 {
            answers.push(app.send_code(&mut browser, &page, "000000").await.status);
        }
        assert_eq!(answers.last(), Some(&StatusCode::TOO_MANY_REQUESTS), "{answers:?}");
    }
}

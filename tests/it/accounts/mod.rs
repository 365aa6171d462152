//! People and their accounts, by the pages: sign-up, confirmation, sign-in, recovery, sign-out, and
//! the attacks on each.
#![expect(clippy::expect_used, reason = "a test says what it expected")]

mod account_access;
mod account_activity;
mod account_email;
mod account_factors;
mod account_gate;
mod account_phone;
mod account_profile;
mod addresses;
mod branding;
mod details;
mod devices;
mod email_pool;
mod email_undo;
mod enumeration;
mod forms;
mod guessing;
mod identifier_first;
mod looks;
mod mail_codes;
mod messages;
mod notices;
mod operator_factors;
mod pages;
mod passkeys;
mod passkeys_hostile;
mod passwords;
mod phone;
mod pictures;
mod planted;
mod recovery;
mod recovery_codes;
mod sessions;
mod sign_in;
mod sign_up;
mod sms;
mod sms_codes;
mod step_up;
mod telling;
mod temporary;
mod terms;
mod totp;

use std::time::Duration;

use axum::http::StatusCode;
use gatehouse::domain::account::{self, Member};
use gatehouse::domain::admin::users;
use gatehouse::model::Medium;

use crate::process::html::text_of;
use crate::support::{Answer, Browser, TestApp};

pub use crate::support::PASSWORD;

impl TestApp {
    /// Opens a page, fills its form in and sends it.
    async fn fill_in(
        &self,
        browser: &mut Browser,
        path: &str,
        id: &str,
        values: &[(&str, &str)],
    ) -> Answer {
        let page = browser.get(&format!("{}{path}", self.base)).await;
        let mut form = page.form(id);
        for (name, value) in values {
            form.fill(name, value);
        }
        browser.submit(&page, &form).await
    }

    /// Fills the sign-up form in and sends it.
    async fn sign_up(&self, browser: &mut Browser, username: &str, email: &str) -> Answer {
        let values = [("username", username), ("email", email), ("password", PASSWORD)];
        self.fill_in(browser, "/signup", "signup-form", &values).await
    }

    /// Confirms the newest account of `username` with a code.
    async fn confirm(&self, browser: &mut Browser, username: &str, code: &str) -> Answer {
        let path = format!("/confirm?username={username}");
        self.fill_in(browser, &path, "confirm-form", &[("code", code)]).await
    }

    /// An account that is signed up and confirmed.
    pub async fn member(&self, username: &str, email: &str) {
        let mut browser = self.browser();
        let signed_up = self.sign_up(&mut browser, username, email).await;
        assert!(signed_up.status.is_redirection(), "{signed_up:?}");
        let code = self.mailed_code(email).await;
        let confirmed = self.confirm(&mut browser, username, &code).await;
        assert!(confirmed.status.is_redirection(), "{confirmed:?}");
        self.advance(Duration::from_secs(1)); // later messages are newer
    }

    /// Strangers have so many SMS sent that the last of an hour is all that is left of five.
    async fn strangers_use_up_sms(&self) {
        self.change_pool(|pool| {
            pool.auto_verified = vec![Medium::PhoneNumber];
            pool.required_attributes = vec!["phone_number".to_owned()];
            pool.sms.most_per_hour = 5;
        })
        .await;
        let mut answers = Vec::new();
        for last in 0..5 {
            let (name, number) = (format!("jane{last}"), format!("+1202555014{last}"));
            let values = [("username", &*name), ("phone_number", &*number), ("password", PASSWORD)];
            let answer = self.fill_in(&mut self.browser(), "/signup", "signup-form", &values).await;
            answers.push(answer.status);
        }
        assert_eq!(answers[3..], [StatusCode::SEE_OTHER, StatusCode::TOO_MANY_REQUESTS]);
    }

    /// Types a name and a password into the bare sign-in page.
    pub async fn type_in(&self, browser: &mut Browser, username: &str, password: &str) -> Answer {
        let values = [("username", username), ("password", password)];
        self.fill_in(browser, "/login", "login-form", &values).await
    }

    /// Somebody who has signed in, and the session that they used last.
    async fn signed_in_as(&self, username: &str) -> Member {
        let cx = self.cx();
        let user = users::show(&cx, &self.demo.pool.id, username).await.expect("a user");
        let sessions = account::sessions::list(&cx, &user).await.expect("sessions");
        let session = sessions.into_iter().next().expect("a session").session;
        Member { session, user }
    }

    /// Asks for a new password, and opens the page that follows.
    async fn forget(&self, browser: &mut Browser, username: &str) -> Answer {
        let page = browser.get(&format!("{}/forgotPassword", self.base)).await;
        let mut form = page.form("forgot-form");
        form.fill("username", username);
        let asked = browser.submit(&page, &form).await;
        assert!(asked.status.is_redirection(), "{asked:?}");
        browser.get(&asked.location()).await
    }

    /// Sends the code and a new password from the page that [`TestApp::forget`] has opened.
    async fn reset(
        &self,
        browser: &mut Browser,
        page: &Answer,
        code: &str,
        password: &str,
    ) -> Answer {
        let mut form = page.form("reset-form");
        form.fill("code", code);
        form.fill("new_password", password);
        browser.submit(page, &form).await
    }
}

/// What the page says went wrong.
fn complaint(page: &Answer) -> String {
    text_of(&page.body, "error-summary").unwrap_or_else(|| panic!("nothing went wrong: {page:?}"))
}

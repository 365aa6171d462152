//! People whom an operator has made, and what they hold, without a page.

use gatehouse::crypto::random;
use gatehouse::domain::admin::users::{self, NewUser};
use gatehouse::model::factor::Enrolled;
use gatehouse::model::password::Password;
use gatehouse::model::user::UserStatus;
use gatehouse::model::{Factor, User};
use gatehouse::store::{self, Error, Tx};

use super::TestApp;

/// A password that every pool of these tests takes.
pub const PASSWORD: &str = "correct horse battery";

impl TestApp {
    /// Somebody with these attributes and [`PASSWORD`], whom an operator has confirmed.
    pub async fn made(&self, username: &str, attributes: &[(&str, &str)]) -> User {
        let own = attributes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let new = NewUser {
            username: username.to_owned(),
            password: Some(Password::new(PASSWORD)),
            attributes: own.collect(),
            status: UserStatus::Confirmed,
        };
        users::create(&self.cx(), &self.demo.pool.id, new).await.expect("a user")
    }

    /// Codes go to the address of this user as a factor from now on.
    pub async fn enrol_email(&self, user: &User) {
        let cx = self.cx();
        let factor = Enrolled {
            id: random::ordered_id(cx.now()).expect("random"),
            pool_id: user.pool_id.clone(),
            user_id: user.id.clone(),
            factor: Factor::Email,
            name: String::new(),
            sealed: None,
            credential_id: None,
            credential: None,
            last_step: None,
            created_at: cx.now(),
            used_at: None,
        };
        cx.write(factor, |tx, factor| Box::pin(add_factor(tx, factor))).await.expect("a factor");
    }
}

async fn add_factor(tx: &mut Tx, factor: &Enrolled) -> Result<(), Error> {
    store::factors::insert(tx, factor).await
}

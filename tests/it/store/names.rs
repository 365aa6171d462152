//! Sign-in names: unique in a pool however they are typed, told by the same key on both databases.

use std::collections::BTreeMap;

use gatehouse::domain::Refusal;
use gatehouse::domain::admin::users::{self, NewUser};
use gatehouse::model::user::UserStatus;

use crate::support::{TestApp, on_both};

async fn create(app: &TestApp, username: &str, email: Option<&str>) -> Result<(), Refusal> {
    let mut attributes = BTreeMap::new();
    if let Some(email) = email {
        attributes.insert("email".to_owned(), email.to_owned());
        attributes.insert("email_verified".to_owned(), "true".to_owned());
    }
    let new = NewUser {
        username: username.into(),
        password: None,
        attributes,
        status: UserStatus::Confirmed,
    };
    match users::create(&app.cx(), &app.demo.pool.id, new).await {
        Ok(_) => Ok(()),
        Err(error) => Err(error.refusal().clone()),
    }
}

on_both! {
    async fn a_name_is_taken_in_every_spelling(app) {
        assert_eq!(create(&app, "Zoë", None).await, Ok(()));
        for taken in ["zoë", "ZOË", "zoe\u{308}", "demo", "DEMO"] {
            assert_eq!(create(&app, taken, None).await, Err(Refusal::NameTaken), "{taken}");
        }
        assert_eq!(create(&app, "other", Some("DEMO@example.test")).await, Err(Refusal::NameTaken));
        assert_eq!(create(&app, "other", Some("other@example.test")).await, Ok(()), "the refusal left nothing behind");
    }

    async fn a_user_is_found_by_every_name(app) {
        for name in ["demo", "Demo", " demo ", "demo@example.test", "DEMO@EXAMPLE.TEST"] {
            let user = users::show(&app.cx(), &app.demo.pool.id, name).await.expect("the demo user");
            assert_eq!(user.username.as_str(), "demo", "{name}");
        }
    }
}

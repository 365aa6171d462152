//! `/account`: a person's own account, a page for each section. Whoever is not signed in goes by the
//! sign-in page, and so does whoever wants to change something and has not just proved who they are.

mod activity;
mod address;
mod applications;
mod authenticator;
mod browsers;
mod data;
mod factors;
mod identities;
mod passkey;
mod password;
mod profile;
mod recovery_codes;
mod sessions;

use std::future::Future;

pub(super) use identities::back as connect;

use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::Method;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::views::account::{Room, Section};
use super::views::{Fault, FieldError, FormError, Notice, Stop};
use super::{Refused, answer, carry, notice, password_fault};
use crate::app::App;
use crate::domain::account::{self, Member};
use crate::domain::oauth::interaction::AGAIN;
use crate::domain::{Error, Refusal, messages};
use crate::http::kit::form::PageForm;
use crate::http::kit::page::{ACCOUNT, PageError, Visit};
use crate::http::kit::session::BrowserSession;
use crate::model::User;

/// The pages of an account.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/{pool}/account", get(overview))
        .route("/{pool}/account/profile", get(profile::get).post(profile::post))
        .route("/{pool}/account/email", get(address::get).post(address::post))
        .route("/{pool}/account/phone", get(address::get).post(address::post))
        .route("/{pool}/account/password", get(password::get).post(password::post))
        .route("/{pool}/account/factors", get(factors::get).post(factors::post))
        .route("/{pool}/account/identities", get(identities::get).post(identities::post))
        .route("/{pool}/account/authenticator", get(authenticator::get).post(authenticator::post))
        .route(
            "/{pool}/account/recovery-codes",
            get(recovery_codes::get).post(recovery_codes::post),
        )
        .route("/{pool}/account/browsers", get(browsers::get).post(browsers::post))
        .route("/{pool}/account/passkey", get(passkey::get).post(passkey::post))
        .route("/{pool}/account/sessions", get(sessions::get).post(sessions::post))
        .route("/{pool}/account/activity", get(activity::get))
        .route("/{pool}/account/applications", get(applications::get).post(applications::post))
        .route("/{pool}/account/data", get(data::get).post(data::post))
        .route("/{pool}/.well-known/change-password", get(change_password))
}

/// The account as a whole begins with its first section.
async fn overview(visit: Visit) -> Response {
    visit.onward(Section::Profile.path(), &[])
}

/// Where password managers find the page that changes the password (W3C, A Well-Known URL for Changing
/// Passwords).
async fn change_password(visit: Visit) -> Response {
    visit.onward(Section::Password.path(), &[])
}

/// The section to which whoever signs in on the way to no application goes back.
pub(super) fn next(visit: &Visit) -> Option<Section> {
    visit.query.get(ACCOUNT).and_then(Section::named)
}

/// Somebody at a section of their own account; with a form, only whoever may change it.
#[derive(Debug)]
struct Here {
    visit: Visit,
    member: Member,
    section: Section,
    may_change: bool,
}

impl FromRequestParts<App> for Here {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let section = section_at(parts.uri.path());
        let visit = Visit::from_request_parts(parts, app).await?;
        let browser = BrowserSession::from_request_parts(parts, app).await;
        let browser = browser.map_err(IntoResponse::into_response)?;
        let here = Self::find(visit, &browser, section).await.map_err(IntoResponse::into_response);
        match here? {
            Ok(here) if parts.method == Method::POST && !here.may_change => {
                Err(here.visit.afresh("/login", &here.proof()))
            }
            Ok(here) => Ok(here),
            Err(elsewhere) => Err(elsewhere),
        }
    }
}

/// The section of an address; the pages that add a factor belong to the factors.
fn section_at(path: &str) -> Section {
    let name = path.rsplit('/').next().unwrap_or_default();
    Section::named(name).unwrap_or(Section::Factors)
}

impl Here {
    /// Whoever is signed in; the way to the sign-in page for others.
    async fn find(
        visit: Visit,
        browser: &BrowserSession,
        section: Section,
    ) -> Result<Result<Self, Response>, PageError> {
        let (cx, pool) = (&visit.cx, &visit.pool);
        let Some((session, user)) = browser.current(cx, pool).await? else {
            return Ok(Err(visit.afresh("/login", &[(ACCOUNT, section.name())])));
        };
        let member = Member { session, user };
        let may_change = account::may_change(cx, pool, &member).await?;
        let visit = visit.spoken_to(&member.user);
        Ok(Ok(Self { visit, member, section, may_change }))
    }

    fn user(&self) -> &User {
        &self.member.user
    }

    /// What leads to the sign-in page, and back here.
    fn proof(&self) -> [(&'static str, &'static str); 2] {
        [(ACCOUNT, self.section.name()), (AGAIN, "1")]
    }

    /// What the section shows besides its own.
    fn room(&self, trouble: Option<&Trouble>) -> Room {
        let errors = trouble.map(|trouble| trouble.errors.clone()).unwrap_or_default();
        Room {
            section: self.section,
            username: messages::sign_in_name(&self.visit.pool, self.user()).to_owned(),
            has_numbers: account::address::has_numbers(self.visit.settings(), self.user()),
            has_identities: !self.visit.pool.providers.is_empty()
                || self.user().attributes.contains_key("identities"),
            proof: (!self.may_change).then(|| self.visit.link("/login", &self.proof())),
            notice: notice(&self.visit).filter(|_| errors.is_empty()),
            errors,
        }
    }

    /// Does what a form asks for, if the form is ours; what went wrong, if anything.
    async fn hear(
        &self,
        form: &PageForm,
        act: impl Future<Output = Result<(), Error>>,
    ) -> Result<Option<Trouble>, PageError> {
        if !self.visit.csrf.accepts(form) {
            return Ok(Some(self.whole(Refused::form_expired())));
        }
        match act.await {
            Ok(()) => Ok(None),
            Err(error) => self.trouble(error).map(Some),
        }
    }

    /// The section again, with good news.
    fn done(&self) -> Response {
        self.visit.onward(self.section.path(), &[carry(Notice::Saved)])
    }

    fn trouble(&self, error: Error) -> Result<Trouble, PageError> {
        let frame = self.visit.frame();
        let at = |field: &str, fault| {
            let errors = vec![FieldError::new(&frame, field, fault)];
            Ok(Trouble { refused: Refused::wrong_fields(), errors })
        };
        let whole = |error: FormError| {
            let errors = vec![error.at(&frame, "password")];
            Ok(Trouble { refused: Refused::wrong_fields(), errors })
        };
        match error.refusal() {
            Refusal::WeakPassword(weakness) => {
                at("new_password", password_fault(*weakness, self.visit.settings()))
            }
            Refusal::InvalidAttribute(name) if self.has_field(name) => at(name, Fault::Invalid),
            Refusal::InvalidAttribute(_) => whole(FormError::NotAllowed),
            Refusal::NumberNotServed => at("phone_number", Fault::NotServed),
            Refusal::NameTaken => at(self.name_field(), Fault::Taken),
            Refusal::WrongCredentials => whole(FormError::WrongPassword),
            Refusal::Invalid if self.section == Section::Phone => {
                let errors = vec![FormError::NumberInUse.at(&frame, "phone_number")];
                Ok(Trouble { refused: Refused::wrong_fields(), errors })
            }
            Refusal::Invalid => whole(FormError::NotAllowed),
            Refusal::SignInExpired => Err(PageError::new(Stop::Expired)),
            _ => Ok(self.whole(Refused::by(&self.visit.cx, error)?)),
        }
    }

    fn has_field(&self, name: &str) -> bool {
        let fields = || account::profile::fields(self.visit.settings(), self.user());
        matches!(self.section, Section::Email | Section::Phone)
            || fields().iter().any(|field| field == name)
    }

    /// The field of this section that is a name to sign in with.
    fn name_field(&self) -> &'static str {
        match self.section {
            Section::Email | Section::Phone => "code",
            _ => "preferred_username",
        }
    }

    fn whole(&self, refused: Refused) -> Trouble {
        let frame = self.visit.frame();
        let errors = refused.error.iter().map(|error| error.at(&frame, "code")).collect();
        Trouble { refused, errors }
    }
}

/// Why a form is shown again.
#[derive(Debug, Clone)]
struct Trouble {
    refused: Refused,
    errors: Vec<FieldError>,
}

/// The page, which says so where something went wrong.
fn shown(page: Response, trouble: Option<Trouble>) -> Response {
    answer(page, trouble.map(|trouble| trouble.refused))
}

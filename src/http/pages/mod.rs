//! The hosted pages: which address shows which, and what their forms have in common.

mod account;
pub mod accounts;
mod brand;
pub mod confirm;
pub mod confirm_forgot_password;
pub mod confirm_user;
pub mod consent;
pub mod device;
pub mod error;
pub mod forgot_password;
pub mod home;
pub mod idp_response;
pub mod login;
pub mod login_link;
pub mod login_with;
pub mod logout;
mod passkey;
mod pictures;
pub mod resend_code;
pub mod signup;
pub mod step;
pub mod undo_email;
pub mod views;

use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::from_fn;
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};

use super::kit::error::{RETRY_AFTER, RetryAt};
use super::kit::floor;
use super::kit::form::PageForm;
use super::kit::page::{PageError, Visit};
use crate::app::App;
use crate::context::Context;
use crate::domain::{Error, Refusal};
use crate::model::attribute::Attributes;
use crate::model::password::{LONGEST, Weakness};
use crate::model::pool::PoolSettings;
use crate::model::{Client, Instant, Scopes};
use views::{Fault, FieldError, FormError, Notice, PasswordRules, Permission, Provenance};

/// The pages of a pool.
pub fn router() -> Router<App> {
    Router::new()
        .route("/{pool}", get(home::get))
        .route("/{pool}/", get(home::get))
        .route("/{pool}/login", get(login::get).post(login::post))
        .route("/{pool}/login/with/{provider}", get(login_with::get))
        .route("/{pool}/oauth2/idpresponse", get(idp_response::get).post(idp_response::post))
        .route("/{pool}/login/link", get(login_link::get).post(login_link::post))
        .route("/{pool}/login/step", get(step::get).post(step::post))
        .route("/{pool}/signup", get(signup::get).post(signup::post))
        .route("/{pool}/confirm", get(confirm::get).merge(held(post(confirm::post))))
        .route("/{pool}/confirmUser", get(confirm_user::get).post(confirm_user::post))
        .route("/{pool}/resendcode", get(resend_code::get).merge(held(post(resend_code::post))))
        .route(
            "/{pool}/forgotPassword",
            get(forgot_password::get).merge(held(post(forgot_password::post))),
        )
        .route(
            "/{pool}/confirmforgotPassword",
            get(confirm_forgot_password::get).merge(held(post(confirm_forgot_password::post))),
        )
        .route("/{pool}/email/undo", get(undo_email::get).post(undo_email::post))
        .route("/{pool}/device", get(device::get).post(device::post))
        .route("/{pool}/accounts", get(accounts::get).post(accounts::post))
        .route("/{pool}/consent", get(consent::get).post(consent::post))
        .route("/{pool}/logout", get(logout::get).post(logout::post))
        .route("/{pool}/error", get(error::get))
        .route("/{pool}/brand/{file}", get(brand::get))
        .merge(account::router())
}

/// A form whose answer comes as soon for a name that somebody has as for one that nobody has.
fn held(form: MethodRouter<App>) -> MethodRouter<App> {
    form.route_layer(from_fn(floor::hold))
}

/// Why a form is shown again, and how the answer says so to programs.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Refused {
    status: StatusCode,
    error: Option<FormError>,
    /// What is wrong with single fields, where the page says it of each.
    wrong: Vec<FieldError>,
    /// The attributes that were typed, to be filled in again.
    typed: Attributes,
    retry_after: Option<HeaderValue>,
}

impl Refused {
    /// The form does not come from a page of ours in this browser.
    fn form_expired() -> Self {
        Self { error: Some(FormError::FormExpired), ..Self::fields(StatusCode::FORBIDDEN) }
    }

    /// A field that is needed is empty.
    fn missing_field() -> Self {
        Self { error: Some(FormError::MissingField), ..Self::fields(StatusCode::BAD_REQUEST) }
    }

    /// Single fields are wrong, and say so themselves.
    fn wrong_fields() -> Self {
        Self::fields(StatusCode::BAD_REQUEST)
    }

    /// It cannot be done here.
    fn not_allowed() -> Self {
        Self { error: Some(FormError::NotAllowed), ..Self::fields(StatusCode::FORBIDDEN) }
    }

    fn fields(status: StatusCode) -> Self {
        Self { status, error: None, wrong: Vec::new(), typed: Attributes::new(), retry_after: None }
    }

    /// What a refusal means to whoever sent the form.
    ///
    /// # Errors
    /// A page, where sending the form again is no way onward.
    fn by(cx: &Context, error: Error) -> Result<Self, PageError> {
        let form_error = match error.refusal() {
            Refusal::WrongCredentials => FormError::WrongCredentials,
            Refusal::CodeMismatch => FormError::WrongCode,
            Refusal::CodeExpired => FormError::ExpiredCode,
            Refusal::WrongPasskey => FormError::WrongPasskey,
            Refusal::NumberNotServed => FormError::NotAllowed,
            Refusal::TooManyAttempts(until) => return Ok(Self::until(cx.now(), *until)),
            Refusal::Busy => {
                let retry_after = Some(HeaderValue::from_static(RETRY_AFTER));
                let busy = Self::fields(StatusCode::SERVICE_UNAVAILABLE);
                return Ok(Self { error: Some(FormError::Busy), retry_after, ..busy });
            }
            _ => return Err(error.into()),
        };
        Ok(Self { error: Some(form_error), ..Self::fields(StatusCode::BAD_REQUEST) })
    }

    fn until(now: Instant, until: Instant) -> Self {
        let seconds = RetryAt(until).wait(now);
        Self {
            error: Some(FormError::TooManyAttempts { seconds }),
            retry_after: Some(HeaderValue::from(seconds)),
            ..Self::fields(StatusCode::TOO_MANY_REQUESTS)
        }
    }

    /// The page that shows the form again, with its status.
    fn mark(self, mut page: Response) -> Response {
        *page.status_mut() = self.status;
        if let Some(wait) = self.retry_after {
            page.headers_mut().insert(header::RETRY_AFTER, wait);
        }
        page
    }
}

fn error_of(refused: &Option<Refused>) -> Option<FormError> {
    refused.as_ref().and_then(|refused| refused.error)
}

/// The page with a form: for the first time, or again.
fn answer(page: Response, refused: Option<Refused>) -> Response {
    match refused {
        Some(refused) => refused.mark(page),
        None => page,
    }
}

/// The name in a form or, before one was sent, in the query.
fn typed_name(visit: &Visit, form: Option<&PageForm>) -> String {
    let name = form.and_then(|form| form.get("username")).or_else(|| visit.query.get("username"));
    name.map(str::trim).unwrap_or_default().to_owned()
}

/// The good news of the step before, as the query carries it from page to page.
const NOTICES: [(&str, Notice); 8] = [
    ("saved", Notice::Saved),
    ("confirmed", Notice::Confirmed),
    ("password_reset", Notice::PasswordReset),
    ("code_sent", Notice::CodeSent),
    ("sign_in_expired", Notice::SignInExpired),
    ("reset_required", Notice::ResetRequired),
    ("address_restored", Notice::AddressRestored),
    ("not_connected", Notice::NotConnected),
];

fn notice(visit: &Visit) -> Option<Notice> {
    let name = visit.query.get("notice")?;
    NOTICES.iter().find(|(own, _)| *own == name).map(|(_, notice)| *notice)
}

/// The parameter that carries good news to the next page.
fn carry(notice: Notice) -> (&'static str, &'static str) {
    let name = NOTICES.iter().find(|(_, own)| *own == notice).map_or("", |(name, _)| name);
    ("notice", name)
}

/// What an application asks for, in its resource servers' words where there are any.
fn permissions(visit: &Visit, scopes: &Scopes) -> Vec<Permission> {
    let permission = |scope: &str| match visit.pool.describe(scope) {
        Some(description) => Permission::described(scope, description),
        None => Permission::named(scope),
    };
    scopes.iter().map(|scope| permission(scope.as_str())).collect()
}

/// Where an application comes from, as the pages that ask for something in its name say it.
fn provenance(client: &Client) -> Provenance {
    let host = client.id.document().and_then(|url| url.host_str().map(String::from));
    match (client.settings.consent, host) {
        (false, _) => Provenance::House,
        (true, None) => Provenance::Registered,
        (true, Some(host)) => Provenance::Document(host),
    }
}

/// What a pool asks of a new password, as its forms say it.
fn password_rules(settings: &PoolSettings) -> PasswordRules {
    let policy = &settings.password;
    PasswordRules {
        minimum: settings.least_password(),
        lowercase: policy.require_lowercase,
        uppercase: policy.require_uppercase,
        digit: policy.require_numbers,
        symbol: policy.require_symbols,
    }
}

/// What is wrong with a new password, as its field says it.
fn password_fault(weakness: Weakness, settings: &PoolSettings) -> Fault {
    match weakness {
        Weakness::TooShort => Fault::TooShort(settings.least_password()),
        Weakness::TooLong => Fault::TooLong(LONGEST),
        Weakness::NoUppercase => Fault::NoUppercase,
        Weakness::NoLowercase => Fault::NoLowercase,
        Weakness::NoNumber => Fault::NoDigit,
        Weakness::NoSymbol => Fault::NoSymbol,
        Weakness::IsTheName => Fault::LikeTheName,
        Weakness::IsCommon => Fault::TooCommon,
        Weakness::IsGuessable => Fault::TooGuessable,
        Weakness::WasUsed => Fault::UsedBefore,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_never_told_shorter_than_it_is() {
        let now = Instant::from_millis(10_000);
        let told = |until| Refused::until(now, Instant::from_millis(until)).error;
        assert_eq!(told(10_001), Some(FormError::TooManyAttempts { seconds: 1 }));
        assert_eq!(told(12_000), Some(FormError::TooManyAttempts { seconds: 2 }));
        assert_eq!(told(12_001), Some(FormError::TooManyAttempts { seconds: 3 }));
        assert_eq!(told(9_000), Some(FormError::TooManyAttempts { seconds: 1 }));
        let refused = Refused::until(now, Instant::from_millis(12_001));
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(refused.retry_after, Some(HeaderValue::from_static("3")));
    }

    #[test]
    fn good_news_finds_its_way_back() {
        for (name, notice) in NOTICES {
            assert_eq!(carry(notice), ("notice", name));
        }
    }
}

//! `/dev/branding`: a look tried out on real pages, and given to the demo pool.

pub(super) mod preview;
mod told;
pub(super) mod upload;

use std::sync::Arc;

use askama::Template;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use self::preview::Preview;
use self::told::{Fix, command, settings};
use super::{DevError, page};
use crate::context::Context;
use crate::domain::admin::Revision;
use crate::domain::admin::pools::{self, PoolChange};
use crate::domain::branding::Appearance;
use crate::domain::configuration::{self, PoolView};
use crate::domain::demo;
use crate::domain::oauth::Parameters;
use crate::http::kit::csrf::Csrf;
use crate::http::kit::form::PageForm;
use crate::http::kit::page::redirect;
use crate::http::kit::params::Query;
use crate::model::Invalid;
use crate::model::branding::{Branding, Layout, Mode, Token};
use crate::model::pool::PoolSettings;
use crate::words::Locale;

/// Where it is.
const HOME: &str = "/dev/branding";

/// The page asks for its own pages, in frames and by its script.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
     connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The parameter that says in which language the previews are, and for which the texts.
const LANGUAGE: &str = "lang";

/// The parameter with which the page comes back after its look was given to the pool.
const APPLIED: &str = "applied";

const COLOURS: [(&str, &str, Token); 4] = [
    ("page", "Page", Token::Page),
    ("card", "Card", Token::Card),
    ("brand", "Buttons and links", Token::Brand),
    ("on_brand", "Words on buttons", Token::OnBrand),
];
const MODES: [(Mode, &str); 2] = [(Mode::Light, "By day"), (Mode::Dark, "By night")];
const SCHEMES: [(&str, &str); 3] =
    [("auto", "As the device has it"), ("light", "Always day"), ("dark", "Always night")];
const LAYOUTS: [(&str, &str); 3] = [
    ("centre", "In the middle"),
    ("start", "Where lines start"),
    ("split", "On one half, beside a picture"),
];
const PICTURES: [(&str, &str); 4] = [
    ("logo", "Logo"),
    ("logo_dark", "Logo by night"),
    ("favicon", "Icon of the window"),
    ("backdrop", "Picture beside the card"),
];
const TEXTS: [(&str, &str); 5] = [
    ("sign_in", "Heading of sign-in"),
    ("sign_in_lead", "Line under it"),
    ("sign_up", "Heading of sign-up"),
    ("sign_up_lead", "Line under it"),
    ("footer", "Foot of every page"),
];

#[derive(Template)]
#[template(path = "dev/branding.html")]
struct BrandingView {
    pool: String,
    locale: Locale,
    /// What stands in the fields, by their names.
    typed: Vec<(String, String)>,
    appearance: Appearance,
    /// Why what stands there is no look, or was not given to the pool.
    fault: Option<String>,
    is_applied: bool,
    csrf: String,
}

impl BrandingView {
    fn section(&self) -> &'static str {
        "branding"
    }

    fn value(&self, name: &str) -> &str {
        self.typed.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }

    fn is_set(&self, name: &str, value: &str) -> bool {
        self.value(name) == value
    }

    /// The colour that is shown where none is typed.
    fn shown(&self, mode: &Mode, token: &Token) -> String {
        match mode {
            Mode::Light => self.appearance.look.light[*token].to_string(),
            Mode::Dark => self.appearance.look.dark[*token].to_string(),
        }
    }

    /// The texts in other languages than the one that is chosen.
    fn other_texts(&self) -> impl Iterator<Item = &(String, String)> {
        let own = format!("texts.{}.", self.locale.tag());
        self.typed.iter().filter(move |(name, value)| {
            name.starts_with("texts.") && !name.starts_with(&own) && !value.is_empty()
        })
    }

    fn fixes(&self) -> Vec<Fix> {
        self.appearance.look.corrections.iter().map(Fix::of).collect()
    }

    fn settings(&self) -> String {
        settings(&self.appearance.branding)
    }

    fn command(&self) -> String {
        command(&self.pool, &self.appearance.branding)
    }

    /// Whether the layout shows in a wide window only.
    fn is_wide(&self) -> bool {
        self.appearance.branding.layout.unwrap_or_default() != Layout::Centre
    }

    fn previews(&self) -> Vec<Preview> {
        preview::all(&self.appearance.branding, self.locale)
    }
}

/// `GET /dev/branding`: the look that the query says, or else the demo pool's.
pub(super) async fn get(
    cx: Context,
    headers: HeaderMap,
    query: Query,
) -> Result<Response, DevError> {
    let pool = demo_pool(&cx).await?;
    let parameters = query.parameters().cloned().unwrap_or_default();
    let present = &pool.pool.settings.branding;
    let (typed, tried) = if parameters.get(LANGUAGE).is_some() {
        (fields(&parameters), read(&parameters))
    } else {
        (present.fields(), Ok(present.clone()))
    };
    let (branding, fault) = match tried {
        Ok(branding) => (branding, None),
        Err(invalid) => (present.clone(), Some(invalid.0)),
    };
    let tried = Tried { typed, branding, fault, locale: language(&parameters) };
    show(&cx, &pool, &headers, tried, parameters.get(APPLIED).is_some())
}

/// `POST /dev/branding`: gives the demo pool that look.
pub(super) async fn post(
    cx: Context,
    headers: HeaderMap,
    form: PageForm,
) -> Result<Response, DevError> {
    let pool = demo_pool(&cx).await?;
    let csrf = Csrf::of(&cx.app, &pool, &headers)?;
    let (status, fault) = if csrf.accepts(&form) {
        match apply(&cx, &pool, &form.0).await? {
            None => return Ok(redirect(&format!("{HOME}?{APPLIED}=1"))),
            Some(fault) => (StatusCode::BAD_REQUEST, fault),
        }
    } else {
        (StatusCode::FORBIDDEN, "This form is not from this page: send it again".to_owned())
    };
    let branding = read(&form.0).unwrap_or_default();
    let (typed, locale) = (fields(&form.0), language(&form.0));
    let tried = Tried { typed, branding, fault: Some(fault), locale };
    Ok((status, show(&cx, &pool, &headers, tried, false)?).into_response())
}

/// Gives the pool the look of these parameters, or says why not.
async fn apply(
    cx: &Context,
    pool: &PoolView,
    parameters: &Parameters,
) -> Result<Option<String>, DevError> {
    let branding = match read(parameters) {
        Ok(branding) => branding,
        Err(invalid) => return Ok(Some(invalid.0)),
    };
    let dressed = move |present: &PoolSettings| {
        Ok(PoolSettings { branding: branding.clone(), ..present.clone() })
    };
    let change = PoolChange { settings: Some(Revision::by(dressed)), ..PoolChange::default() };
    match pools::update(cx, pool.id(), change).await {
        Ok(_) => Ok(None),
        Err(error) if error.is_internal() => Err(error.into()),
        Err(error) => Ok(Some(error.hint().to_owned())),
    }
}

/// What somebody tries out.
struct Tried {
    typed: Vec<(String, String)>,
    branding: Branding,
    fault: Option<String>,
    locale: Locale,
}

fn show(
    cx: &Context,
    pool: &PoolView,
    headers: &HeaderMap,
    tried: Tried,
    is_applied: bool,
) -> Result<Response, DevError> {
    let csrf = Csrf::of(&cx.app, pool, headers)?;
    let Tried { typed, branding, fault, locale } = tried;
    let view = BrandingView {
        pool: pool.id().to_string(),
        locale,
        typed,
        appearance: Appearance::of(branding),
        fault,
        is_applied,
        csrf: csrf.token(),
    };
    let mut response = page(&view, POLICY)?;
    if let Some(cookie) = csrf.cookie() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

async fn demo_pool(cx: &Context) -> Result<Arc<PoolView>, DevError> {
    let id = configuration::pool_of_host(cx, demo::DOMAIN).await?;
    let pool = match id {
        Some(id) => configuration::pool(cx, &id).await?,
        None => None,
    };
    pool.ok_or(DevError::Missing {
        what: "There is no demo pool to dress",
        onward: "/dev",
        onward_text: "To the overview",
    })
}

/// The parameters that are fields of a look.
fn fields(parameters: &Parameters) -> Vec<(String, String)> {
    let is_field = |(name, _): &(&str, &str)| ![LANGUAGE, APPLIED, "_csrf"].contains(name);
    let owned = |(name, value): (&str, &str)| (name.to_owned(), value.trim().to_owned());
    parameters.iter().filter(is_field).map(owned).collect()
}

/// The look of these parameters.
fn read(parameters: &Parameters) -> Result<Branding, Invalid> {
    let fields = fields(parameters);
    let fields = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let branding = Branding::default().with(fields)?;
    branding.check()?;
    Ok(branding)
}

fn language(parameters: &Parameters) -> Locale {
    let tag = parameters.get(LANGUAGE).unwrap_or_default();
    Locale::all().find(|locale| locale.tag() == tag).unwrap_or_default()
}

/// An answer in JSON for the page's own script.
fn in_json(status: StatusCode, value: &serde_json::Value) -> Response {
    let no_store = (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    (status, [no_store], axum::Json(value)).into_response()
}

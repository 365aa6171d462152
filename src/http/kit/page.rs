//! Hosted pages: what each handler needs, the headers of every page, and the page where a way ends.

mod document;
mod error;

use std::sync::Arc;

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

pub use document::{Reach, html};
pub use error::{PageError, explain};

use super::csrf::Csrf;
use super::device;
use super::locale;
use super::params::Query;
use super::pool::AtPool;
use crate::app::App;
use crate::context::Context;
use crate::domain::configuration::{self, PoolView};
use crate::domain::federation::requests::PROVING;
use crate::domain::oauth::{Parameters, interaction};
use crate::domain::passkeys::{self, Place, RelyingParty};
use crate::domain::{Error, Refusal, Result};
use crate::http::pages::views::{
    Application, Connecting, Dress, Frame, Identifier, Page, Policies,
};
use crate::model::pool::{Alias, PoolSettings, UsernameKind};
use crate::model::{Client, User};
use crate::words::Locale;

/// Parameters of our own pages, which end with the page that they are for.
const OWN_PARAMETERS: [&str; 5] = ["username", "code", "notice", BEFORE, PROVING];

/// The parameter after whose entry a page of a long list begins.
pub const BEFORE: &str = "_before";

/// The parameter in which the sign-in page learns to which section of the account a person goes back.
pub const ACCOUNT: &str = "_account";

/// A visit to a page: who asks what of which pool, and in which language.
#[derive(Debug, Clone)]
pub struct Visit {
    /// The request.
    pub cx: Context,
    /// The pool.
    pub pool: Arc<PoolView>,
    /// The application that the person is on the way to.
    pub client: Option<Arc<Client>>,
    /// The query.
    pub query: Parameters,
    /// What ties the page's forms to the browser.
    pub csrf: Csrf,
    base: String,
    locale: Locale,
    connecting: Option<Connecting>,
}

impl FromRequestParts<App> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let AtPool { view: pool, base } = AtPool::from_request_parts(parts, app).await?;
        let cx =
            Context::from_request_parts(parts, app).await.map_err(IntoResponse::into_response)?;
        read(cx, pool, base, parts).await.map_err(|error| PageError::from(error).into_response())
    }
}

async fn read(cx: Context, pool: Arc<PoolView>, base: String, parts: &mut Parts) -> Result<Visit> {
    let token = device::token(&cx.app, &pool, &parts.headers);
    let cx = cx.with_device(token);
    let Ok(query) = Query::from_request_parts(parts, &()).await;
    let locale = locale::of(&query, &parts.headers);
    let parameters =
        query.parameters().map_err(|invalid| Error::new(Refusal::InvalidRequest, invalid.0))?;
    Ok(Visit {
        client: client(&cx, &pool, parameters).await?,
        query: parameters.clone(),
        csrf: Csrf::of(&cx.app, &pool, &parts.headers)?,
        cx,
        pool,
        base,
        locale,
        connecting: None,
    })
}

async fn client(cx: &Context, pool: &PoolView, query: &Parameters) -> Result<Option<Arc<Client>>> {
    let Some(name) = query.get("client_id") else { return Ok(None) };
    let client = configuration::named(cx, pool, name).await?;
    Ok(client.filter(|client| client.enabled))
}

impl Visit {
    /// The pool's rules.
    pub fn settings(&self) -> &PoolSettings {
        &self.pool.pool.settings
    }

    /// At which of the pool's addresses the page stands.
    pub fn place(&self) -> Place {
        if self.base.is_empty() { Place::OwnDomain } else { Place::BaseUrl }
    }

    /// For whom passkeys are at this page; nothing where browsers have none.
    pub fn relying_party(&self) -> Option<RelyingParty> {
        passkeys::relying_party(&self.cx.app, &self.pool.pool, self.place())
    }

    /// The language of the page.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// The surroundings of the page.
    pub fn frame(&self) -> Frame {
        let kept = self.kept();
        Frame {
            locale: self.locale,
            base: self.base.clone(),
            query: if kept.is_empty() { kept } else { format!("?{kept}") },
            csrf: self.csrf.token(),
            pool_name: self.pool.pool.name.clone(),
            application: self.client.as_deref().map(Application::of),
            identifier: identifier(self.settings()),
            look: self.look(),
            policies: Policies::of(&self.settings().terms),
            connecting: self.connecting.clone(),
        }
    }

    /// The same visit of somebody with an account elsewhere, which waits to be connected.
    #[must_use]
    pub fn connecting(self, connecting: Connecting) -> Self {
        Self { connecting: Some(connecting), ..self }
    }

    /// How the page looks: as the application has it, where it sets something, or else the pool.
    pub fn look(&self) -> Dress {
        let client = self.client.as_ref();
        let own = client.and_then(|client| Some((client, self.pool.wardrobe.of_client(client)?)));
        let house = Dress::of(&self.pool, &self.base);
        match own {
            Some((client, appearance)) => {
                let mut whose = form_urlencoded::Serializer::new(String::new());
                let whose =
                    format!("?{}", whose.append_pair("client_id", client.id.as_str()).finish());
                Dress { appearance, whose, ..house }
            }
            None => house,
        }
    }

    /// The query as it travels from page to page.
    pub fn kept(&self) -> String {
        let own = |(name, _): &(&str, &str)| OWN_PARAMETERS.contains(name);
        let travelling = self.query.iter().filter(|pair| !own(pair));
        form_urlencoded::Serializer::new(String::new()).extend_pairs(travelling).finish()
    }

    /// A redirect to another page of the pool, which keeps the query and adds to it.
    pub fn onward(&self, path: &str, more: &[(&str, &str)]) -> Response {
        redirect(&self.address(path, more))
    }

    /// The address of another page of the pool, which keeps the query and adds to it.
    pub fn address(&self, path: &str, more: &[(&str, &str)]) -> String {
        let kept = self.kept();
        let mut query = form_urlencoded::Serializer::new(String::new());
        let more = query.extend_pairs(more).finish();
        let parts: Vec<String> = [kept, more].into_iter().filter(|part| !part.is_empty()).collect();
        let mark = if parts.is_empty() { "" } else { "?" };
        format!("{}{path}{mark}{}", self.base, parts.join("&"))
    }

    /// The same visit with other parameters, of a form where they stand for the query.
    #[must_use]
    pub fn with_query(self, query: Parameters) -> Self {
        Self { query, ..self }
    }

    /// The visit as it was with that query, before the browser went elsewhere.
    #[must_use]
    pub fn resumed(self, query: Parameters) -> Self {
        let locale = locale::wished(&query).unwrap_or(self.locale);
        Self { query, locale, ..self }
    }

    /// The same visit in the language that this user has chosen for good, unless the query names one.
    #[must_use]
    pub fn spoken_to(self, user: &User) -> Self {
        let own = || user.attributes.get("locale").and_then(|tag| Locale::from_tag(tag));
        let locale = locale::wished(&self.query).or_else(own).unwrap_or(self.locale);
        Self { locale, ..self }
    }

    /// The authorization request that travels with the visit, without what our own pages have added.
    pub fn request(&self) -> Parameters {
        let own: Vec<&str> =
            OWN_PARAMETERS.into_iter().chain(interaction::OURS).chain([ACCOUNT]).collect();
        self.query.without(&own)
    }

    /// A redirect to another page of the pool with the authorization request, and this beside it.
    pub fn afresh(&self, path: &str, more: &[(&str, &str)]) -> Response {
        redirect(&self.link(path, more))
    }

    /// The address at which somebody else signs in for the same request.
    pub fn link_to_other_account(&self) -> String {
        self.link("/login", &[(interaction::AGAIN, "1")])
    }

    /// The address of another page of the pool with the authorization request, and this beside it.
    pub fn link(&self, path: &str, more: &[(&str, &str)]) -> String {
        let request = more
            .iter()
            .fold(self.request(), |request, (name, value)| request.with(name, value))
            .encode();
        let mark = if request.is_empty() { "" } else { "?" };
        format!("{}{path}{mark}{request}", self.base)
    }

    /// The page, whose forms stay with us.
    ///
    /// # Errors
    /// When the template fails.
    pub fn show(&self, view: &impl Page) -> Result<Response, PageError> {
        self.show_towards(view, "")
    }

    /// The page, whose forms may end at `form_action`: browsers follow the redirect after a form
    /// only to where the page said (measured in Chromium).
    ///
    /// # Errors
    /// When the template fails.
    pub fn show_towards(&self, view: &impl Page, form_action: &str) -> Result<Response, PageError> {
        self.show_within(view, Reach { form_action, ..Reach::default() })
    }

    /// The page, which may reach so far, and to the picture of the application.
    ///
    /// # Errors
    /// When the template fails.
    pub fn show_within(&self, view: &impl Page, reach: Reach<'_>) -> Result<Response, PageError> {
        let logo = self.client.as_deref().and_then(|client| client.settings.about.logo.as_deref());
        let images = logo.map(document::origin).unwrap_or_default();
        let reach = Reach { images: &images, ..reach };
        let mut response = html(StatusCode::OK, render(view)?, reach);
        if let Some(cookie) = self.csrf.cookie() {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        Ok(response)
    }
}

/// What people of a pool sign in with.
fn identifier(settings: &PoolSettings) -> Identifier {
    let has = |alias| settings.aliases.contains(&alias);
    match settings.username {
        UsernameKind::Email => Identifier::Email,
        UsernameKind::Phone => Identifier::Phone,
        UsernameKind::Chosen => match (has(Alias::Email), has(Alias::PhoneNumber)) {
            (true, true) => Identifier::Any,
            (true, false) => Identifier::UsernameOrEmail,
            (false, true) => Identifier::UsernameOrPhone,
            (false, false) => Identifier::Username,
        },
    }
}

fn render(view: &impl Template) -> Result<String> {
    view.render().map_err(Error::internal)
}

/// A redirect that turns a POST into a GET (RFC 9700 section 4.12).
pub fn redirect(url: &str) -> Response {
    let no_store = (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    match HeaderValue::from_str(url) {
        Ok(location) => {
            (StatusCode::SEE_OTHER, [no_store, (header::LOCATION, location)]).into_response()
        }
        Err(fault) => PageError::from(Error::internal(fault)).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_turns_a_post_into_a_get() {
        let response = redirect("/login?state=x");
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        assert_eq!(response.headers()[header::LOCATION], "/login?state=x");
        assert_eq!(redirect("/\r\nevil: 1").status(), StatusCode::INTERNAL_SERVER_ERROR);
    }
}

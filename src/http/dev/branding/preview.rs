//! Real pages in a look that nobody has yet: as pictures in frames, which run and send nothing.

use std::sync::Arc;

use askama::Template;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::{DevError, HOME, LANGUAGE, demo_pool, language, read};
use crate::context::Context;
use crate::domain::branding::Appearance;
use crate::domain::configuration;
use crate::http::dev::document;
use crate::http::kit::params::Query;
use crate::http::pages::views::account::ProfileView;
use crate::http::pages::views::step::CodeView;
use crate::http::pages::views::{Dress, ErrorView, Frame, LoginView, SignUpView};
use crate::model::branding::{Branding, PictureId, Scheme};
use crate::words::Locale;

/// A page stands in frames of ours alone, and runs nothing there.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'none'; \
     base-uri 'none'; frame-ancestors 'self'";

/// A page that is shown in one of its states.
struct Shown {
    name: &'static str,
    title: &'static str,
    render: fn(Locale, Dress) -> askama::Result<Option<String>>,
}

const PAGES: [Shown; 5] = [
    Shown {
        name: "sign-in",
        title: "Sign in",
        render: |locale, look| {
            dressed(LoginView::samples(locale), "empty", |view| &mut view.frame, look)
        },
    },
    Shown {
        name: "sign-up",
        title: "Sign up, with faults",
        render: |locale, look| {
            dressed(SignUpView::samples(locale), "refused", |view| &mut view.frame, look)
        },
    },
    Shown {
        name: "step",
        title: "Second step",
        render: |locale, look| {
            dressed(CodeView::samples(locale), "totp", |view| &mut view.frame, look)
        },
    },
    Shown {
        name: "error",
        title: "End of a way",
        render: |locale, look| {
            dressed(ErrorView::samples(locale), "unknown-client", |view| &mut view.frame, look)
        },
    },
    Shown {
        name: "account",
        title: "Account, saved",
        render: |locale, look| {
            dressed(ProfileView::samples(locale), "saved", |view| &mut view.frame, look)
        },
    },
];

/// One page by day or by night.
pub(super) struct Preview {
    pub(super) title: &'static str,
    pub(super) when: &'static str,
    pub(super) address: String,
}

/// Each page in each scheme that the look has.
pub(super) fn all(branding: &Branding, locale: Locale) -> Vec<Preview> {
    let schemes: &[(Scheme, &str, &str)] = match branding.scheme.unwrap_or_default() {
        Scheme::Auto => &[(Scheme::Light, "light", "by day"), (Scheme::Dark, "dark", "by night")],
        Scheme::Light => &[(Scheme::Light, "light", "by day")],
        Scheme::Dark => &[(Scheme::Dark, "dark", "by night")],
    };
    let query = |scheme| {
        let branding = Branding { scheme: Some(scheme), ..branding.clone() };
        form_urlencoded::Serializer::new(String::new())
            .append_pair(LANGUAGE, locale.tag())
            .extend_pairs(branding.fields())
            .finish()
    };
    let preview = |shown: &Shown, (scheme, name, when): &(Scheme, &str, &'static str)| Preview {
        title: shown.title,
        when,
        address: format!("{HOME}/{}/{name}?{}", shown.name, query(*scheme)),
    };
    PAGES.iter().flat_map(|shown| schemes.iter().map(|scheme| preview(shown, scheme))).collect()
}

/// `GET /dev/branding/{page}/{scheme}`: the scheme is in the query, too, and in the path to tell
/// frames apart.
pub(in crate::http::dev) async fn get(
    Path((page, _)): Path<(String, String)>,
    query: Query,
) -> Result<Response, DevError> {
    let parameters = query.parameters().cloned().unwrap_or_default();
    let shown = PAGES.iter().find(|shown| shown.name == page);
    let look = Dress {
        appearance: Arc::new(Appearance::of(read(&parameters).unwrap_or_default())),
        folder: format!("{HOME}/files/"),
        whose: format!("?{}", query.raw()),
    };
    let html =
        shown.map(|shown| (shown.render)(language(&parameters), look)).transpose()?.flatten();
    html.map(|html| document(html, POLICY)).ok_or(DevError::Missing {
        what: "No page of that name is shown here",
        onward: HOME,
        onward_text: "To the looks",
    })
}

/// `GET /dev/branding/files/{file}`: the style sheet of a look, or a picture of the demo pool.
pub(in crate::http::dev) async fn file(
    cx: Context,
    Path(file): Path<String>,
    query: Query,
) -> Result<Response, DevError> {
    let found = match file.parse::<PictureId>() {
        Ok(id) => {
            let pool = demo_pool(&cx).await?;
            let picture = configuration::picture(&cx, pool.id(), &id).await?;
            picture.map(|content| (id.kind().media_type(), Bytes::from_owner(content)))
        }
        Err(_) => {
            let look = query.parameters().ok().and_then(|query| read(query).ok());
            let sheet = look.and_then(|look| Appearance::of(look).sheet);
            sheet.map(|sheet| ("text/css; charset=utf-8", Bytes::from(sheet.content)))
        }
    };
    let Some((kind, content)) = found else { return Ok(StatusCode::NOT_FOUND.into_response()) };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
        (header::CACHE_CONTROL, "no-store"),
    ]
    .map(|(name, value)| (name, HeaderValue::from_static(value)));
    Ok((headers, content).into_response())
}

/// One state of a page in another look.
fn dressed<V: Template>(
    states: Vec<(&'static str, V)>,
    state: &str,
    frame: fn(&mut V) -> &mut Frame,
    look: Dress,
) -> askama::Result<Option<String>> {
    let Some((_, mut view)) = states.into_iter().find(|(own, _)| *own == state) else {
        return Ok(None);
    };
    frame(&mut view).look = look;
    view.render().map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_shown_in_every_language_with_the_look() {
        let branding = Branding::default()
            .with([("light.brand", "#0a6e46"), ("layout", "start")])
            .expect("one");
        for locale in Locale::all() {
            for shown in &PAGES {
                let look = Dress {
                    appearance: Arc::new(Appearance::of(branding.clone())),
                    folder: "/there/".to_owned(),
                    whose: "?whose".to_owned(),
                };
                let html = (shown.render)(locale, look).expect("it renders").expect("it is there");
                assert!(html.contains("/there/") && html.contains("?whose"), "{}", shown.name);
                assert!(html.contains(r#"class="start"#), "{}", shown.name);
            }
        }
    }

    #[test]
    fn a_look_that_is_always_day_has_no_night() {
        let count = |scheme| {
            let branding = Branding { scheme: Some(scheme), ..Branding::default() };
            all(&branding, Locale::English).len()
        };
        assert_eq!([count(Scheme::Auto), count(Scheme::Light), count(Scheme::Dark)], [10, 5, 5]);
    }
}

//! `/dev/gallery`: every hosted page in every state and language, with made-up content.

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::{DevError, POLICY, document, page};
use crate::http::pages::views::{self, Dress};
use crate::words::Locale;

/// The states of one page.
struct Wall {
    page: &'static str,
    states: Vec<&'static str>,
}

#[derive(Template)]
#[template(path = "dev/gallery.html")]
struct GalleryView {
    walls: Vec<Wall>,
}

impl GalleryView {
    fn section(&self) -> &'static str {
        "gallery"
    }

    fn count(&self) -> usize {
        self.walls.iter().map(|wall| wall.states.len()).sum()
    }

    fn languages(&self) -> impl Iterator<Item = Locale> {
        languages()
    }
}

/// Every language, and the made-up one that shows what does not fit.
fn languages() -> impl Iterator<Item = Locale> {
    Locale::all().chain([Locale::Pseudo])
}

/// `GET /dev/gallery`.
pub(super) async fn index() -> Result<Response, DevError> {
    let mut walls: Vec<Wall> = Vec::new();
    for sample in views::gallery(Locale::default())? {
        match walls.iter_mut().find(|wall| wall.page == sample.page) {
            Some(wall) => wall.states.push(sample.state),
            None => walls.push(Wall { page: sample.page, states: vec![sample.state] }),
        }
    }
    page(&GalleryView { walls }, POLICY)
}

#[derive(Deserialize)]
pub(super) struct Language {
    #[serde(default)]
    lang: String,
}

/// `GET /dev/gallery/{page}/{state}`.
pub(super) async fn sample(
    Path((page, state)): Path<(String, String)>,
    Query(Language { lang }): Query<Language>,
) -> Result<Response, DevError> {
    let locale = languages().find(|locale| locale.tag() == lang).unwrap_or_default();
    let mut samples = views::states(&page, locale)?.into_iter();
    match samples.find(|sample| sample.state == state) {
        Some(sample) => Ok(document(sample.html, POLICY)),
        None => Err(DevError::Missing {
            what: "No page of that name and state hangs here",
            onward: "/dev/gallery",
            onward_text: "To the gallery",
        }),
    }
}

/// `GET /dev/gallery/brand/{file}`: what the looks in the gallery need.
pub(super) async fn brand(Path(file): Path<String>) -> Response {
    let Some((kind, content)) = Dress::sample_file(&file) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    ];
    (headers, content).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_state_that_the_index_names_can_be_opened() {
        for sample_ in views::gallery(Locale::default()).expect("every sample renders") {
            let path = Path((sample_.page.to_owned(), sample_.state.to_owned()));
            let opened = sample(path, Query(Language { lang: "de".to_owned() })).await;
            assert_eq!(opened.into_response().status(), StatusCode::OK, "{}", sample_.page);
        }
        assert_eq!(index().await.into_response().status(), StatusCode::OK);
    }

    #[tokio::test]
    async fn an_unknown_state_is_not_found() {
        let path = Path(("login".to_owned(), "nothing".to_owned()));
        let opened = sample(path, Query(Language { lang: String::new() })).await;
        assert_eq!(opened.into_response().status(), StatusCode::NOT_FOUND);
    }
}

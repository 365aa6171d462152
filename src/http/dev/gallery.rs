//! `/dev/gallery`: every hosted page in every state and language, with made-up content.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use serde::Deserialize;

use super::{DevError, POLICY, document, page};
use crate::http::pages::views;
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
    let locale = Locale::all().find(|locale| locale.tag() == lang).unwrap_or_default();
    let mut samples = views::gallery(locale)?.into_iter();
    match samples.find(|sample| sample.page == page && sample.state == state) {
        Some(sample) => Ok(document(sample.html, POLICY)),
        None => Err(DevError::Missing {
            what: "No page of that name and state hangs here",
            onward: "/dev/gallery",
            onward_text: "To the gallery",
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::StatusCode;
    use axum::response::IntoResponse;

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

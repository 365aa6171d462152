//! A fake as one of a pool's providers, and a browser on its way there and back.

use axum::body::Body;
use axum::http::{Request, header};
use gatehouse::domain::configuration;
use gatehouse::domain::federation::secret;
use gatehouse::model::provider::Provider;
use gatehouse::store;
use url::Url;

use super::{Arrival, Fake};
use crate::support::{Answer, Browser, ORIGIN, TestApp};

impl Fake {
    /// Makes it one of the demo pool's providers, with `change` made to what an operator says of it.
    pub async fn join(&self, app: &TestApp, change: impl FnOnce(&mut Provider)) -> Provider {
        let (cx, mut provider) = (app.cx(), self.provider(&app.demo.pool.id));
        provider.sealed = Some(secret::seal(&cx, &provider.id, &self.secret()).expect("sealed"));
        change(&mut provider);
        let written = cx.write(provider.clone(), |tx, provider| {
            Box::pin(async move {
                store::providers::insert(tx, provider).await?;
                store::epochs::advance(tx).await
            })
        });
        let _: () = written.await.map(drop).expect("a provider");
        configuration::learn_epoch(&app.app).await.expect("the epoch");
        provider
    }
}

impl Browser {
    /// Opens a path and goes where it leads, as long as that is one of our own pages: the page at the
    /// end, or the answer that leads elsewhere.
    pub async fn follow(&mut self, path: &str) -> Answer {
        let mut answer = self.get(path).await;
        while let Some(next) = next(&answer) {
            answer = self.get(&next).await;
        }
        answer
    }

    /// Opens a path that leads to a provider: where it is sent.
    pub async fn leave(&mut self, path: &str) -> Url {
        let answer = self.follow(path).await;
        answer.location().parse().expect("an address elsewhere")
    }

    /// Comes back from a provider: our answer.
    pub async fn arrive(&mut self, arrival: &Arrival) -> Answer {
        let path = arrival.redirect_uri.strip_prefix(ORIGIN).expect("our own address").to_owned();
        let fields = super::super::form(
            &arrival.fields.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>(),
        );
        if !arrival.by_post {
            return self.get(&format!("{path}?{fields}")).await;
        }
        // A post from another site brings no cookies.
        let mut bare = self.clone();
        bare.cookies.clear();
        let request = Request::post(&path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ORIGIN, "null")
            .header("sec-fetch-site", "cross-site");
        let posted = bare.send(&path, request, Body::from(fields)).await;
        assert!(bare.cookies.is_empty(), "{posted:?}");
        match posted.headers.contains_key(header::LOCATION) {
            true => self.get(&posted.location()).await,
            false => posted,
        }
    }
}

/// The page of ours that an answer leads to.
fn next(answer: &Answer) -> Option<String> {
    let location = answer.headers.get(header::LOCATION)?.to_str().expect("ASCII");
    location.starts_with('/').then(|| location.to_owned())
}

//! `/dev`: what there is in development, where it is, and how to use it.

use askama::Template;
use axum::response::Response;

use super::{DevError, POLICY, page};
use crate::app::App;
use crate::context::Context;
use crate::domain::demo::samples::{SAMPLES, Sample};
use crate::domain::{Result, admin};
use crate::model::{Client, Pool};

/// How many pools, and clients of each, are shown.
const MOST_SHOWN: u32 = 20;

/// A pool with its addresses.
struct PoolFacts {
    id: String,
    name: String,
    issuer: String,
    base: String,
    domain_url: Option<String>,
    clients: Vec<Client>,
}

#[derive(Template)]
#[template(path = "dev/index.html")]
struct IndexView {
    samples: &'static [Sample],
    pools: Vec<PoolFacts>,
}

impl IndexView {
    fn section(&self) -> &'static str {
        ""
    }
}

/// `GET /dev`.
pub(super) async fn get(cx: Context) -> Result<Response, DevError> {
    let mut pools = Vec::new();
    for pool in admin::pools::list(&cx, None, MOST_SHOWN).await? {
        let clients = admin::clients::list(&cx, &pool.id, None, MOST_SHOWN).await?;
        pools.push(facts(&cx.app, pool, clients));
    }
    page(&IndexView { samples: &SAMPLES, pools }, POLICY)
}

fn facts(app: &App, pool: Pool, clients: Vec<Client>) -> PoolFacts {
    let base = format!("{}/{}", app.base_url(), pool.id);
    let mut at_domain = app.config.server.base_url.clone();
    let domain_url = pool
        .domain
        .filter(|domain| at_domain.set_host(Some(domain)).is_ok())
        .map(|_| at_domain.to_string());
    PoolFacts {
        id: pool.id.to_string(),
        name: pool.name,
        issuer: pool.issuer.unwrap_or_else(|| base.clone()),
        base,
        domain_url,
        clients,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_overview_escapes_what_is_in_it_and_needs_no_script() {
        let pool = PoolFacts {
            id: "eu-central-1_Ab3dE6gH9".to_owned(),
            name: "<b>Demo</b>".to_owned(),
            issuer: "http://localhost:9080/eu-central-1_Ab3dE6gH9".to_owned(),
            base: "http://localhost:9080/eu-central-1_Ab3dE6gH9".to_owned(),
            domain_url: Some("http://demo.localhost:9080/".to_owned()),
            clients: Vec::new(),
        };
        let html = IndexView { samples: &SAMPLES, pools: vec![pool] }
            .render()
            .expect("the overview renders");
        assert!(html.contains("eu-central-1_Ab3dE6gH9") && !html.contains("<b>Demo"), "{html}");
        for sample in &SAMPLES {
            assert!(html.contains(&format!(r#"<a href="/samples/{}">"#, sample.path)), "{html}");
        }
        for banned in ["<style", "style=\"", " onclick", "<script"] {
            assert!(!html.contains(banned), "{banned}");
        }
    }
}

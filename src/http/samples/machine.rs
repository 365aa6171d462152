//! Services that get a token for themselves by client credentials (RFC 6749 section 4.4): one by its
//! secret, one by its key (RFC 7523).

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;

use super::exchange::{Call, Exchange, Wire};
use super::jwt::Jwt;
use super::page::page;
use super::provider::Provider;
use super::{Application, Fault};

const SCOPE: &str = "demo/read demo/write";

#[derive(Template)]
#[template(path = "dev/samples/machine.html")]
struct MachineView<'a> {
    application: &'a Application,
    scope: &'static str,
    exchange: Option<&'a Exchange>,
    token: Option<Jwt>,
    error: Option<String>,
}

impl MachineView<'_> {
    fn section(&self) -> &'static str {
        "samples"
    }
}

/// The page of such a service.
pub(super) fn pages<S: Clone + Send + Sync + 'static>(application: Application) -> Router<S> {
    let routes = Router::new().route(&application.home(), get(home).post(call));
    routes.with_state(Arc::new(application))
}

/// `GET /samples/{path}`.
async fn home(State(application): State<Arc<Application>>) -> Response {
    view(&application, None, None, None)
}

/// `POST /samples/{path}`: performs the call.
async fn call(State(application): State<Arc<Application>>) -> Response {
    let mut wire = Wire::after(&application, Vec::new());
    let (token, error) = match token(&application, &mut wire).await {
        Ok(token) => (token, None),
        Err(Fault(error)) => (None, Some(error)),
    };
    view(&application, wire.exchanges.first(), token, error)
}

fn view(
    application: &Application,
    exchange: Option<&Exchange>,
    token: Option<Jwt>,
    error: Option<String>,
) -> Response {
    page(&MachineView { application, scope: SCOPE, exchange, token, error })
}

async fn token(application: &Application, wire: &mut Wire) -> Result<Option<Jwt>, Fault> {
    let provider = Provider::discover(application).await?;
    let form = vec![("grant_type", "client_credentials".to_owned()), ("scope", SCOPE.to_owned())];
    let endpoint = provider.endpoint("token_endpoint")?;
    let call = Call::post("The service asks for a token", endpoint, form).by(application)?;
    let reply = wire.send(call, None).await?;
    Ok(Jwt::read(reply.required("access_token")?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::samples::application;

    #[test]
    fn what_is_shown_cannot_become_markup() {
        let exchange = Exchange {
            request: "POST http://localhost:9080/p/oauth2/token".to_owned(),
            answer: "200 OK\n\n{\"access_token\": \"<b>\"}".to_owned(),
            ..Exchange::default()
        };
        let view = MachineView {
            application: &application("machine"),
            scope: SCOPE,
            exchange: Some(&exchange),
            token: None,
            error: None,
        };
        let html = view.render().expect("the page renders");
        assert!(html.contains("200 OK") && !html.contains("<b>\""), "{html}");
    }
}

//! `/samples/device`: a television that shows a code and asks for its tokens until somebody has let it
//! in (RFC 8628); it needs no script.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use qrcode::{Color, QrCode};
use serde_json::Value;

use super::exchange::{Call, Exchange, Reply, Wire};
use super::jwt::Jwt;
use super::page::page;
use super::provider::Provider;
use super::visits::Visits;
use super::{Application, Fault};
use crate::http::pages::views::Qr;

const SCOPE: &str = "openid email profile";

/// The grant type (RFC 8628 section 3.4).
const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// How long to wait between two requests where the provider does not say, and how much longer after
/// each `slow_down` (RFC 8628 sections 3.2 and 3.5), in seconds.
const INTERVAL: u64 = 5;

/// The width of the QR code on the page, in CSS pixels.
const QR_WIDTH: u32 = 200;

/// The television and who stands before it.
struct Site {
    application: Application,
    visits: Visits<Visit>,
}

/// What is on its screen, and what has gone over the wire.
struct Visit {
    screen: Screen,
    begun: Vec<Exchange>,
    last: Option<Exchange>,
}

#[derive(Clone)]
enum Screen {
    Code(Box<Shown>),
    SignedIn(Box<Jwt>),
    Failed(String),
}

/// The codes (RFC 8628 section 3.2).
#[derive(Clone)]
struct Shown {
    device_code: String,
    user_code: String,
    verification_uri: String,
    complete: String,
    interval: u64,
    asked: u32,
}

#[derive(Template)]
#[template(path = "dev/samples/device.html")]
struct DeviceView<'v> {
    application: &'v Application,
    screen: Option<&'v Screen>,
    qr: Option<Qr>,
    exchanges: Vec<Exchange>,
}

impl DeviceView<'_> {
    fn section(&self) -> &'static str {
        "samples"
    }

    /// How long the page waits until it asks again, in seconds.
    fn wait(&self) -> Option<u64> {
        match self.screen {
            Some(Screen::Code(shown)) => Some(shown.interval),
            _ => None,
        }
    }
}

/// The pages of the television.
pub(super) fn pages<S: Clone + Send + Sync + 'static>(application: Application) -> Router<S> {
    let routes = Router::new()
        .route(&application.home(), get(home).post(begin))
        .route(&application.path("poll"), get(poll));
    let visits = Visits::of(&application);
    routes.with_state(Arc::new(Site { application, visits }))
}

/// `GET /samples/device`: the screen as it is.
async fn home(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let visit = site.visits.find(&headers);
    let screen = visit.as_ref().map(|visit| &visit.screen);
    let qr = match screen {
        Some(Screen::Code(shown)) => qr(&shown.complete),
        _ => None,
    };
    let exchanges = visit.iter().flat_map(|visit| visit.begun.iter().chain(&visit.last));
    let exchanges = exchanges.cloned().collect();
    page(&DeviceView { application: &site.application, screen, qr, exchanges })
}

/// The address as a picture for telephones.
fn qr(address: &str) -> Option<Qr> {
    let code = QrCode::new(address).ok()?;
    let dark: Vec<bool> = code.to_colors().into_iter().map(|c| c == Color::Dark).collect();
    let rows: Vec<Vec<bool>> = dark.chunks(code.width()).map(<[bool]>::to_vec).collect();
    Some(Qr::new(&rows, QR_WIDTH, &format!("QR code for {address}")))
}

/// `POST /samples/device`: the television is switched on, and asks for its codes.
async fn begin(State(site): State<Arc<Site>>) -> Response {
    let mut wire = Wire::after(&site.application, Vec::new());
    let screen = match codes(&site.application, &mut wire).await {
        Ok(shown) => Screen::Code(Box::new(shown)),
        Err(Fault(error)) => Screen::Failed(error),
    };
    let cookie = site.visits.begin(Visit { screen, begun: wire.exchanges, last: None });
    (cookie, Redirect::to(&site.application.home())).into_response()
}

async fn codes(application: &Application, wire: &mut Wire) -> Result<Shown, Fault> {
    let provider = Provider::discover(application).await?;
    let endpoint = provider.endpoint("device_authorization_endpoint")?;
    let form = vec![("scope", SCOPE.to_owned())];
    let call = Call::post("The television asks for its codes", endpoint, form).by(application)?;
    let reply = wire.send(call, None).await?;
    let told = |name| reply.required(name).map(str::to_owned);
    Ok(Shown {
        device_code: told("device_code")?,
        user_code: told("user_code")?,
        verification_uri: told("verification_uri")?,
        complete: told("verification_uri_complete").or_else(|_| told("verification_uri"))?,
        interval: reply.json.get("interval").and_then(Value::as_u64).unwrap_or(INTERVAL),
        asked: 0,
    })
}

/// `GET /samples/device/poll`: it asks for its tokens; the page comes here by itself after each
/// interval.
async fn poll(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    if let Some(visit) = site.visits.find(&headers)
        && let Screen::Code(shown) = &visit.screen
    {
        let mut wire = Wire::after(&site.application, Vec::new());
        let asked = ask(&site.application, shown, &mut wire).await;
        let screen = asked.unwrap_or_else(|Fault(error)| Screen::Failed(error));
        let (begun, last) = (visit.begun.clone(), wire.exchanges.pop());
        site.visits.replace(&headers, Visit { screen, begun, last });
    }
    Redirect::to(&site.application.home()).into_response()
}

async fn ask(application: &Application, shown: &Shown, wire: &mut Wire) -> Result<Screen, Fault> {
    let provider = Provider::discover(application).await?;
    let form =
        vec![("grant_type", GRANT_TYPE.to_owned()), ("device_code", shown.device_code.clone())];
    let endpoint = provider.endpoint("token_endpoint")?;
    let call = Call::post("The television asks for its tokens", endpoint, form).by(application)?;
    let reply = wire.send(call, None).await?;
    if let Some(waiting) = still_waiting(shown, &reply) {
        return Ok(Screen::Code(Box::new(waiting)));
    }
    let id_token = provider.verified(application, reply.required("id_token")?).await?;
    Ok(Screen::SignedIn(Box::new(id_token)))
}

/// Nobody has decided yet; after `slow_down` the television asks less often (RFC 8628 section 3.5).
fn still_waiting(shown: &Shown, reply: &Reply) -> Option<Shown> {
    let more = match reply.value("error")? {
        "authorization_pending" => 0,
        "slow_down" => INTERVAL,
        _ => return None,
    };
    Some(Shown { interval: shown.interval + more, asked: shown.asked + 1, ..shown.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::samples::application;

    fn shown() -> Shown {
        Shown {
            device_code: "device".to_owned(),
            user_code: "WDJB-<b>".to_owned(),
            verification_uri: "http://localhost:9080/p/device".to_owned(),
            complete: "http://localhost:9080/p/device?user_code=WDJB-MJHT".to_owned(),
            interval: 5,
            asked: 0,
        }
    }

    fn rendered(screen: Option<&Screen>) -> String {
        let qr = screen.and_then(|_| qr(&shown().complete));
        let application = &application("device");
        let view = DeviceView { application, screen, qr, exchanges: Vec::new() };
        view.render().expect("the page renders")
    }

    #[test]
    fn the_screen_asks_again_by_itself_until_it_knows() {
        let html = rendered(Some(&Screen::Code(Box::new(shown()))));
        assert!(html.contains(r#"content="5;url=/samples/device/poll""#), "{html}");
        assert!(html.contains("<svg class=\"qr\"") && !html.contains("<b>"), "{html}");
        for other in [None, Some(Screen::Failed("access_denied".to_owned()))] {
            assert!(!rendered(other.as_ref()).contains("http-equiv"));
        }
    }

    #[test]
    fn a_hasty_television_slows_down() {
        let reply = |error: &str| Reply::refusing(error);
        let slower = still_waiting(&shown(), &reply("slow_down")).expect("it waits");
        assert_eq!((slower.interval, slower.asked), (10, 1));
        let as_before = still_waiting(&slower, &reply("authorization_pending")).expect("it waits");
        assert_eq!((as_before.interval, as_before.asked), (10, 2));
        assert!(still_waiting(&shown(), &reply("access_denied")).is_none());
    }
}

//! SMS by each service: the very request that it is asked, and what becomes of each of its answers.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::http::{HeaderMap, Method, StatusCode, Uri};
use gatehouse::config::{BodyKind, Config, GatewayMethod, SmsTransport};
use gatehouse::model::pool::RecoveryWay;
use tokio::net::TcpListener;

use crate::support::{TestApp, on_both};

const NUMBER: &str = "+12025550123";

/// What a service was asked.
struct Asked {
    method: Method,
    path: String,
    headers: HeaderMap,
    body: String,
}

impl Asked {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }

    fn form(&self) -> Vec<(String, String)> {
        assert_eq!(self.header("content-type"), "application/x-www-form-urlencoded");
        form_urlencoded::parse(self.body.as_bytes()).into_owned().collect()
    }
}

/// A service on this machine.
struct Service {
    url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Service {
    /// Gives these answers one after the other; the last one stays.
    async fn answering(answers: &[(u16, &str)]) -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", socket.local_addr().expect("an address"));
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let own = |(status, body): &(u16, &str)| (*status, (*body).to_owned());
        let answers: Arc<Mutex<VecDeque<_>>> =
            Arc::new(Mutex::new(answers.iter().map(own).collect()));
        let kept = asked.clone();
        let hear = async move |method: Method, uri: Uri, headers: HeaderMap, body: String| {
            let path = uri.to_string();
            kept.lock().expect("no test failed").push(Asked { method, path, headers, body });
            let mut answers = answers.lock().expect("no test failed");
            let next =
                if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
            let (status, body) = next.expect("an answer");
            (StatusCode::from_u16(status).expect("a status"), body)
        };
        let routes = axum::Router::new().fallback(hear);
        tokio::spawn(async move { axum::serve(socket, routes).await });
        Self { url, asked }
    }

    fn count(&self) -> usize {
        self.asked.lock().expect("no test failed").len()
    }

    fn last(&self) -> Asked {
        self.asked.lock().expect("no test failed").pop().expect("a request")
    }
}

/// A node that sends by the service which `change` says.
async fn sending(app: &TestApp, change: impl FnOnce(&mut Config)) -> TestApp {
    app.change_pool(|pool| pool.recovery = vec![RecoveryWay::VerifiedPhoneNumber]).await;
    app.second_node(change).await
}

/// Asks for a code and has it sent.
async fn send(node: &TestApp) {
    node.forget(&mut node.browser(), "demo").await;
    work(node).await;
}

async fn work(node: &TestApp) {
    gatehouse::jobs::run_due(&node.app).await.expect("the jobs run");
}

/// The message without its six digits, which are a code.
fn words(text: &str) -> &str {
    let (code, words) = text.split_at(6);
    assert!(code.bytes().all(|b| b.is_ascii_digit()), "{text}");
    words
}

fn by_twilio(config: &mut Config, url: &str) {
    config.sms.transport = SmsTransport::Twilio;
    config.sms.twilio.account_sid = Some("AC0123".into());
    config.sms.twilio.auth_token = Some("t0ken".into());
    config.sms.twilio.from = Some("+12025550199".into());
    config.sms.twilio.url = url.parse().expect("a URL");
}

fn by_vonage(config: &mut Config, url: &str) {
    config.sms.transport = SmsTransport::Vonage;
    config.sms.vonage.api_key = Some("k3y".into());
    config.sms.vonage.api_secret = Some("s3cret&".into());
    config.sms.vonage.from = Some("Gatehouse".into());
    config.sms.vonage.url = url.parse().expect("a URL");
}

fn by_sns(config: &mut Config, url: &str) {
    config.sms.transport = SmsTransport::Sns;
    config.sms.sns.region = Some("eu-central-1".into());
    config.sms.sns.access_key_id = Some("AKIDEXAMPLE".into());
    config.sms.sns.secret_access_key = Some("s3cret".into());
    config.sms.sns.session_token = Some("while/".into());
    config.sms.sns.from = Some("Gatehouse".into());
    config.sms.sns.url = Some(url.parse().expect("a URL"));
}

fn by_gateway(config: &mut Config, url: &str) {
    config.sms.transport = SmsTransport::Http;
    config.sms.http.url = Some(format!("{url}/send"));
    config.sms.http.header = Some("X-Api-Key: s3cret".into());
}

const VONAGE_TOOK: &str = r#"{"message-count":"1","messages":[{"to":"12025550123","status":"0"}]}"#;
const VONAGE_BUSY: &str =
    r#"{"message-count":"1","messages":[{"status":"1","error-text":"Throughput Rate Exceeded"}]}"#;
const VONAGE_BARRED: &str =
    r#"{"message-count":"1","messages":[{"status":"7","error-text":"+12025550123 barred"}]}"#;
const SNS_TOOK: &str =
    "<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>";
const SNS_BUSY: &str = "<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>";
const SNS_WRONG: &str =
    "<ErrorResponse><Error><Code>InvalidParameter</Code></Error></ErrorResponse>";

on_both! {
    async fn twilio_is_asked_as_it_is_documented(app) {
        let service = Service::answering(&[(201, r#"{"sid":"SM1","status":"queued"}"#)]).await;
        let node = sending(&app, |config| by_twilio(config, &service.url)).await;
        send(&node).await;
        let asked = service.last();
        assert_eq!((&asked.method, asked.path.as_str()), (&Method::POST, "/2010-04-01/Accounts/AC0123/Messages.json"));
        assert_eq!(asked.header("authorization"), "Basic QUMwMTIzOnQwa2Vu");
        let [(to, number), (from, sender), (body, text)] = &asked.form()[..] else { panic!("{}", asked.body) };
        assert_eq!([to, number, from, sender, body], ["To", NUMBER, "From", "+12025550199", "Body"]);
        let expected = format!(" is your code for a new password at {}. Give it to nobody.", app.demo.pool.name);
        assert_eq!(words(text), expected);
        assert!(app.mail(NUMBER).await.is_empty(), "what was sent is not kept");
    }

    async fn vonage_is_asked_as_it_is_documented(app) {
        let service = Service::answering(&[(200, VONAGE_TOOK)]).await;
        let node = sending(&app, |config| by_vonage(config, &service.url)).await;
        send(&node).await;
        let asked = service.last();
        assert_eq!((&asked.method, asked.path.as_str()), (&Method::POST, "/sms/json"));
        let form = asked.form();
        let pairs: Vec<(&str, &str)> = form.iter().map(|(name, value)| (&**name, &**value)).collect();
        let expected = [("api_key", "k3y"), ("api_secret", "s3cret&"), ("from", "Gatehouse"), ("to", "12025550123")];
        assert_eq!(pairs[..4], expected);
        assert!(pairs[4].0 == "text" && words(pairs[4].1).starts_with(" is your code"), "{pairs:?}");
        assert_eq!(pairs[5..], [("type", "text")]);
    }

    async fn sns_is_asked_as_it_is_documented(app) {
        let service = Service::answering(&[(200, SNS_TOOK)]).await;
        let node = sending(&app, |config| by_sns(config, &service.url)).await;
        send(&node).await;
        let asked = service.last();
        assert_eq!((&asked.method, asked.path.as_str()), (&Method::POST, "/"));
        let signed = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/eu-central-1/sns/aws4_request, \
                      SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, Signature=";
        assert!(asked.header("authorization").starts_with(signed), "{}", asked.header("authorization"));
        assert_eq!(asked.header("authorization").len(), signed.len() + 64);
        assert_eq!(asked.header("x-amz-date"), "20260101T000000Z");
        assert_eq!(asked.header("x-amz-security-token"), "while/");
        assert_eq!(format!("http://{}", asked.header("host")), service.url, "what was signed");
        let form = asked.form();
        let pairs: Vec<(&str, &str)> = form.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!(pairs[..3], [("Action", "Publish"), ("Version", "2010-03-31"), ("PhoneNumber", NUMBER)]);
        assert!(pairs[3].0 == "Message" && words(pairs[3].1).starts_with(" is your code"), "{pairs:?}");
        let entry = |at: &str, name: &str, value: &str| {
            let entry = |part: &str, value: &str| (format!("MessageAttributes.entry.{at}.{part}"), value.to_owned());
            [entry("Name", name), entry("Value.DataType", "String"), entry("Value.StringValue", value)]
        };
        let kind = entry("1", "AWS.SNS.SMS.SMSType", "Transactional");
        assert_eq!(form[4..], [kind, entry("2", "AWS.SNS.SMS.SenderID", "Gatehouse")].concat());
    }

    async fn any_other_service_is_asked_as_its_templates_say(app) {
        let service = Service::answering(&[(200, "ok")]).await;
        let node = sending(&app, |config| by_gateway(config, &service.url)).await;
        send(&node).await;
        let asked = service.last();
        assert_eq!((&asked.method, asked.path.as_str()), (&Method::POST, "/send"));
        assert_eq!((asked.header("x-api-key"), asked.header("content-type")), ("s3cret", "application/json"));
        let body: serde_json::Value = serde_json::from_str(&asked.body).expect("JSON");
        assert_eq!(body["to"], NUMBER);
        assert!(words(body["text"].as_str().expect("a text")).starts_with(" is your code"), "{body}");

        let node = sending(&app, |config| {
            by_gateway(config, &service.url);
            config.sms.http.method = GatewayMethod::Get;
            config.sms.http.url = Some(format!("{}/send?n={{to}}&m={{text}}", service.url));
        }).await;
        app.advance(Duration::from_secs(60));
        send(&node).await;
        let asked = service.last();
        assert_eq!((&asked.method, asked.body.as_str()), (&Method::GET, ""));
        assert!(asked.path.starts_with("/send?n=%2B12025550123&m="), "{}", asked.path);

        let node = sending(&app, |config| {
            by_gateway(config, &service.url);
            config.sms.http.method = GatewayMethod::Put;
            config.sms.http.body_kind = BodyKind::Form;
            config.sms.http.body = "n={to}&m={text}".into();
        }).await;
        app.advance(Duration::from_secs(60));
        send(&node).await;
        let asked = service.last();
        assert_eq!((&asked.method, &asked.form()[0].1), (&Method::PUT, &NUMBER.to_owned()));
    }

    async fn what_passes_is_tried_again_until_it_is_taken(app) {
        for (by, answers) in [
            (by_twilio as fn(&mut Config, &str), [(429, r#"{"code":20429}"#), (503, ""), (201, "{}")]),
            (by_vonage, [(200, VONAGE_BUSY), (500, ""), (200, VONAGE_TOOK)]),
            (by_sns, [(400, SNS_BUSY), (503, ""), (200, SNS_TOOK)]),
            (by_gateway, [(429, ""), (502, ""), (204, "")]),
        ] {
            app.advance(Duration::from_secs(24 * 3600));
            let service = Service::answering(&answers).await;
            let node = sending(&app, |config| by(config, &service.url)).await;
            send(&node).await;
            assert_eq!(service.count(), 1);
            work(&node).await;
            assert_eq!(service.count(), 1, "not at once");
            for times in [2, 3, 3, 3] {
                node.advance(Duration::from_secs(60));
                work(&node).await;
                assert_eq!(service.count(), times);
            }
        }
    }

    async fn what_is_refused_for_good_is_not_tried_again(app) {
        for (by, answer) in [
            (by_twilio as fn(&mut Config, &str), (400, r#"{"code":21211,"message":"+12025550123 is not valid"}"#)),
            (by_vonage, (200, VONAGE_BARRED)),
            (by_vonage, (200, "nonsense")),
            (by_sns, (400, SNS_WRONG)),
            (by_gateway, (403, "")),
            (by_gateway, (302, "")),
        ] {
            app.advance(Duration::from_secs(24 * 3600));
            let service = Service::answering(&[answer]).await;
            let node = sending(&app, |config| by(config, &service.url)).await;
            send(&node).await;
            node.advance(Duration::from_secs(3600));
            work(&node).await;
            assert_eq!(service.count(), 1, "{answer:?}");
        }
    }

    async fn no_service_is_called_where_calls_may_not_go(app) {
        let service = Service::answering(&[(200, "ok")]).await;
        let node = sending(&app, |config| {
            by_gateway(config, &service.url);
            config.outbound.allowed_private_ranges = Vec::new();
        }).await;
        send(&node).await;
        assert_eq!(service.count(), 0);
    }
}

//! Whose address a request has, over sockets: the peer's, unless the peer is a proxy of ours.

use std::net::{SocketAddr, TcpListener};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gatehouse::config::{Config, ForwardedHeader};
use gatehouse::http::{Listeners, Surface, serve};
use reqwest::StatusCode;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::support::TestApp;

/// A server whose clients may fail twice at each address.
struct Node {
    url: String,
    client: reqwest::Client,
    authorization: String,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<std::io::Result<()>>,
}

impl Node {
    async fn start(app: &TestApp, change: impl FnOnce(&mut Config)) -> Self {
        let node = app
            .second_node(|config| {
                config.limits.client_failures = 2;
                change(config);
            })
            .await;
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address: SocketAddr = listener.local_addr().expect("an address");
        let listeners = Listeners { public: vec![listener], management: None };
        let (stop, stopped) = oneshot::channel::<()>();
        let serving =
            tokio::spawn(serve(node.app.clone(), Surface::Production, listeners, async {
                stopped.await.ok();
            }));
        let wrong = STANDARD.encode(format!("{}:wrong", app.machine().0));
        Self {
            url: format!("http://{address}{}/oauth2/token", app.base),
            client: reqwest::Client::builder().no_proxy().build().expect("a client"),
            authorization: format!("Basic {wrong}"),
            stop,
            serving,
        }
    }

    /// The answers to failures with each of these values of a header.
    async fn fail(&self, header: &str, values: &[&str]) -> Vec<u16> {
        let mut answers = Vec::new();
        for value in values {
            let request = self.client.post(&self.url).header("host", "localhost");
            let request = request.header("authorization", &self.authorization);
            let request = request.header(header, *value);
            let request = request.header("content-type", "application/x-www-form-urlencoded");
            let answer = request.body("grant_type=client_credentials").send().await;
            let answer = answer.expect("an answer");
            let waits = answer.headers().contains_key("retry-after");
            assert_eq!(waits, answer.status() == StatusCode::TOO_MANY_REQUESTS);
            answers.push(answer.status().as_u16());
        }
        answers
    }

    async fn end(self) {
        self.stop.send(()).expect("the server still runs");
        self.serving.await.expect("joined").expect("ended in order");
    }
}

fn this_machine(config: &mut Config) {
    config.server.trusted_proxies = vec!["127.0.0.0/8".parse().expect("a range")];
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_stranger_says_of_its_address_changes_nothing() {
    let app = TestApp::on_sqlite().await;
    let node = Node::start(&app, |config| {
        config.server.trusted_proxies = vec!["10.0.0.0/8".parse().expect("a range")];
    })
    .await;
    let values = ["203.0.113.1", "203.0.113.2", "203.0.113.3", "10.0.0.1"];
    assert_eq!(node.fail("x-forwarded-for", &values).await, [401, 401, 429, 429]);
    assert_eq!(node.fail("forwarded", &["for=203.0.113.4"]).await, [429]);
    node.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_our_proxy_says_is_believed_and_what_it_passes_on_is_not() {
    let app = TestApp::on_sqlite().await;
    let node = Node::start(&app, this_machine).await;
    let values = ["203.0.113.1", "203.0.113.2", "203.0.113.1", "203.0.113.1", "203.0.113.2"];
    assert_eq!(node.fail("x-forwarded-for", &values).await, [401, 401, 401, 429, 401]);
    let spoofed = ["6.6.6.6, 203.0.113.2", "7.7.7.7, 203.0.113.2", "8.8.8.8, 203.0.113.9"];
    assert_eq!(node.fail("x-forwarded-for", &spoofed).await, [429, 429, 401]);
    let other = ["for=203.0.113.20", "for=203.0.113.21", "for=203.0.113.22"];
    assert_eq!(node.fail("forwarded", &other).await, [401, 401, 429], "the peer's address");
    node.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_operator_names_the_one_header_that_counts() {
    let app = TestApp::on_sqlite().await;
    let node = Node::start(&app, |config| {
        this_machine(config);
        config.server.forwarded_header = ForwardedHeader::Forwarded;
    })
    .await;
    let values = ["for=203.0.113.1;proto=https", "for=203.0.113.1", "for=\"203.0.113.1:4711\""];
    assert_eq!(node.fail("forwarded", &values).await, [401, 401, 429]);
    let other = ["203.0.113.20", "203.0.113.21", "203.0.113.22"];
    assert_eq!(node.fail("x-forwarded-for", &other).await, [401, 401, 429], "the peer's address");
    node.end().await;
}

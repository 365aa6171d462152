//! Servers on 127.0.0.1 that answer what a test has written, and remember what they were asked.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use url::Url;

use super::Outbound;
use crate::config;

/// The settings of a client that may call 127.0.0.0/8 without https, in `timeout` at the most.
pub(super) fn settings(timeout: Duration) -> config::Outbound {
    config::Outbound {
        timeout,
        connect_timeout: timeout,
        body_limit: 128 * 1024,
        concurrency: 4,
        allowed_private_ranges: vec!["127.0.0.0/8".parse().expect("a range")],
        allow_http: true,
        extra_ca_files: Vec::new(),
    }
}

/// A client with [`settings`] that has time.
pub(super) fn outbound() -> Outbound {
    Outbound::new(&settings(Duration::from_secs(20))).expect("a client")
}

/// An answer with its length, after which the connection closes.
pub(super) fn answer(status: &str, headers: &[&str], body: &str) -> Vec<u8> {
    let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
    .into_bytes()
}

/// A server that ends with its test.
pub(super) struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Gives each request the next of `answers`; the last one stays.
    pub(super) async fn answering(answers: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let requests = Arc::default();
        tokio::spawn(serve(listener, answers.into_iter().collect(), Arc::clone(&requests)));
        Self { address, requests }
    }

    pub(super) fn url(&self, path: &str) -> Url {
        format!("http://{}{path}", self.address).parse().expect("a URL")
    }

    /// The requests so far, as they came.
    pub(super) fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("no test failed").clone()
    }
}

async fn serve(listener: TcpListener, answers: Vec<Vec<u8>>, requests: Arc<Mutex<Vec<String>>>) {
    while let Ok((mut stream, _)) = listener.accept().await {
        let request = read(&mut stream).await;
        let number = {
            let mut requests = requests.lock().expect("no test failed");
            requests.push(request);
            requests.len()
        };
        let answer = answers.get(number - 1).or(answers.last()).expect("an answer");
        let _cut_off = stream.write_all(answer).await;
    }
}

/// Reads one request with its content, as far as it comes.
async fn read(stream: &mut TcpStream) -> String {
    let mut request = String::new();
    let mut part = [0; 4096];
    while !is_whole(&request) {
        match stream.read(&mut part).await {
            Ok(0) | Err(_) => break,
            Ok(length) => request.push_str(&String::from_utf8_lossy(&part[..length])),
        }
    }
    request
}

fn is_whole(request: &str) -> bool {
    let Some((head, body)) = request.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    length.is_none_or(|length| length.parse() == Ok(body.len()))
}

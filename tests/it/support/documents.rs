//! A client's document on a server of its own (OAuth Client ID Metadata Document).

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Where a document's client is answered.
pub const DOCUMENT_CALLBACK: &str = "https://app.example/cb";

/// A server on 127.0.0.1 that gives the same answer to all, and counts how often.
pub struct DocumentServer {
    /// Its host and port.
    pub authority: String,
    answer: Arc<Mutex<String>>,
    asked: Arc<AtomicUsize>,
}

impl DocumentServer {
    /// Serves the document of a public client on a free port until the test ends.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let authority = listener.local_addr().expect("an address").to_string();
        let server = Self { authority, answer: Arc::default(), asked: Arc::default() };
        server.describe(json!({}));
        let (answer, asked) = (server.answer.clone(), server.asked.clone());
        tokio::spawn(async move {
            while let Ok((mut connection, _)) = listener.accept().await {
                let mut request = [0; 4096];
                // A caller that goes away has no use for the answer.
                if connection.read(&mut request).await.is_ok() {
                    asked.fetch_add(1, Ordering::SeqCst);
                    let answer = answer.lock().expect("a lock").clone();
                    let _: std::io::Result<()> = connection.write_all(answer.as_bytes()).await;
                }
            }
        });
        server
    }

    /// The URL of the document, which is its `client_id`.
    pub fn id(&self) -> String {
        format!("http://{}/client.json", self.authority)
    }

    /// How often it was asked.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// A document with these members beside what it must have.
    pub fn document(&self, members: Value) -> Value {
        let mut document = json!({
            "client_id": self.id(),
            "client_name": "From afar",
            "redirect_uris": [DOCUMENT_CALLBACK],
            "grant_types": ["authorization_code", "refresh_token"],
        });
        for (name, value) in members.as_object().expect("an object") {
            document[name] = value.clone();
        }
        document
    }

    /// Publishes a document with these members beside what it must have.
    pub fn describe(&self, members: Value) {
        self.describe_for("max-age=600", members);
    }

    /// The same, with what its `Cache-Control` says.
    pub fn describe_for(&self, cache_control: &str, members: Value) {
        let headers =
            ["content-type: application/json", &format!("cache-control: {cache_control}")];
        self.answer("200 OK", &headers, &self.document(members).to_string());
    }

    /// Gives this answer from now on.
    pub fn answer(&self, status: &str, headers: &[&str], body: &str) {
        let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
        let length = body.len();
        let head = format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\n");
        *self.answer.lock().expect("a lock") = format!("{head}connection: close\r\n\r\n{body}");
    }

    /// Answers no more with a document.
    pub fn fail(&self) {
        self.answer("500 Internal Server Error", &[], "no");
    }
}

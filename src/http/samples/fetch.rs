//! The samples' HTTP client: no redirects, a time-out, and an end to how much it reads.

use std::pin::Pin;
use std::time::Duration;

use openidconnect::{AsyncHttpClient, HttpClientError, HttpRequest, HttpResponse, http};

/// How long a request may take in all.
const TIME_LIMIT: Duration = Duration::from_secs(15);

/// The longest answer, in bytes.
const LENGTH_LIMIT: usize = 256 * 1024;

/// reqwest as the HTTP client of `openidconnect`.
#[derive(Debug, Clone)]
pub(super) struct Http(reqwest::Client);

/// Why there is no answer.
pub(super) type HttpError = HttpClientError<reqwest::Error>;

impl Http {
    #[expect(
        clippy::disallowed_methods,
        reason = "the samples stand for applications of their own"
    )]
    #[expect(clippy::expect_used, reason = "nothing of the machine is asked for")]
    pub(super) fn new() -> Self {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none()) // one could lead a secret elsewhere
            .no_proxy() // what a sample asks for is on this machine,
            .tls_certs_only([]) // without TLS, so that no certificates need be there
            .timeout(TIME_LIMIT);
        Self(client.build().expect("without certificates and proxies nothing can be wrong"))
    }

    /// Sends one request.
    pub(super) async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let request = reqwest::Request::try_from(request).map_err(Box::new)?;
        let mut answer = self.0.execute(request).await.map_err(Box::new)?;
        let mut response = http::Response::builder().status(answer.status());
        for (name, value) in answer.headers() {
            response = response.header(name, value);
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(Box::new)? {
            if body.len() + chunk.len() > LENGTH_LIMIT {
                return Err(HttpError::Other("the answer is too long".to_owned()));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(response.body(body)?)
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{Ipv4Addr, TcpListener};

    use super::*;

    /// Answers one request with these bytes, then closes.
    fn server(answer: Vec<u8>) -> String {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = listener.local_addr().expect("an address");
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("a connection");
            let mut request = [0; 4096];
            let _length = stream.read(&mut request).expect("a request");
            let _cut_off = stream.write_all(&answer);
        });
        format!("http://{address}/")
    }

    async fn get(answer: Vec<u8>) -> Result<HttpResponse, HttpError> {
        let request = http::Request::get(server(answer)).body(Vec::new()).expect("a request");
        Http::new().send(request).await
    }

    #[tokio::test]
    async fn a_redirect_is_an_answer_like_any_other() {
        let redirect =
            b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 2\r\n\r\nno"
                .to_vec();
        let answer = get(redirect).await.expect("an answer");
        assert_eq!((answer.status().as_u16(), answer.body().as_slice()), (302, b"no".as_slice()));
    }

    #[tokio::test]
    async fn an_endless_answer_comes_to_an_end() {
        let mut answer = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n".to_vec();
        answer.resize(answer.len() + LENGTH_LIMIT + 1, b'x');
        assert!(matches!(get(answer).await, Err(HttpError::Other(_))));
    }
}

//! Whoever connects and says nothing, or never comes to an end, is not waited for.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use gatehouse::http::{Listeners, Surface, serve};
use tokio::sync::oneshot;

use crate::support::TestApp;

/// What the server under test waits for, and what the test waits for the server.
const HEADER_TIMEOUT: Duration = Duration::from_secs(1);
const LIMIT: Duration = Duration::from_secs(30);

fn connect(address: SocketAddr, sent: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(address).expect("connected");
    stream.set_read_timeout(Some(LIMIT)).expect("a limit");
    stream.write_all(sent).expect("sent");
    stream
}

/// What comes until the server closes; a read that runs into the limit is an error.
fn read_to_the_end(mut stream: TcpStream) -> std::io::Result<Vec<u8>> {
    let mut read = Vec::new();
    stream.read_to_end(&mut read)?;
    Ok(read)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_senders_are_cut_off() {
    let first = TestApp::on_sqlite().await;
    let app = first.second_node(|config| config.server.header_timeout = HEADER_TIMEOUT).await;
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let listeners = Listeners { public: vec![listener], management: None };
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(serve(app.app.clone(), Surface::Production, listeners, async {
        stopped.await.ok();
    }));
    let said = thread::spawn(move || {
        let after_one = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n";
        let kept = connect(address, after_one);
        let slow = [
            connect(address, b""),
            connect(address, b"P"),
            connect(address, b"GET /healthz HTTP/1.1\r\nhost: local"),
        ];
        (slow.map(read_to_the_end), read_to_the_end(kept))
    });
    let (slow, kept) =
        tokio::task::spawn_blocking(move || said.join().expect("no panic")).await.expect("joined");
    for outcome in slow {
        let answer = outcome.expect("closed, not left open");
        assert!(!answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));
    }
    let kept = kept.expect("an idle connection is closed too");
    assert!(kept.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&kept));
    stop.send(()).expect("the server still runs");
    serving.await.expect("joined").expect("ended in order");
}

//! Each script of `tests/clients` is one application: it ends well, or says what it did not get.

use std::io::Read as _;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use serde_json::json;

use super::home;
use crate::process::server::{Facts, Folder, Server};

/// Each takes seconds; a debug build on a busy machine takes its time.
const LIMIT: Duration = Duration::from_secs(240);

/// Node.js with a script.
pub fn node(script: &str) -> Command {
    let mut command = Command::new("node");
    command.arg(home().join(script));
    command
}

/// Python of the environment in which Authlib is.
fn python(script: &str) -> Command {
    let mut command = Command::new(home().join("python/bin/python"));
    command.arg(home().join(script));
    command
}

/// What a script is told of the server, as JSON.
fn told(facts: &Facts) -> String {
    let machine = &facts.clients.machine;
    let told = json!({
        "base_url": facts.base_url,
        "issuer": facts.issuer,
        "user": { "username": facts.user.username, "password": facts.user.password },
        "machine": { "client_id": machine.client_id, "client_secret": machine.client_secret },
    });
    told.to_string()
}

/// Runs a script against a server of its own, of which it is told.
fn passes(mut command: Command) {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    command.arg(told(&server.facts));
    ends_well(command);
}

/// Runs a script that has been told everything, within the limit.
pub(super) fn ends_well(mut command: Command) {
    command.env_remove("NODE_OPTIONS").env("NO_PROXY", "*");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the script starts");
    let mut errors = child.stderr.take().expect("stderr is piped");
    let (send, receive) = mpsc::channel();
    thread::spawn(move || {
        let mut said = String::new();
        let _ = errors.read_to_string(&mut said);
        let _ = send.send(said);
    });
    let said = receive.recv_timeout(LIMIT);
    if said.is_err() {
        let _ = child.kill();
    }
    let status = child.wait().expect("an ended process can be waited for");
    let said = said.unwrap_or_else(|_| format!("no end within {LIMIT:?}"));
    assert!(status.success(), "{command:?}: {status}\n{said}");
}

macro_rules! scripts {
    ($($name:ident => $command:expr;)*) => {$(
        #[test]
        #[cfg_attr(not(feature = "client-tests"), ignore = "needs client libraries: tests/run")]
        fn $name() {
            passes($command);
        }
    )*};
}

scripts! {
    openid_client_signs_in_refreshes_asks_and_revokes => node("openid-client-code.mjs");
    openid_client_pushes_and_signs_requests => node("openid-client-requests.mjs");
    openid_client_binds_tokens_to_keys => node("openid-client-dpop.mjs");
    openid_client_lets_devices_and_machines_in => node("openid-client-devices.mjs");
    openid_client_takes_id_tokens_from_the_redirect => node("openid-client-hybrid.mjs");
    oauth4webapi_keeps_the_rules_of_fapi => node("oauth4webapi-fapi.mjs");
    authlib_signs_in_by_each_way_to_prove_itself => python("authlib_code.py");
}

//! Whether the time of an answer tells that a name is somebody's: the same forms with names that people
//! have and with names that nobody has, by turns.

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::people::Form;
use crate::report::median;
use crate::server::Server;

/// A form into which a name is typed, and what else is typed.
struct Page {
    path: &'static str,
    values: &'static [(&'static str, &'static str)],
    /// How many names of each kind: no address asks for more codes, nor fails more often, than the
    /// limits let it.
    names: usize,
    /// On which of the two servers, since all forms of one address share its limits.
    on_es256: bool,
}

const PAGES: [Page; 5] = [
    Page { path: "/login", values: &[("password", WRONG)], names: 40, on_es256: false },
    Page { path: "/forgotPassword", values: &[], names: 14, on_es256: false },
    Page { path: "/resendcode", values: &[], names: 14, on_es256: true },
    Page {
        path: "/confirmforgotPassword",
        values: &[("code", "000000"), ("new_password", WRONG)],
        names: 24,
        on_es256: false,
    },
    Page { path: "/confirm", values: &[("code", "000000")], names: 24, on_es256: true },
];

const WRONG: &str = "not-the-password-of-anybody";
/// That of everybody whom the load has made known.
const OWN: &str = "plum-harbour-lantern-seven";

/// The medians of one page in milliseconds.
pub struct Compared {
    pub path: &'static str,
    pub known: f64,
    pub unknown: f64,
}

/// Measures every page.
pub fn measure(rs256: &Server, es256: &Server) -> Vec<Compared> {
    let most = PAGES.iter().map(|page| page.names).max().unwrap_or_default();
    for server in [rs256, es256] {
        eprintln!("names: {most} people");
        (0..most).for_each(|at| sign_up(server, &name("known", at)));
    }
    PAGES.iter().map(|page| compare(page, if page.on_es256 { es256 } else { rs256 })).collect()
}

fn compare(page: &Page, server: &Server) -> Compared {
    eprintln!("names: {}", page.path);
    let form = Form::open(server, page.path);
    let mut times = [Vec::new(), Vec::new()];
    for at in 0..page.names {
        // By turns, and each of the two first as often as the other.
        let mut kinds = [(0, "known"), (1, "unknown")];
        kinds.rotate_left(at % 2);
        for (kind, word) in kinds {
            let name = name(word, at);
            let values = [&[("username", name.as_str())], page.values].concat();
            let begun = Instant::now();
            let status = form.send(&values).status;
            times[kind].push(begun.elapsed().as_secs_f64() * 1000.0);
            assert!(status != 429 && status < 500, "{}: {status} for {name}", page.path);
        }
    }
    let [known, unknown] = times.map(|times| median(times.into_iter()).unwrap_or_default());
    Compared { path: page.path, known, unknown }
}

fn name(kind: &str, at: usize) -> String {
    format!("{kind}-{at:03}")
}

/// An account as an operator makes it, with a proved address.
fn sign_up(server: &Server, name: &str) {
    let mut command: Command = server.operator();
    command.args(["user", "create", "--pool", server.fact("/pool_id"), "--username", name]);
    command.args([
        "--email",
        &format!("{name}@example.com"),
        "--email-verified",
        "--password-stdin",
    ]);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut running = command.spawn().expect("the binary runs");
    let mut password = running.stdin.take().expect("a pipe");
    password.write_all(OWN.as_bytes()).expect("it reads");
    drop(password);
    let made = running.wait_with_output().expect("the binary runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

//! A power cut in the middle of a run of sign-ups: whatever was acknowledged is there afterwards.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::Notify;

use super::database::Database;
use super::journey::{
    Authorization, Newcomer, confirm, goes_to_client, mailed_code, sign_in, sign_up,
};
use super::server::{Facts, Folder};
use super::visitor::Visitor;

const ROUNDS: usize = 3;
const AT_ONCE: usize = 6;
/// A round ends by the kill; this only bounds it.
const MOST_PER_TASK: usize = 40;
const ROUND_LIMIT: Duration = Duration::from_secs(120);

/// What the server has said yes to before it died.
#[derive(Clone, Debug)]
enum Acknowledged {
    SignUp(Newcomer),
    Confirmation(Newcomer),
}

/// Counts acknowledgements and says when it is time to pull the plug.
#[derive(Default)]
struct Ledger {
    entries: Mutex<Vec<Acknowledged>>,
    count: AtomicUsize,
    fatal: usize,
    reached: Notify,
}

impl Ledger {
    fn note(&self, entry: Acknowledged) {
        self.entries.lock().expect("no test thread panicked").push(entry);
        if self.count.fetch_add(1, Ordering::SeqCst) + 1 == self.fatal {
            self.reached.notify_one();
        }
    }
}

/// Signs people up until the server is gone; every second one confirms, too.
async fn sign_people_up(facts: Facts, prefix: String, ledger: Arc<Ledger>) {
    for number in 0..MOST_PER_TASK {
        let newcomer = Newcomer::named(&format!("{prefix}-{number}"));
        let authorization = Authorization::new(&facts, "openid");
        let mut visitor = Visitor::new(facts.port());
        let Ok(answer) = sign_up(&mut visitor, &facts, &authorization, &newcomer).await else {
            return;
        };
        assert!(answer.status.is_redirection(), "{}\n{}", answer.status, answer.body);
        ledger.note(Acknowledged::SignUp(newcomer.clone()));
        if number % 2 == 0 {
            continue;
        }
        let Some(code) = code_before_the_end(&visitor, &facts, &newcomer.email).await else {
            return;
        };
        let Ok(answer) = confirm(&mut visitor, &facts, &authorization, &newcomer, &code).await
        else {
            return;
        };
        assert!(answer.status.is_redirection(), "{}\n{}", answer.status, answer.body);
        ledger.note(Acknowledged::Confirmation(newcomer));
    }
}

/// The mailed code, or nothing once the server is gone.
async fn code_before_the_end(visitor: &Visitor, facts: &Facts, email: &str) -> Option<String> {
    let mut visitor = visitor.clone();
    let url = format!("{}/dev/outbox.json?to={email}", facts.base_url);
    for _ in 0..500 {
        let page = visitor.get(&url).await.ok()?;
        let messages: serde_json::Value =
            serde_json::from_str(&page.body).expect("the outbox is JSON");
        if let Some(code) = messages.pointer("/0/codes/0").and_then(serde_json::Value::as_str) {
            return Some(code.to_owned());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("no mail for {email}")
}

/// After the restart: the person who signed up confirms with the mailed code, and signs in.
async fn assert_still_there(facts: &Facts, entries: &[Acknowledged]) {
    let confirmed: Vec<&str> = entries
        .iter()
        .filter_map(|entry| match entry {
            Acknowledged::Confirmation(newcomer) => Some(newcomer.username.as_str()),
            Acknowledged::SignUp(_) => None,
        })
        .collect();
    for entry in entries {
        let mut visitor = Visitor::new(facts.port());
        let authorization = Authorization::new(facts, "openid");
        match entry {
            Acknowledged::SignUp(newcomer) if confirmed.contains(&newcomer.username.as_str()) => {}
            Acknowledged::SignUp(newcomer) => {
                let code = mailed_code(&visitor, facts, &newcomer.email).await;
                let answer = confirm(&mut visitor, facts, &authorization, newcomer, &code)
                    .await
                    .expect("an answer");
                let taken = answer.status.is_redirection();
                // The confirmation may have been kept although its answer was lost: then signing in works.
                if !taken {
                    assert_signs_in(facts, newcomer).await;
                }
            }
            Acknowledged::Confirmation(newcomer) => assert_signs_in(facts, newcomer).await,
        }
    }
}

async fn assert_signs_in(facts: &Facts, newcomer: &Newcomer) {
    let mut visitor = Visitor::new(facts.port());
    let authorization = Authorization::new(facts, "openid");
    let answer = sign_in(&mut visitor, &authorization, &newcomer.username, &newcomer.password)
        .await
        .expect("an answer");
    assert!(
        goes_to_client(&answer, facts),
        "{} is lost: {}\n{}",
        newcomer.username,
        answer.status,
        answer.body
    );
}

async fn a_power_cut_loses_nothing(database: &Database) {
    let folder = Folder::new();
    let mut all = Vec::new();
    for round in 0..ROUNDS {
        let server = database.serve(&folder);
        let random =
            usize::try_from(RandomState::new().hash_one(round) % 20).expect("a small number");
        let ledger = Arc::new(Ledger { fatal: 4 + random, ..Ledger::default() });
        let tasks: Vec<_> = (0..AT_ONCE)
            .map(|task| {
                tokio::spawn(sign_people_up(
                    server.facts.clone(),
                    format!("r{round}-t{task}"),
                    ledger.clone(),
                ))
            })
            .collect();
        let reached = tokio::time::timeout(ROUND_LIMIT, ledger.reached.notified()).await;
        server.kill();
        for task in tasks {
            task.await.expect("no sign-up was answered wrongly");
        }
        reached.expect("enough sign-ups within the limit");
        let entries = ledger.entries.lock().expect("no test thread panicked").clone();
        let server = database.serve(&folder);
        assert_still_there(&server.facts, &entries).await;
        all.extend(entries);
        server.kill();
    }
    assert!(all.len() >= 4 * ROUNDS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_power_cut_loses_no_acknowledged_sign_up_on_sqlite() {
    a_power_cut_loses_nothing(&Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[cfg_attr(not(feature = "postgres-tests"), ignore = "needs PostgreSQL: tests/run")]
async fn a_power_cut_loses_no_acknowledged_sign_up_on_postgres() {
    a_power_cut_loses_nothing(&Database::postgres("power_cut").await).await;
}

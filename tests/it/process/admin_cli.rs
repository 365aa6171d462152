//! The operator's commands over the real binary: what they make, show and refuse, as text and as JSON.

mod brand;
mod live;
mod provider;

use std::process::Stdio;

use serde_json::Value;

use super::server::{Folder, Said, gatehouse, run};

const CONFIG: &str = r#"
[server]
base_url = "http://localhost:9180"
allow_http = true

[secrets]
master_key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

[passwords]
memory_kib = 8192
"#;
const PASSWORD: &str = "a quiet harbour";
const NO_POOL: &str = "eu-central-1_000000000";

/// An operator with a configuration file and a migrated database in a folder of their own.
struct Operator {
    folder: Folder,
}

impl Operator {
    fn new() -> Self {
        let operator = Self::without_database();
        operator.done(&["migrate"]);
        operator
    }

    fn without_database() -> Self {
        let folder = Folder::new();
        let database = folder.path().join("gatehouse.db");
        let toml = format!("{CONFIG}\n[database]\nurl = \"sqlite://{}\"\n", database.display());
        folder.write("gatehouse.toml", &toml);
        Self { folder }
    }

    /// Runs the command with `input` on its standard input.
    fn says(&self, words: &[&str], input: Option<&str>) -> Said {
        let mut command = gatehouse(words);
        command.arg("--config").arg(self.folder.path().join("gatehouse.toml"));
        command.current_dir(self.folder.path());
        if let Some(input) = input {
            let file = std::fs::File::open(self.folder.write("input", input));
            command.stdin(Stdio::from(file.expect("the file just written")));
        }
        let said = run(&mut command);
        assert!(!said.all().contains(PASSWORD), "{}", said.all());
        assert!(!said.all().contains("$argon2"), "{}", said.all());
        said
    }

    /// The text of a command that does what it should.
    fn done(&self, words: &[&str]) -> String {
        let said = self.says(words, None);
        assert!(said.status.success(), "{words:?}\n{}", said.all());
        assert_eq!(said.stderr, "", "{words:?}");
        said.stdout
    }

    /// The one JSON value of a command that does what it should.
    fn json(&self, words: &[&str]) -> Value {
        self.json_with(words, None)
    }

    fn json_with(&self, words: &[&str], input: Option<&str>) -> Value {
        let said = self.says(&[words, &["--json"]].concat(), input);
        assert!(said.status.success(), "{words:?}\n{}", said.all());
        serde_json::from_str(&said.stdout).expect("one JSON value on standard output")
    }

    /// The one line with which a command is refused.
    fn refusal(&self, words: &[&str]) -> String {
        self.refusal_with(words, None)
    }

    fn refusal_with(&self, words: &[&str], input: Option<&str>) -> String {
        let said = self.says(words, input);
        assert_eq!(said.status.code(), Some(1), "{words:?}\n{}", said.all());
        assert_eq!(said.stdout, "", "{words:?}");
        let mut lines = said.stderr.lines();
        let line = lines.next().unwrap_or_default().to_owned();
        assert!(line.starts_with("gatehouse: ") && lines.next().is_none(), "{}", said.stderr);
        line
    }

    fn pool(&self) -> String {
        text(&self.json(&["pool", "create", "--name", "Shop", "--algorithm", "ES256"]), "id")
    }

    fn user(&self, pool: &str, name: &str) -> Value {
        let email = format!("{name}@example.com");
        let words = ["user", "create", "--pool", pool, "--username", name, "--email", &email];
        self.json_with(&[&words[..], &["--password-stdin"]].concat(), Some(PASSWORD))
    }
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_else(|| panic!("no text {name} in {value}")).to_owned()
}

fn texts<'a>(list: &'a Value, name: &str) -> Vec<&'a str> {
    let list = list.as_array().expect("a list");
    list.iter().map(|each| each[name].as_str().expect("a text")).collect()
}

#[test]
fn a_pool_is_made_changed_and_removed() {
    let operator = Operator::new();
    let file = operator.folder.write("pool.json", r#"{ "session_minutes": 5 }"#);
    let file = file.to_str().expect("a path in UTF-8");
    let create = ["pool", "create", "--name", "Shop", "--algorithm", "ES256", "--domain"];
    let made = operator.json(&[&create[..], &["login.example.com", "--settings", file]].concat());
    let id = text(&made, "id");
    assert_eq!(text(&made, "issuer"), format!("http://localhost:9180/{id}"));
    assert_eq!(made["settings"]["session_minutes"], 5);
    assert_eq!(made["settings"]["self_sign_up"], true);
    assert_eq!(operator.json(&["pool", "show", &id]), made);
    assert_eq!(operator.json(&["pool", "list"])[0], made);

    operator.folder.write("pool.json", r#"{ "self_sign_up": false }"#);
    let update = ["pool", "update", &id, "--name", "Market", "--no-domain", "--settings", file];
    let changed = operator.json(&update);
    assert_eq!((&changed["name"], &changed["domain"]), (&"Market".into(), &Value::Null));
    assert_eq!(changed["settings"]["session_minutes"], 5, "what the file does not name stays");
    assert_eq!(changed["settings"]["self_sign_up"], false);
    operator.folder.write("pool.json", r#"{ "self_sing_up": false }"#);
    assert!(operator.refusal(&update).contains("self_sign_up"));

    assert_eq!(operator.json(&["pool", "disable", &id])["enabled"], false);
    assert_eq!(operator.json(&["pool", "enable", &id])["enabled"], true);
    assert!(operator.refusal(&["pool", "delete", &id]).contains("--yes"));
    assert_eq!(operator.json(&["pool", "delete", &id, "--yes"])["deleted"], id.as_str());
    assert_eq!(operator.json(&["pool", "list"]), Value::Array(Vec::new()));
}

#[test]
fn a_client_gets_its_secret_once() {
    let operator = Operator::new();
    let pool = operator.pool();
    let create = ["client", "create", "--pool", &pool, "--name", "Web", "--code", "--scope"];
    let more = ["openid", "--redirect-uri", "https://shop.example.com/cb"];
    let made = operator.json(&[&create[..], &more].concat());
    let (id, secret) = (text(&made, "client_id"), text(&made, "client_secret"));
    let show = ["client", "show", "--pool", &pool, &id];
    let shown = operator.done(&show);
    assert!(shown.contains("settings.scopes") && !shown.contains(&secret), "{shown}");
    assert!(operator.json(&show).get("client_secret").is_none());
    assert_eq!(texts(&operator.json(&["client", "list", "--pool", &pool]), "client_id"), [&*id]);

    let rotate = ["client", "rotate-secret", "--pool", &pool, &id];
    let rotated = operator.json(&rotate);
    assert_ne!(text(&rotated, "client_secret"), secret);
    assert_eq!(rotated["secrets"].as_array().map(Vec::len), Some(2));
    let told = operator.done(&rotate);
    assert_eq!(told.lines().filter(|line| line.contains("never again")).count(), 1, "{told}");

    let update = ["client", "update", "--pool", &pool, &id, "--access-token-life", "15m"];
    let settings = operator.json(&[&update[..], &["--implicit", "--clear", "scopes"]].concat());
    let settings = &settings["settings"];
    assert_eq!(settings["access_token_seconds"], 900);
    assert_eq!((&settings["implicit"], &settings["code"]), (&true.into(), &true.into()));
    assert_eq!(settings["scopes"], "");
    assert_eq!(operator.json(&["client", "disable", "--pool", &pool, &id])["enabled"], false);
    assert_eq!(operator.json(&["client", "enable", "--pool", &pool, &id])["enabled"], true);
    operator.done(&["client", "delete", "--pool", &pool, &id, "--yes"]);
    assert!(operator.refusal(&show).contains("no client"));
}

#[test]
fn a_public_client_has_no_secret() {
    let operator = Operator::new();
    let pool = operator.pool();
    let create = ["client", "create", "--pool", &pool, "--name", "App", "--public"];
    let made = operator.json(&create);
    assert_eq!((&made["client_secret"], &made["public"]), (&Value::Null, &true.into()));
    let id = text(&made, "client_id");
    let rotate = ["client", "rotate-secret", "--pool", &pool, &id];
    assert!(operator.refusal(&rotate).contains("public client has no secret"));
    let machine = operator.refusal(&[&create[..], &["--client-credentials"]].concat());
    assert!(machine.contains("client_credentials"), "{machine}");
    let scope = operator.refusal(&[&create[..], &["--scope", "shop/read"]].concat());
    assert!(scope.contains("shop/read"), "{scope}");
}

#[test]
fn a_user_is_made_and_led() {
    let operator = Operator::new();
    let pool = operator.pool();
    let made = operator.user(&pool, "jane");
    let sub = text(&made, "sub");
    assert_eq!((&made["status"], &made["has_password"]), (&"CONFIRMED".into(), &true.into()));
    assert_eq!(made["attributes"]["email"], "jane@example.com");
    let user = |verb: &'static str| ["user", verb, "--pool", &pool, "jane"].map(str::to_owned);
    let say = |verb, more: &[&str]| {
        let words = user(verb);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        operator.json_with(&[&words[..], more].concat(), Some("another harbour"))
    };
    assert_eq!(operator.json(&["user", "show", "--pool", &pool, &sub]), made);
    operator.json(&["group", "create", "--pool", &pool, "--name", "staff"]);
    assert_eq!(texts(&operator.json(&["group", "list", "--pool", &pool]), "name"), ["staff"]);
    assert_eq!(say("add-to-group", &["--group", "staff"])["groups"][0], "staff");
    assert_eq!(say("remove-from-group", &["--group", "staff"])["groups"][0], Value::Null);
    assert_eq!(say("sessions", &[]), Value::Array(Vec::new()), "no sign-in yet");
    assert_eq!(say("disable", &[])["enabled"], false);
    assert_eq!(say("enable", &[])["enabled"], true);
    assert_eq!(text(&say("set-password", &["--password-stdin"]), "sub"), sub);
    assert_eq!(say("delete", &["--yes"])["deleted"], "jane");
    for verb in ["show", "sessions"] {
        assert!(operator.refusal(&["user", verb, "--pool", &pool, &sub]).contains("no user"));
    }
}

#[test]
fn a_temporary_password_is_mailed_or_shown_and_a_password_is_ended() {
    let operator = Operator::new();
    let pool = operator.pool();
    let make = |name: &'static str, more: &[&'static str]| {
        let create = ["user", "create", "--pool", &pool, "--username", name];
        [&create[..], more].concat().iter().map(|word| (*word).to_owned()).collect::<Vec<_>>()
    };
    let words =
        |owned: &[String]| operator.json(&owned.iter().map(String::as_str).collect::<Vec<_>>());
    let mailed = words(&make("jane", &["--temporary", "--email", "jane@example.com"]));
    assert_eq!(mailed["status"], "FORCE_CHANGE_PASSWORD");
    assert_eq!(mailed["temporary_password"], Value::Null, "the mail tells it");
    let create = ["user", "create", "--pool", &pool, "--username", "john", "--temporary"];
    assert!(operator.refusal(&create).contains("no e-mail address"));
    let by_sms = operator.refusal(&[&create[..], &["--by", "sms"]].concat());
    assert!(by_sms.contains("no phone number"), "{by_sms}");
    let texted =
        make("anna", &["--temporary", "--attribute", "phone_number=+12025550123", "--by", "sms"]);
    assert_eq!(words(&texted)["temporary_password"], Value::Null, "the SMS tells it");
    let shown = words(&make("john", &["--temporary", "--no-invitation"]));
    let set = ["user", "set-password", "--pool", &pool, "john", "--temporary", "--no-invitation"];
    let another = operator.json(&set);
    assert_ne!(text(&shown, "temporary_password"), text(&another, "temporary_password"));
    let reset = |name| ["user", "reset", "--pool", &pool, name];
    assert!(operator.refusal(&reset("john")).contains("no way to recover by code"));
    let verified =
        make("mary", &["--temporary", "--email", "mary@example.com", "--email-verified"]);
    words(&verified);
    assert_eq!(operator.json(&reset("mary"))["status"], "RESET_REQUIRED");
}

#[test]
fn users_are_listed_page_by_page() {
    let operator = Operator::new();
    let pool = operator.pool();
    for name in ["jane", "john"] {
        operator.user(&pool, name);
    }
    let list = ["user", "list", "--pool", &pool];
    assert_eq!(texts(&operator.json(&list), "username"), ["jane", "john"]);
    let after = operator.json(&[&list[..], &["--after", "jane"]].concat());
    assert_eq!(texts(&after, "username"), ["john"]);
    let table = operator.done(&[&list[..], &["--limit", "1"]].concat());
    let lines: Vec<&str> = table.lines().collect();
    assert!(lines[0].starts_with("SUB ") && lines[0].contains(" EMAIL "), "{table}");
    assert!(lines[1].contains("jane@example.com") && lines[2].contains("--after"), "{table}");
}

#[test]
fn a_password_is_asked_for_and_never_an_argument() {
    let operator = Operator::new();
    let pool = operator.pool();
    let create = ["user", "create", "--pool", &pool, "--username", "jane"];
    let argument = operator.says(&[&create[..], &["--password", "x"]].concat(), None);
    assert_eq!(argument.status.code(), Some(2), "{}", argument.all());
    assert!(argument.stderr.contains("--password"), "{}", argument.stderr);
    assert!(operator.refusal(&create).contains("--password-stdin"), "no terminal to ask on");
    let from_stdin = [&create[..], &["--password-stdin"]].concat();
    assert!(operator.refusal_with(&from_stdin, Some("short\n")).contains("shorter"));
    assert!(operator.refusal_with(&from_stdin, Some("\n")).contains("empty"));
    let without = operator.json(&[&create[..], &["--no-password", "--unconfirmed"]].concat());
    assert_eq!(
        (&without["status"], &without["has_password"]),
        (&"UNCONFIRMED".into(), &false.into())
    );
    assert!(operator.refusal_with(&from_stdin, Some(PASSWORD)).contains("signs in by this name"));
}

#[test]
fn scopes_are_put_listed_and_removed() {
    let operator = Operator::new();
    let pool = operator.pool();
    let scope = |verb| ["scope", verb, "--pool", &pool, "--server", "shop"];
    let words = [&scope("put")[..], &["--scope", "read=See orders", "--scope", "write"]].concat();
    let put = operator.json(&words);
    assert_eq!(put["scopes"][0]["description"], "See orders");
    let list = ["scope", "list", "--pool", &pool];
    assert_eq!(operator.json(&list)[0], put);
    assert!(operator.done(&list).contains("shop/write"));
    operator.done(&[&scope("delete")[..], &["--yes"]].concat());
    assert_eq!(operator.json(&list), Value::Array(Vec::new()));
}

#[test]
fn keys_rotate_ahead_or_at_once() {
    let operator = Operator::new();
    let pool = operator.pool();
    let list = ["key", "list", "--pool", &pool];
    assert_eq!(texts(&operator.json(&list), "state"), ["signing"]);
    let rotate = ["key", "rotate", "--pool", &pool];
    let now = operator.json(&[&rotate[..], &["--now"]].concat());
    assert_eq!((&now["state"], &now["algorithm"]), (&"signing".into(), &"ES256".into()));
    assert_eq!(texts(&operator.json(&list), "state"), ["retiring", "signing"]);
    let next = operator.json(&rotate);
    assert_eq!(next["state"], "next");
    assert_eq!(texts(&operator.json(&list), "state"), ["retiring", "signing", "next"]);
    assert_eq!(operator.done(&list).lines().count(), 4);
}

#[test]
fn wrong_ids_are_refused_in_one_line() {
    let operator = Operator::new();
    let pool = operator.pool();
    let client = "00000000000000000000000000";
    for words in [
        &["pool", "show", NO_POOL][..],
        &["pool", "disable", NO_POOL],
        &["pool", "delete", NO_POOL, "--yes"],
        &["client", "list", "--pool", NO_POOL],
        &["user", "list", "--pool", NO_POOL],
        &["group", "list", "--pool", NO_POOL],
        &["scope", "list", "--pool", NO_POOL],
        &["key", "list", "--pool", NO_POOL],
        &["key", "rotate", "--pool", NO_POOL],
    ] {
        assert_eq!(operator.refusal(words), "gatehouse: no pool has this id", "{words:?}");
    }
    let one_client = ["client", "disable", "--pool", &pool, client];
    assert!(operator.refusal(&one_client).contains("no client has this id"));
    let one_user = ["user", "disable", "--pool", &pool, "nobody"];
    assert!(operator.refusal(&one_user).contains("no user has this name"));
    assert!(operator.refusal(&["pool", "show", "nonsense"]).contains("'nonsense'"));
    assert!(operator.refusal(&["pool", "show", NO_POOL, "--json"]).contains("no pool has this id"));
}

#[test]
fn an_unmigrated_database_is_refused_as_serve_refuses_it() {
    let operator = Operator::without_database();
    let refused = operator.refusal(&["pool", "list"]);
    assert!(refused.contains("gatehouse migrate --config"), "{refused}");
    assert_eq!(operator.refusal(&["serve"]), refused);
}

#[test]
fn what_a_person_has_set_up_is_listed_and_ended() {
    let operator = Operator::new();
    let pool = operator.pool();
    operator.user(&pool, "jane");
    let of_jane = |verb: &str| operator.json(&["user", verb, "--pool", &pool, "jane"]);
    assert_eq!(of_jane("factors"), Value::Array(Vec::new()));
    let reset = of_jane("mfa-reset");
    assert_eq!((&reset["factors"], &reset["recovery_codes"]), (&0.into(), &0.into()));
    assert_eq!(reset["remembered_browsers"], 0);
    let remove = ["user", "remove-factor", "--pool", &pool, "jane", "--factor", "none"];
    assert!(operator.refusal(&remove).contains("no factor"));
    let revoke = ["user", "revoke-recovery-codes", "--pool", &pool, "jane"];
    assert!(operator.refusal(&revoke).contains("no recovery codes"));
    assert!(operator.refusal(&["user", "factors", "--pool", &pool, "john"]).contains("no user"));
}

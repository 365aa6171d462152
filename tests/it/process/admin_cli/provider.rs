//! How an operator makes identity providers known to a pool, looks after them and removes them.

use serde_json::{Value, json};

use super::{NO_POOL, Operator, text, texts};

const SECRET: &str = "a-secret-from-the-provider";

impl Operator {
    /// A provider that this says of itself, on the command line.
    fn provider(&self, pool: &str, words: &[&str]) -> Value {
        let create = ["provider", "create", "--pool", pool];
        let words = [&create[..], words, &["--client-secret-file", "-"]].concat();
        let made = self.json_with(&words, Some(&format!("{SECRET}\n")));
        assert!(!made.to_string().contains(SECRET), "{made}");
        made
    }

    fn acme(&self, pool: &str) -> Value {
        let issuer = ["--issuer", "https://id.acme.example"];
        self.provider(
            pool,
            &[&["OIDC", "--name", "Acme", "--client-id", "us"], &issuer[..]].concat(),
        )
    }
}

#[test]
fn a_provider_is_made_known_changed_and_removed() {
    let operator = Operator::new();
    let pool = operator.pool();
    let made = operator.provider(&pool, &["google", "--client-id", "123.apps.example"]);
    assert_eq!((text(&made, "name"), text(&made, "kind")), ("Google".into(), "Google".into()));
    assert_eq!((&made["has_secret"], &made["enabled"]), (&json!(true), &json!(true)));
    let uri = format!("http://localhost:9180/{pool}/oauth2/idpresponse");
    assert_eq!(made["redirect_uris"], json!([uri]));
    let one = |verb| ["provider", verb, "--pool", &pool, "Google"];
    assert_eq!(operator.json(&one("show")), made);
    let shown = operator.done(&one("show"));
    assert!(shown.contains(&uri) && !shown.contains(SECRET), "{shown}");

    operator.folder.write("rules.json", r#"{ "trusted_domains": ["acme.example"] }"#);
    let set = ["--set", "hosted_domain=acme.example", "--rules", "rules.json"];
    let changed = operator.json(&[&one("update")[..], &set].concat());
    assert_eq!(changed["details"]["hosted_domain"], "acme.example");
    assert_eq!(changed["details"]["client_id"], "123.apps.example", "what is not given stays");
    assert_eq!(changed["rules"]["trusted_domains"], json!(["acme.example"]));
    let cleared = operator.json(&[&one("update")[..], &["--set", "hosted_domain="]].concat());
    assert_eq!(cleared["details"].get("hosted_domain"), None);
    assert_eq!(cleared["has_secret"], true);

    operator.acme(&pool);
    let list = ["provider", "list", "--pool", &pool];
    assert_eq!(texts(&operator.json(&list), "name"), ["Acme", "Google"]);
    assert!(operator.done(&list).contains("123.apps.example"));
    assert_eq!(operator.json(&one("disable"))["enabled"], false);
    assert_eq!(operator.json(&one("enable"))["enabled"], true);
    assert!(operator.refusal(&one("delete")).contains("--yes"));
    operator.done(&[&one("delete")[..], &["--yes"]].concat());
    for verb in ["show", "enable", "disable", "check"] {
        assert!(operator.refusal(&one(verb)).contains("no identity provider"), "{verb}");
    }
}

#[test]
fn a_provider_that_does_not_fit_is_refused() {
    let operator = Operator::new();
    let pool = operator.pool();
    operator.acme(&pool);
    let refused = |pool: &str, words: &[&str]| {
        let create = ["provider", "create", "--pool", pool];
        operator.refusal_with(&[&create[..], words].concat(), Some(SECRET))
    };
    let issuer = ["--client-id", "us", "--issuer", "https://id.acme.example"];
    for (words, why) in [
        (&["Google", "--client-id", "us"][..], "a client secret is needed"),
        (&["Google", "--client-secret-file", "-"], "Google needs client_id"),
        (&["Google", "--name", "acme", "--client-id", "us"], "has no other name"),
        (&["OIDC", "--client-id", "us"], "needs oidc_issuer"),
        (&["SignInWithApple", "--client-id", "us", "--private-key-file", "-"], "no private key"),
        (&["GitHub", "--client-id", "us", "--set", "tenant=x"], "a client secret is needed"),
        (&["GitHub", "--client-id", "us", "--set", "tennant=x"], "tennant"),
        (&["Google", "--client-id", "us", "--client-secret-file", "none.txt"], "none.txt"),
    ] {
        assert!(refused(&pool, words).contains(why), "{words:?}");
    }
    let github = ["GitHub", "--client-id", "us", "--client-secret-file", "-"];
    let tenant = refused(&pool, &[&github[..], &["--set", "tenant=x"]].concat());
    assert!(tenant.contains("GitHub has no tenant"), "{tenant}");
    for (name, why) in [("ACME", "of this name"), ("google", "the name of another kind")] {
        let said = refused(&pool, &[&["OIDC", "--name", name][..], &issuer].concat());
        assert!(said.contains(why), "{said}");
    }
    assert!(refused(NO_POOL, &github).contains("no pool"));
}

#[test]
fn people_of_one_domain_go_to_one_provider() {
    let operator = Operator::new();
    let pool = operator.pool();
    operator.acme(&pool);
    operator.folder.write("rules.json", r#"{ "identifiers": ["acme.example"] }"#);
    operator.done(&["provider", "update", "--pool", &pool, "Acme", "--rules", "rules.json"]);
    operator.folder.write("rules.json", r#"{ "identifiers": ["other", "Acme.Example"] }"#);
    let google = ["provider", "create", "--pool", &pool, "Google", "--client-id", "us"];
    let more = ["--rules", "rules.json", "--client-secret-file", "-"];
    let said = operator.refusal_with(&[&google[..], &more].concat(), Some(SECRET));
    assert!(said.contains("has the identifier acme.example"), "{said}");
}

#[test]
fn a_check_says_what_is_wrong() {
    let operator = Operator::new();
    let pool = operator.pool();
    let nowhere = ["--issuer", "https://127.0.0.1:1"];
    operator.provider(
        &pool,
        &[&["OIDC", "--name", "Acme", "--client-id", "us"], &nowhere[..]].concat(),
    );
    let check = ["provider", "check", "--pool", &pool, "Acme"];
    let said = operator.says(&check, None);
    assert_eq!(said.status.code(), Some(1), "{}", said.all());
    assert!(said.stdout.starts_with("wrong "), "{}", said.stdout);
    assert!(said.stderr.contains("nobody gets in by Acme"), "{}", said.stderr);
}

#[test]
fn the_ids_of_people_and_the_secret_stay_where_they_are() {
    let operator = Operator::new();
    let pool = operator.pool();
    operator.acme(&pool);
    operator.user(&pool, "jane");
    let update = ["provider", "update", "--pool", &pool, "Acme"];
    let moved = [&update[..], &["--issuer", "https://other.example"]].concat();
    let refused = operator.refusal(&moved);
    assert!(refused.contains("oidc_issuer") && refused.contains("give it anew"), "{refused}");
    let with_secret = [&moved[..], &["--client-secret-file", "-"]].concat();
    operator.json(&["provider", "link", "--pool", &pool, "jane", "Acme", "123"]);
    let refused = operator.refusal_with(&with_secret, Some(SECRET));
    assert!(refused.contains("oidc_issuer") && refused.contains("the same people"), "{refused}");
    let same = [&with_secret[..], &["--same-people"]].concat();
    let changed = operator.json_with(&same, Some(SECRET));
    assert_eq!(changed["details"]["oidc_issuer"], "https://other.example");
    let back = [&update[..], &["--issuer", "https://elsewhere.example"]].concat();
    let refused =
        operator.refusal_with(&[&back[..], &["--client-secret-file", "-"]].concat(), Some(SECRET));
    assert!(refused.contains("the same people"), "only where it is said: {refused}");
    operator.json(&["provider", "unlink", "--pool", &pool, "jane", "Acme", "123"]);
    let changed = operator.json_with(&with_secret, Some(SECRET));
    assert_eq!(changed["details"]["oidc_issuer"], "https://other.example");
}

#[test]
fn tokens_that_are_not_kept_cannot_be_read() {
    let operator = Operator::new();
    let pool = operator.pool();
    operator.acme(&pool);
    operator.user(&pool, "jane");
    let tokens = ["provider", "tokens", "--pool", &pool, "jane", "Acme"];
    assert!(operator.refusal(&tokens).contains("no such identity"));
    operator.json(&["provider", "link", "--pool", &pool, "jane", "Acme", "123"]);
    assert!(operator.refusal(&tokens).contains("keep_tokens is off"));
    operator.folder.write("rules.json", r#"{ "keep_tokens": true }"#);
    operator.done(&["provider", "update", "--pool", &pool, "Acme", "--rules", "rules.json"]);
    assert!(operator.refusal(&tokens).contains("none are kept yet"));
}

#[test]
fn an_operator_connects_an_identity_with_an_account() {
    let operator = Operator::new();
    let pool = operator.pool();
    operator.acme(&pool);
    operator.user(&pool, "jane");
    operator.user(&pool, "john");
    let link = |user| ["provider", "link", "--pool", &pool, user, "Acme", "123"];
    assert_eq!(operator.json(&link("jane"))["new"], true);
    assert_eq!(operator.json(&link("jane"))["new"], false, "once is enough");
    assert!(operator.refusal(&link("john")).contains("another account"));
    let links = ["provider", "links", "--pool", &pool, "jane"];
    assert_eq!(texts(&operator.json(&links), "subject"), ["123"]);
    let unlink = ["provider", "unlink", "--pool", &pool, "jane", "Acme", "123"];
    assert_eq!(operator.json(&unlink)["unlinked"], "123");
    assert!(operator.refusal(&unlink).contains("does not open"));
    operator.json(&link("john"));
    operator.done(&["provider", "delete", "--pool", &pool, "Acme", "--yes"]);
    let john = operator.json(&["user", "show", "--pool", &pool, "john"]);
    assert_eq!(john["attributes"].get("identities"), None, "{john}");
}

//! How an operator gives the pages of a pool and of a client their look.

use serde_json::{Value, json};

use super::{Operator, text};

const LOGO: &str = r#"<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h8v8z"/></svg>"#;

impl Operator {
    /// A file with that content, by its path.
    fn file(&self, name: &str, content: &str) -> String {
        self.folder.write(name, content).to_str().expect("a path in UTF-8").to_owned()
    }

    fn client(&self, pool: &str) -> String {
        let create = ["client", "create", "--pool", pool, "--name", "Web", "--public"];
        text(&self.json(&create), "client_id")
    }
}

#[test]
fn a_pool_gets_its_look_and_loses_it() {
    let operator = Operator::new();
    let pool = operator.pool();
    let brand = ["pool", "brand", &pool];
    let logo = operator.file("logo.svg", LOGO);
    let look = ["--logo", &logo, "--light", "brand=#ffee00,card=#ffffff", "--radius", "4"];
    let words = ["--scheme", "light", "--layout", "start", "--text", "en.sign_in=Ahoy = hello"];
    let set = operator.json(&[&brand[..], &look, &words].concat());
    assert!(text(&set["branding"], "logo").ends_with(".svg"), "{set}");
    assert_eq!(set["branding"]["light"]["brand"], "#ffee00", "what was asked for is kept");
    assert_eq!(set["branding"]["texts"]["en"]["sign_in"], "Ahoy = hello");
    let correction = &set["corrections"][0];
    assert_eq!((&correction["mode"], &correction["token"]), (&"light".into(), &"brand".into()));
    assert_ne!(correction["used"], "#ffee00");
    assert_eq!(operator.json(&brand), set, "no switch changes nothing");

    let told = operator.done(&brand);
    assert!(told.contains("light brand: #ffee00 on ") && told.contains("needs 4.5:1"), "{told}");
    let less = ["--no-logo", "--light", "brand=", "--text", "en.sign_in="];
    let less = operator.json(&[&brand[..], &less].concat());
    assert_eq!((&less["branding"]["logo"], &less["branding"]["texts"]), (&Value::Null, &json!({})));
    assert_eq!(less["branding"]["radius"], 4, "what is not given stays");
    assert_eq!(less["corrections"].as_array().map(Vec::len), Some(0));
    let reset = operator.json(&[&brand[..], &["--reset", "--radius", "0"]].concat());
    assert_eq!(
        (&reset["branding"]["radius"], &reset["branding"]["scheme"]),
        (&0.into(), &Value::Null)
    );
}

#[test]
fn the_look_of_a_client_lies_over_that_of_its_pool() {
    let operator = Operator::new();
    let pool = operator.pool();
    let client = operator.client(&pool);
    operator.done(&["pool", "brand", &pool, "--dark", "card=#000000", "--radius", "4"]);
    let brand = ["client", "brand", "--pool", &pool, &client];
    let set = operator.json(&[&brand[..], &["--radius", "0"]].concat());
    assert_eq!(set["client_id"], client.as_str());
    assert_eq!(set["branding"]["dark"]["card"], "#000000", "as the pool has it");
    assert_eq!(set["branding"]["radius"], 0);
    let own = operator.json(&["client", "show", "--pool", &pool, &client]);
    assert_eq!(own["settings"]["branding"]["dark"]["card"], Value::Null);
    let reset = operator.json(&[&brand[..], &["--reset"]].concat());
    assert_eq!(reset["branding"]["radius"], 4);
}

#[test]
fn what_is_no_look_is_refused_in_words() {
    let operator = Operator::new();
    let pool = operator.pool();
    let brand = ["pool", "brand", &pool];
    let script = operator.file("script.svg", &LOGO.replace("<path", "<script/><path"));
    let huge = operator.file("huge.png", &"x".repeat(1024 * 1024 + 1));
    let large = operator.file("large.svg", &format!("{LOGO}{}", " ".repeat(300 * 1024)));
    let page = operator.file("page.png", "<html>");
    for (switches, words) in [
        (["--logo", &*script], "scripts"),
        (["--backdrop", &huge], "at most 1 MiB"),
        (["--logo", &large], "logo: a picture there has at most 256 KiB"),
        (["--favicon", &page], "SVG"),
        (["--logo", "there-is-none.png"], "there-is-none.png"),
        (["--light", "edge=#000000"], "light.edge"),
        (["--dark", "brand=red"], "#rrggbb"),
        (["--text", "en.title=Hello"], "texts.en.title"),
        (["--radius", "17"], "17"),
    ] {
        let refused = operator.refusal(&[&brand[..], &switches].concat());
        assert!(refused.contains(words), "{switches:?}: {refused}");
    }
    let taken = operator.json(&[&brand[..], &["--backdrop", &large]].concat());
    assert!(text(&taken["branding"], "backdrop").ends_with(".svg"), "{taken}");
}

//! A file of cases: the clients that they need, the requests that are right, and the attacks.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use figment::Figment;
use figment::providers::{Format, Toml};
use gatehouse::model::client::ClientSettings;
use gatehouse::model::pool::PoolSettings;
use serde::Deserialize;
use serde_json::{Map, Value};

/// What a file says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Its name, given by the folder and file.
    #[serde(default)]
    pub name: String,
    /// The rules of the pool, where they are not the default.
    pub pool: Option<PoolSettings>,
    /// Whether the server calls others as in production: not this machine, and not without https.
    #[serde(default)]
    pub production: bool,
    /// The clients besides those of the demo.
    #[serde(default)]
    pub clients: BTreeMap<String, NewClient>,
    /// The JWTs that requests carry.
    #[serde(default)]
    pub jwt: BTreeMap<String, Jwt>,
    /// The requests that are right.
    pub right: BTreeMap<String, Request>,
    /// The attacks.
    #[serde(rename = "case")]
    pub cases: Vec<Case>,
}

/// A client of a page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewClient {
    /// Whether it has no secret.
    #[serde(default)]
    pub public: bool,
    /// Whether the key of its own name is registered.
    #[serde(default)]
    pub key: bool,
    /// Its rules.
    pub settings: ClientSettings,
}

/// A JWT; a case names only what it changes, and `-` takes a member away.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Jwt {
    /// The token whose header and claims it begins with.
    pub of: Option<String>,
    /// Who signs: `key NAME`, `secret CLIENT`, `public NAME` (a public key taken for a secret),
    /// `nobody`, or `kept`: the signature of the token that it begins with.
    pub by: Option<String>,
    /// Its header.
    #[serde(default)]
    pub header: Map<String, Value>,
    /// Its claims.
    #[serde(default)]
    pub claims: Map<String, Value>,
}

/// A request that is right, and its answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Method and path.
    pub request: String,
    /// The client whose secret stands in the header.
    pub client: Option<String>,
    /// Whether the browser of the person who is signed in sends it, and not a fresh one.
    #[serde(default)]
    pub signed_in: bool,
    /// The id of a form on the page at that path: it is opened, and its fields are sent along.
    pub form: Option<String>,
    /// Headers, each `name: value`.
    #[serde(default)]
    pub headers: Vec<String>,
    /// Parameters, each `name=value`: of the query, or of the form that is posted.
    #[serde(default)]
    pub parameters: Vec<String>,
    /// A JSON body in place of a form.
    pub json: Option<Map<String, Value>>,
    /// What comes of it.
    pub answer: String,
}

/// An attack: one of the right requests, changed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The rule, in one line.
    pub title: String,
    /// The right request that is changed.
    pub of: String,
    /// Right requests that are sent before.
    #[serde(default)]
    pub first: Vec<String>,
    /// Whether the JWTs of the request before are sent once more, and no new ones.
    #[serde(default)]
    pub replay: bool,
    /// How many seconds pass before the attack.
    #[serde(default)]
    pub wait: u64,
    /// Method and path in place of the right ones.
    pub request: Option<String>,
    /// The client in place of the right one; empty for none.
    pub client: Option<String>,
    /// Headers more, or in place of those of the same name; without a value for none.
    #[serde(default)]
    pub headers: Vec<String>,
    /// Parameters more, or in place of those of the same name.
    #[serde(default)]
    pub with: Vec<String>,
    /// Parameters that are left out.
    #[serde(default)]
    pub without: Vec<String>,
    /// Parameters that come a second time.
    #[serde(default)]
    pub again: Vec<String>,
    /// Parameters of which each makes an attack of its own, as in `with`.
    #[serde(default)]
    pub each: Vec<String>,
    /// Headers of which each makes an attack of its own, as in `headers`.
    #[serde(default)]
    pub each_header: Vec<String>,
    /// What is changed in JWTs.
    #[serde(default)]
    pub jwt: BTreeMap<String, Jwt>,
    /// Members of the JSON body more, or in place of those of the same name.
    #[serde(default)]
    pub json: Map<String, Value>,
    /// What comes of the attack.
    pub answer: String,
    /// Texts that do not stand in the answer.
    #[serde(default)]
    pub never: Vec<String>,
    /// What of the ledger may change by it: nothing, as a rule.
    #[serde(default)]
    pub changes: Vec<String>,
    /// What is sent afterwards, each `name` or `name: answer`; the right request, as a rule.
    pub then: Option<Vec<String>>,
}

/// The files of a class, in the order of their names.
pub fn of_class(class: &str) -> Vec<Page> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/hostile").join(class);
    let entries = fs::read_dir(folder).expect("a folder of cases");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths.iter().map(|path| read(class, path)).collect()
}

fn read(class: &str, path: &Path) -> Page {
    let text = fs::read_to_string(path).expect("a file of cases");
    let name = path.file_stem().map(|stem| format!("{class}/{}", stem.to_string_lossy()));
    let page = Figment::from(Toml::string(&text)).extract();
    let page: Page = page.unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    Page { name: name.unwrap_or_default(), ..page }
}

impl Case {
    /// The attacks that it stands for, each with the words that tell it from the others.
    pub fn variants(&self) -> Vec<(String, Case)> {
        let one = |more: &str, header: bool| {
            let mut case = self.clone();
            if header { &mut case.headers } else { &mut case.with }.push(more.to_owned());
            (more.to_owned(), case)
        };
        if self.each.is_empty() && self.each_header.is_empty() {
            return vec![(String::new(), self.clone())];
        }
        let parameters = self.each.iter().map(|more| one(more, false));
        parameters.chain(self.each_header.iter().map(|more| one(more, true))).collect()
    }

    /// The right request with what this case changes.
    pub fn change(&self, right: &Request) -> Request {
        let mut changed = right.clone();
        if let Some(request) = &self.request {
            changed.request.clone_from(request);
        }
        if let Some(client) = &self.client {
            changed.client = Some(client.clone()).filter(|client| !client.is_empty());
        }
        put(&mut changed.headers, &self.headers, ':');
        changed.headers.retain(|header| !header.ends_with(':'));
        put(&mut changed.parameters, &self.with, '=');
        changed.parameters.retain(|pair| !self.without.iter().any(|name| *name == key(pair, '=')));
        changed.parameters.extend(self.again.iter().cloned());
        if let Some(json) = &mut changed.json {
            json.extend(self.json.clone());
        }
        changed.answer.clone_from(&self.answer);
        changed
    }
}

impl Jwt {
    /// The JWT with what `change` says of it.
    pub fn changed(&self, change: Option<&Jwt>) -> Jwt {
        let mut changed = self.clone();
        let Some(change) = change else { return changed };
        changed.of = change.of.clone().or(changed.of);
        changed.by = change.by.clone().or(changed.by);
        changed.header.extend(change.header.clone());
        changed.claims.extend(change.claims.clone());
        changed
    }
}

fn key(pair: &str, separator: char) -> String {
    pair.split(separator).next().unwrap_or_default().to_ascii_lowercase()
}

/// Puts pairs in the place of those of the same name.
fn put(pairs: &mut Vec<String>, more: &[String], separator: char) {
    for pair in more {
        pairs.retain(|own| key(own, separator) != key(pair, separator));
        pairs.push(pair.clone());
    }
}

//! What loading accepts, what it refuses, and that the table has every field.

use std::{collections::BTreeSet, fs};

use figment::{
    Figment,
    error::Kind,
    providers::{Format, Serialized, Toml},
};
use secrecy::ExposeSecret;
use tempfile::TempDir;

use super::{layers::Layers, *};

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// Loads `toml` under `environment`.
fn load(toml: &str, environment: &[(&str, &str)]) -> Result<Config, Faults> {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("gatehouse.toml");
    fs::write(&path, toml).unwrap();
    let environment = environment.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    Config::from_layers(Some(&path), environment, Vec::new())
}

/// The faults of `toml` under `environment`, without the folder of the file.
fn faults(toml: &str, environment: &[(&str, &str)]) -> Vec<String> {
    let faults = load(toml, environment).expect_err("faults").0;
    let text = |fault: &Fault| {
        let origin = match &fault.origin {
            Origin::File { line, .. } => line.map_or("file".to_owned(), |line| line.to_string()),
            other => other.to_string(),
        };
        format!("{origin} {}: {}", fault.key, fault.message)
    };
    faults.iter().map(text).collect()
}

/// `environment` over what a configuration cannot do without.
fn good<'a>(environment: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let needed = [
        ("GATEHOUSE__SECRETS__MASTER_KEY", KEY),
        ("GATEHOUSE__SERVER__BASE_URL", "https://id.example.com"),
    ];
    let given = |name: &str| environment.iter().any(|(other, _)| *other == name);
    let missing = needed.into_iter().filter(|(name, _)| !given(name));
    missing.chain(environment.iter().copied()).collect()
}

fn one_fault(toml: &str, environment: &[(&str, &str)]) -> String {
    let found = faults(toml, &good(environment));
    assert_eq!(found.len(), 1, "{found:#?}");
    found.concat()
}

#[test]
fn the_documented_file_holds_the_defaults() {
    let defaults = Layers::defaults().config();
    let environment =
        [("GATEHOUSE__SECRETS__MASTER_KEY", KEY), ("GATEHOUSE__SERVER__ALLOW_HTTP", "true")];
    let mut loaded = load(&Config::documented(), &environment).unwrap();
    assert!(loaded.secrets.master_key.take().is_some());
    loaded.server.allow_http = false;
    assert_eq!(loaded.database.url(), defaults.database.url());
    assert_eq!(format!("{loaded:?}"), format!("{defaults:?}"));
}

#[test]
fn the_table_has_every_field_of_every_section() {
    for section in table::SECTIONS {
        let bogus = Serialized::default(&format!("{}.bogus", section.name), true);
        let figment = Figment::from(bogus).join(Toml::string(&Config::documented()));
        let Kind::UnknownField(_, fields) = figment.extract::<Config>().unwrap_err().kind else {
            panic!("{} takes unknown fields", section.name);
        };
        let fields: BTreeSet<String> = fields.iter().map(|f| (*f).to_owned()).collect();
        let nested = table::SECTIONS.iter().filter_map(|s| {
            s.name.strip_prefix(section.name)?.strip_prefix('.').map(str::to_owned)
        });
        let known = section.keys.iter().map(|key| key.name.to_owned()).chain(nested);
        assert_eq!(fields, known.collect::<BTreeSet<_>>(), "{}", section.name);
    }
}

#[test]
fn every_example_of_an_optional_key_is_read() {
    let text = Config::documented();
    let is_key = |rest: &str| rest.starts_with(|c: char| c.is_ascii_lowercase());
    let uncommented: Vec<&str> = text
        .lines()
        .map(|line| line.strip_prefix('#').filter(|rest| is_key(rest)).unwrap_or(line))
        .collect();
    let found = faults(&uncommented.join("\n"), &[]);
    assert_eq!(found.len(), 2, "the sample key and the http address: {found:#?}");
}

#[test]
fn a_development_configuration_has_no_faults() {
    let base_url = Url::parse("http://localhost:9080").unwrap();
    let listen = vec![SocketAddr::from(([127, 0, 0, 1], 9080))];
    let config = Config::development(base_url, listen, Path::new("a b?/100%"), &[7; 32]);
    assert_eq!(config.database.url(), "sqlite://a b%3F/100%25/gatehouse.db");
    assert_eq!(config.master_key().unwrap().expose_secret(), &[7; 32]);
    assert_eq!(config.server.origin(), "http://localhost:9080");
    let mut faults = Vec::new();
    config.check(&mut Check::new(&Layers::defaults(), &mut faults));
    assert_eq!(faults, []);
}

#[test]
fn the_environment_goes_over_the_file() {
    let toml = "[passwords]\nqueue = 7\nworkers = 1\n[mail]\ntransport = \"smtp\"";
    let config = load(
        toml,
        &good(&[
            ("GATEHOUSE__PASSWORDS__QUEUE", "12"),
            ("GATEHOUSE__SERVER__LISTEN", "127.0.0.1:1, [::1]:2"),
            ("GATEHOUSE__SERVER__REQUEST_TIMEOUT", "5s"),
            ("GATEHOUSE__MAIL__SMTP__HOST", "localhost"),
            ("GATEHOUSE__MAIL__SMTP__USERNAME", "123"),
            ("GATEHOUSE__MAIL__SMTP__PASSWORD", "456"),
        ]),
    )
    .unwrap();
    assert_eq!((config.passwords.queue, config.passwords.workers), (12, 1));
    assert_eq!(config.server.listen, ["127.0.0.1:1".parse().unwrap(), "[::1]:2".parse().unwrap()]);
    assert_eq!(config.server.request_timeout, Duration::from_secs(5));
    assert_eq!(config.mail.smtp.username.as_deref(), Some("123"));
    assert_eq!(config.mail.smtp.password.unwrap().expose_secret(), "456");
}

#[test]
fn a_secret_is_read_from_a_file() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("key");
    fs::write(&path, format!("{KEY}\n")).unwrap();
    let file = ("GATEHOUSE__SECRETS__MASTER_KEY_FILE", path.to_str().unwrap());
    let toml = "server.base_url = \"https://id.example.com\"";
    assert!(load(toml, &[file]).unwrap().master_key().is_ok());

    let twice = faults(toml, &[file, ("GATEHOUSE__SECRETS__MASTER_KEY", KEY)]).concat();
    assert!(twice.contains("is set twice"), "{twice}");
    let missing = one_fault("", &[("GATEHOUSE__MAIL__SMTP__PASSWORD_FILE", "/nonexistent")]);
    assert!(missing.contains("cannot read the file /nonexistent"), "{missing}");
    let plain = one_fault("", &[("GATEHOUSE__SERVER__LISTEN_FILE", "/nonexistent")]);
    assert!(plain.contains("set GATEHOUSE__SERVER__LISTEN"), "{plain}");
}

#[test]
fn every_fault_is_reported_at_once() {
    let toml = "[server]\nlistn = 1\nbody_limit = \"big\"\n\n[passwords]\nmemory_kib = 1\n\
                [mail]\ntransport = \"smtp\"\nfrom = \"nobody\"\n";
    let found = faults(toml, &[("GATEHOUSE__JOBS__POLL", "soon"), ("GATEHOUSE__LOG__LEVEL", "x")]);
    for (origin, key) in [
        ("2", "server.listn"),
        ("3", "server.body_limit"),
        ("not set", "server.base_url"),
        ("not set", "secrets.master_key"),
        ("6", "passwords.memory_kib"),
        ("9", "mail.from"),
        ("not set", "mail.smtp.host"),
        ("GATEHOUSE__JOBS__POLL", "jobs.poll"),
        ("GATEHOUSE__LOG__LEVEL", "log.level"),
    ] {
        let start = format!("{origin} {key}: ");
        assert!(found.iter().any(|fault| fault.starts_with(&start)), "{start} in {found:#?}");
    }
    assert_eq!(found.len(), 9, "{found:#?}");
}

#[test]
fn unknown_names_are_refused_with_the_nearest_valid_one() {
    let cases = [
        ("[server]\nlisten_adress = 1", "server.listen"),
        ("[servr]\nlisten = []", "server"),
        ("[smtp]\nhost = \"x\"", "mail.smtp"),
        ("[passwords]\nmemory = 1", "passwords.memory_kib"),
        ("[keys]\nregion = \"x\"", "pools.region"),
        ("[mail.smtp]\nhots = \"x\"", "mail.smtp.host"),
    ];
    for (toml, nearest) in cases {
        let fault = one_fault(toml, &[]);
        assert!(fault.contains(&format!("nearest valid name is `{nearest}`")), "{fault}");
    }
    let fault = one_fault("", &[("GATEHOUSE__SERVER__BASEURL", "x")]);
    assert!(fault.ends_with("nearest valid name is `GATEHOUSE__SERVER__BASE_URL`"), "{fault}");
}

#[test]
fn a_base_url_is_https_without_a_path() {
    let plain = ("GATEHOUSE__SERVER__BASE_URL", "http://localhost:9080");
    assert!(load("[server]\nallow_http = true", &good(&[plain])).is_ok());
    for url in [
        "http://id.example.com",
        "https://id.example.com/auth",
        "https://id.example.com/?a=b",
        "https://user@id.example.com",
        "ftp://id.example.com",
        "id.example.com",
    ] {
        let fault = one_fault("", &[("GATEHOUSE__SERVER__BASE_URL", url)]);
        assert!(fault.starts_with("GATEHOUSE__SERVER__BASE_URL server.base_url: "), "{fault}");
    }
}

#[test]
fn a_password_is_not_sent_in_the_clear() {
    let smtp = |host: &str| {
        format!(
            "[mail]\ntransport = \"smtp\"\n[mail.smtp]\nhost = \"{host}\"\nencryption = \"none\"\n\
             username = \"a\"\npassword = \"b\""
        )
    };
    assert!(load(&smtp("127.0.0.1"), &good(&[])).is_ok());
    assert!(one_fault(&smtp("mail.example.com"), &[]).contains("in the clear"));
}

#[test]
fn whoever_sends_sms_needs_an_account() {
    let service = |name: &str, more: &str| format!("[sms]\ntransport = \"{name}\"\n{more}");
    for (name, needed) in [("twilio", 3), ("vonage", 3), ("sns", 3), ("http", 1)] {
        let found = faults(&service(name, ""), &good(&[]));
        assert_eq!(found.len(), needed, "{found:#?}");
        let start = format!("not set sms.{name}.");
        assert!(found.iter().all(|fault| fault.starts_with(&start)), "{found:#?}");
    }
    let twilio = "[sms.twilio]\naccount_sid = \"AC1\"\nauth_token = \"t\"\nfrom = \"+1\"";
    assert!(load(&service("twilio", twilio), &good(&[])).is_ok());
    let twilio = twilio.replace("AC1", "../AC1");
    assert!(one_fault(&service("twilio", &twilio), &[]).contains("letters, digits"));
}

#[test]
fn a_gateway_is_told_number_and_text_at_one_host() {
    let gateway = |more: &str| format!("[sms]\ntransport = \"http\"\n[sms.http]\n{more}");
    let url = "url = \"https://sms.example.com/send\"";
    assert!(load(&gateway(url), &good(&[])).is_ok());
    let in_url = "method = \"GET\"\nurl = \"https://sms.example.com/?to={to}&text={text}\"";
    assert!(load(&gateway(in_url), &good(&[])).is_ok());
    for (more, key) in [
        ("url = \"https://{to}.example.com/{text}\"".to_owned(), "sms.http.url"),
        ("url = \"sms.example.com\"".to_owned(), "sms.http.url"),
        (format!("{url}\nmethod = \"GET\""), "sms.http.body"),
        (format!("{url}\nbody = '{{\"to\": \"{{to}}\"}}'"), "sms.http.body"),
        (format!("{url}\nbody = '{{to}} {{text}}'"), "sms.http.body"),
        (format!("{url}\nheader = \"no colon\""), "sms.http.header"),
        (format!("{url}\nheader = \"a b: c\""), "sms.http.header"),
    ] {
        let fault = one_fault(&gateway(&more), &[]);
        assert!(fault.contains(key), "{more}: {fault}");
    }
}

#[test]
fn private_ranges_are_listed_one_by_one() {
    let ranges = |value| {
        let config = load("", &good(&[("GATEHOUSE__OUTBOUND__ALLOWED_PRIVATE_RANGES", value)]));
        config.unwrap().outbound.allowed_private_ranges
    };
    let both = ["10.2.0.0/16".parse().unwrap(), "fd00::/8".parse().unwrap()];
    assert_eq!(ranges("10.2.0.0/16, fd00::/8"), both);
    assert_eq!(ranges(r#"["10.2.0.0/16", "fd00::/8"]"#), both);
    assert_eq!(ranges(""), []);
    for (value, message) in [
        ("10.2.0.1", "`10.2.0.1` is not a range"),
        ("10.2.0.0/33", "is not a range"),
        ("localhost", "is not a range"),
        ("0.0.0.0/0", "wider than any private range"),
        ("::/0", "wider than any private range"),
    ] {
        let fault = one_fault("", &[("GATEHOUSE__OUTBOUND__ALLOWED_PRIVATE_RANGES", value)]);
        assert!(fault.contains(message), "{fault}");
    }
}

#[test]
fn events_are_kept_for_a_century_at_most_or_for_ever() {
    for days in [0, 1, 36_500] {
        let config = load(&format!("[audit]\nkeep_days = {days}"), &good(&[])).unwrap();
        assert_eq!(config.audit.keep_days, days);
    }
    for days in ["36501", "-1"] {
        let fault = one_fault("", &[("GATEHOUSE__AUDIT__KEEP_DAYS", days)]);
        assert!(fault.starts_with("GATEHOUSE__AUDIT__KEEP_DAYS audit.keep_days: "), "{fault}");
    }
}

#[test]
fn calls_without_https_need_a_range() {
    let toml = "[outbound]\nallow_http = true";
    assert!(one_fault(toml, &[]).starts_with("2 outbound.allow_http: "));
    let range = ("GATEHOUSE__OUTBOUND__ALLOWED_PRIVATE_RANGES", "127.0.0.0/8");
    assert!(load(toml, &good(&[range])).is_ok());
}

#[test]
fn extra_authorities_are_files_that_can_be_read() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("ca.pem");
    fs::write(&path, "").unwrap();
    for value in [path.display().to_string(), format!("[\"{}\"]", path.display())] {
        let config = load("", &good(&[("GATEHOUSE__OUTBOUND__EXTRA_CA_FILES", &value)])).unwrap();
        assert_eq!(config.outbound.extra_ca_files, [path.as_path()]);
    }
    let fault = one_fault("outbound.extra_ca_files = [\"/nonexistent\"]", &[]);
    assert!(fault.contains("cannot read /nonexistent"), "{fault}");
}

#[test]
fn secrets_are_in_no_message_and_no_debug() {
    let toml = "database.url = \"mysql://u:canary@h/d\"\n[secrets]\nmaster_key = \"canary\"\n\
                [mail.smtp]\npassword = [\"canary\"]";
    let text = Faults(load(toml, &[]).unwrap_err().0).to_string();
    assert!(text.contains("database.url") && text.contains("mail.smtp.password"), "{text}");
    assert!(!text.contains("canary"), "{text}");

    let mut config = Layers::defaults().config();
    config.database.url = SecretString::from("postgres://u:canary@h/d");
    config.secrets.master_key = Some(SecretString::from("canary"));
    config.mail.smtp.password = Some(SecretString::from("canary"));
    assert!(!format!("{config:?}").contains("canary"));
}

#[test]
fn a_file_that_cannot_be_read_leaves_the_environment_checked() {
    let environment = vec![("GATEHOUSE__JOBS__PAUL".to_owned(), "1s".to_owned())];
    let path = Some(Path::new("/nonexistent/gatehouse.toml"));
    let found = Config::from_layers(path, environment, Vec::new()).unwrap_err().to_string();
    assert!(found.contains("cannot be read"), "{found}");
    assert!(found.contains("GATEHOUSE__JOBS__POLL"), "{found}");

    let syntax = faults("[server\n", &[]);
    assert!(syntax.iter().any(|fault| fault.contains("is not TOML")), "{syntax:#?}");
}

#[test]
fn proxies_are_addresses_and_ranges() {
    let variable = "GATEHOUSE__SERVER__TRUSTED_PROXIES";
    let load = |text: &str| load("", &good(&[(variable, text)]));
    let config = load("10.2.0.7, fd00:2::/64").unwrap();
    let proxies: Vec<String> =
        config.server.trusted_proxies.iter().map(|range| range.to_string()).collect();
    assert_eq!(proxies, ["10.2.0.7/32", "fd00:2::/64"]);
    for bad in ["proxy.example", "10.2.0.7:80", "10.2.0.0/33", "::ffff:10.2.0.7", "fe80::1%eth0"] {
        assert!(one_fault("", &[(variable, bad)]).contains("is not an address"), "{bad}");
    }
    for all in ["0.0.0.0/0", "::/0"] {
        assert!(one_fault("", &[(variable, all)]).contains("trusts everybody"), "{all}");
    }
}

#[test]
fn the_header_of_proxies_is_one_of_two() {
    let variable = "GATEHOUSE__SERVER__FORWARDED_HEADER";
    let config = load("", &good(&[(variable, "forwarded")])).unwrap();
    assert_eq!(config.server.forwarded_header, ForwardedHeader::Forwarded);
    assert!(one_fault("", &[(variable, "x-real-ip")]).contains("x-forwarded-for"));
}

//! What a pool and its clients set of their look, as browsers get it.

use axum::http::{StatusCode, header};
use futures_util::future::join;
use gatehouse::domain::admin::clients::{self, ClientChange};
use gatehouse::domain::admin::pictures;
use gatehouse::domain::admin::pools::{self, PoolChange};
use gatehouse::model::branding::{Branding, Layout, LookChange, Palette, PictureId, Scheme, Texts};
use gatehouse::model::terms::TermsPolicy;

use crate::support::{Answer, TestApp, on_both};

const LOGO: &[u8] = br#"<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h8v8z"/></svg>"#;

/// A look with a brand colour by day.
fn branded(brand: &str) -> Branding {
    let brand = Some(brand.parse().expect("a colour"));
    Branding { light: Palette { brand, ..Palette::default() }, ..Branding::default() }
}

/// Words that a pool has in English.
fn worded(texts: Texts) -> Branding {
    Branding { texts: [("en".to_owned(), texts)].into(), ..Branding::default() }
}

impl TestApp {
    /// The pool's pages have that look from now on.
    async fn wear(&self, branding: Branding) {
        self.change_pool(|pool| pool.branding = branding).await;
    }

    /// The sign-in page; or, on the way to a client, a page that needs no whole request.
    async fn front_door(&self, client: Option<&str>) -> Answer {
        let page = match client {
            Some(id) => format!("forgotPassword?client_id={id}"),
            None => "login".to_owned(),
        };
        self.browser().get(&format!("{}/{page}", self.base)).await
    }

    /// The second style sheet of a page.
    async fn sheet(&self, page: &Answer) -> Answer {
        self.browser().get(&sheet_of(page).expect("a second style sheet")).await
    }
}

/// Where a page has its second style sheet.
fn sheet_of(page: &Answer) -> Option<String> {
    let mut links = page.body.split("<link rel=\"stylesheet\" href=\"").skip(1);
    let own = links.find(|link| !link.starts_with("/static/"))?;
    own.split('"').next().map(str::to_owned)
}

fn header_of<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

on_both! {
    async fn a_page_brings_the_colours_of_its_pool(app) {
        app.wear(branded("#0a6e46")).await;
        let page = app.front_door(None).await;
        let sheet = app.sheet(&page).await;
        assert!(sheet.body.contains("--brand:#0a6e46;"), "{sheet:?}");
        assert_eq!(header_of(&sheet, "content-type"), "text/css; charset=utf-8");
        assert_eq!(header_of(&sheet, "cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(header_of(&sheet, "x-content-type-options"), "nosniff");
        let stopped = app.browser().get(&format!("{}/nowhere", app.base)).await;
        assert_eq!((stopped.status, sheet_of(&stopped)), (StatusCode::NOT_FOUND, None), "no page of the pool's");
        let stopped = app.browser().get(&app.authorize(&crate::support::Pkce::new(), &[("redirect_uri", "https://evil.example")])).await;
        assert_eq!(sheet_of(&stopped), sheet_of(&page), "{stopped:?}");
    }

    async fn changes_of_a_look_undo_nothing_beside_them(app) {
        let (cx, pool) = (app.cx(), &app.demo.pool.id);
        let look = |name: &str, value: &str| {
            let fields = vec![(name.to_owned(), value.to_owned())];
            Some(LookChange { reset: false, fields })
        };
        let dress = |name: &str, value: &str| {
            let change = PoolChange { look: look(name, value), ..PoolChange::default() };
            async { pools::update(&cx, pool, change).await.expect("a look") }
        };
        let prepared = (dress("radius", "4"), dress("light.brand", "#0a6e46"));
        app.change_pool(|pool| pool.self_sign_up = false).await;
        join(prepared.0, prepared.1).await;
        let settings = pools::show(&cx, pool).await.expect("the pool").settings;
        assert!(!settings.self_sign_up, "what was changed meanwhile stays");
        assert_eq!(settings.branding, Branding { radius: Some(4), ..branded("#0a6e46") });
        let odd = PoolChange { look: look("radius", "400"), ..PoolChange::default() };
        assert!(pools::update(&cx, pool, odd).await.is_err(), "a look is held to its rules");

        let spa = app.demo.spa().parse().expect("an id");
        let change = ClientChange { look: look("radius", "0"), ..ClientChange::default() };
        let before = clients::show(&cx, pool, &spa).await.expect("a client").settings;
        let (after, _) = clients::update(&cx, pool, &spa, change).await.expect("a look");
        let branding = Branding { radius: Some(0), ..before.branding.clone() };
        assert_eq!(after.settings.branding, branding);
        assert_eq!(after.settings.redirect_uris, before.redirect_uris);
    }

    async fn a_colour_that_cannot_be_seen_is_corrected(app) {
        app.wear(branded("#ffee00")).await;
        let sheet = app.sheet(&app.front_door(None).await).await;
        assert!(!sheet.body.contains("#ffee00") && sheet.body.contains("--brand:#"), "{sheet:?}");
    }

    async fn the_look_of_a_client_lies_over_that_of_its_pool(app) {
        app.wear(Branding { radius: Some(3), ..branded("#0a6e46") }).await;
        let (web, spa) = (app.web().0.to_owned(), app.demo.spa().to_owned());
        app.change_client(&web, |client| client.branding = branded("#b3261e")).await;
        let page = app.front_door(Some(&web)).await;
        assert!(sheet_of(&page).is_some_and(|sheet| sheet.ends_with(&format!("?client_id={web}"))));
        let sheet = app.sheet(&page).await;
        assert!(sheet.body.contains("--brand:#b3261e;") && sheet.body.contains("--radius:3px"), "{sheet:?}");
        let house = sheet_of(&app.front_door(None).await);
        assert_eq!(sheet_of(&app.front_door(Some(&spa)).await), house, "it sets nothing");
        app.change_client(&web, |client| client.branding = branded("#5b21b6")).await;
        let changed = app.sheet(&app.front_door(Some(&web)).await).await;
        assert!(changed.body.contains("--brand:#5b21b6;"), "{changed:?}");
    }

    async fn a_name_that_says_something_else_is_not_there(app) {
        app.wear(branded("#0a6e46")).await;
        let sheet = sheet_of(&app.front_door(None).await).expect("a sheet");
        let digest = sheet.rsplit('/').next().expect("a name").to_owned();
        app.wear(branded("#b3261e")).await;
        let web = app.web().0.to_owned();
        app.change_client(&web, |client| client.branding = branded("#5b21b6")).await;
        let folder = format!("{}/brand", app.base);
        for path in [
            sheet,
            format!("{folder}/0000000000.css"),
            format!("{folder}/.css"),
            format!("{folder}/%2e%2e%2f{digest}"),
            format!("{folder}/{}?client_id={web}", sheet_of(&app.front_door(None).await).expect("a sheet").rsplit('/').next().expect("a name")),
        ] {
            let answer = app.browser().get(&path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            assert!(!header_of(&answer, "cache-control").contains("immutable"), "{path}");
        }
    }

    async fn a_page_without_branding_asks_for_nothing_more(app) {
        let page = app.front_door(Some(app.web().0)).await;
        assert_eq!(sheet_of(&page), None, "{page:?}");
        assert!(!page.body.contains("/brand/") && page.body.contains("<body>"), "{page:?}");
        app.wear(worded(Texts { sign_in: Some("Ahoy".into()), ..Texts::default() })).await;
        let page = app.front_door(None).await;
        assert!(page.body.contains("<h1>Ahoy</h1>") && sheet_of(&page).is_none(), "words need no sheet");
    }

    async fn the_policy_of_a_page_is_the_same_with_branding(app) {
        let plain = app.front_door(None).await;
        app.wear(Branding { layout: Some(Layout::Split), ..branded("#0a6e46") }).await;
        let page = app.front_door(None).await;
        assert_eq!(page.headers[header::CONTENT_SECURITY_POLICY], plain.headers[header::CONTENT_SECURITY_POLICY]);
        assert!(page.body.contains("<body class=\"split\">"));
        assert!(!page.body.contains("<style") && !page.body.contains(" style="), "{page:?}");
    }

    async fn words_of_a_pool_are_words_and_never_markup(app) {
        let hostile = "</title></style><script>alert(1)</script>\" onload='x' {{7*7}}";
        let all = || Some(hostile.to_owned());
        let texts = Texts { sign_in: all(), sign_in_lead: all(), sign_up: all(), sign_up_lead: all(), footer: all() };
        app.wear(Branding { light: branded("#0a6e46").light, ..worded(texts) }).await;
        for path in ["login", "signup", "forgotPassword"] {
            let page = app.browser().get(&format!("{}/{path}", app.base)).await;
            assert!(!page.body.contains("<script>") && !page.body.contains("</style>"), "{path}: {page:?}");
            assert!(!page.body.contains(" onload='"), "{path}: {page:?}");
            assert!(page.has("foot") && page.body.contains("{{7*7}}"), "{path}: {page:?}");
        }
        let sheet = app.sheet(&app.front_door(None).await).await;
        assert!(!sheet.body.contains("script"), "{sheet:?}");
    }

    async fn words_are_in_the_language_of_the_page(app) {
        let texts = |heading: &str| Texts { sign_in: Some(heading.into()), ..Texts::default() };
        let texts = [("de".to_owned(), texts("Willkommen an Bord")), ("xx".to_owned(), texts("?"))];
        app.wear(Branding { texts: texts.into(), ..Branding::default() }).await;
        let page = app.browser().get(&format!("{}/login?lang=de", app.base)).await;
        assert!(page.body.contains("<h1>Willkommen an Bord</h1>"), "{page:?}");
        let page = app.browser().get(&format!("{}/login?lang=en", app.base)).await;
        assert!(!page.body.contains("Willkommen") && page.body.contains("<h1>Sign in</h1>"), "{page:?}");
    }

    async fn a_logo_stands_in_place_of_the_letter(app) {
        let logo = pictures::put(&app.cx(), &app.demo.pool.id, LOGO.to_vec()).await.expect("a picture");
        let pictured = Branding { logo: Some(logo.clone()), favicon: Some(logo.clone()), ..Branding::default() };
        app.wear(pictured.clone()).await;
        let page = app.front_door(None).await;
        let address = format!("{}/brand/{logo}", app.base);
        let name = &app.demo.pool.name;
        assert!(page.body.contains(&format!("src=\"{address}\" alt=\"{name}\"")), "{page:?}");
        assert!(page.body.contains(&format!("<link rel=\"icon\" type=\"image/svg+xml\" href=\"{address}\">")));
        assert!(!page.body.contains("class=\"mark\""), "{page:?}");
        assert_eq!(app.browser().get(&address).await.status, StatusCode::OK);
        app.wear(Branding { logo_dark: Some(logo), ..pictured }).await;
        assert!(app.front_door(None).await.body.contains(&format!("<source srcset=\"{address}\" media=\"(prefers-color-scheme: dark)\">")));
    }

    async fn the_picture_of_another_pool_cannot_be_worn(app) {
        let foreign: PictureId = format!("{}.svg", "ab".repeat(20)).parse().expect("a name");
        let mut settings = app.demo.pool.settings.clone();
        settings.branding.logo = Some(foreign.clone());
        let change = pools::PoolChange { settings: Some(settings.into()), ..pools::PoolChange::default() };
        assert!(pools::update(&app.cx(), &app.demo.pool.id, change).await.is_err());
        let answer = app.browser().get(&format!("{}/brand/{foreign}", app.base)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }

    async fn a_pool_may_be_dark_by_day(app) {
        app.wear(Branding { scheme: Some(Scheme::Dark), ..Branding::default() }).await;
        let page = app.front_door(None).await;
        assert!(page.body.contains("<meta name=\"color-scheme\" content=\"dark\">"), "{page:?}");
        assert_eq!(page.body.matches("name=\"theme-color\"").count(), 1);
        let sheet = app.sheet(&page).await;
        assert!(sheet.body.starts_with(":root{color-scheme:dark;") && !sheet.body.contains("@media"));
    }

    async fn the_foot_leads_to_the_policies_of_the_pool_or_of_the_application(app) {
        app.change_pool(|pool| {
            pool.terms = TermsPolicy {
                version: Some("1".into()),
                terms_url: Some("https://house.example/terms".into()),
                privacy_url: Some("https://house.example/privacy".into()),
            };
        })
        .await;
        let page = app.front_door(None).await;
        assert!(page.has("house-terms") && page.has("house-privacy"), "{page:?}");
        let web = app.web().0.to_owned();
        app.change_client(&web, |client| client.about.policy = Some("https://app.example/privacy".into())).await;
        let page = app.front_door(Some(&web)).await;
        assert!(page.has("policy-link") && page.has("house-terms"), "{page:?}");
        assert!(!page.has("house-privacy") && !page.has("tos-link"), "{page:?}");
    }
}

#[test]
fn a_colour_carries_nothing_into_the_sheet() {
    for hostile in [
        "red;}body{display:none",
        "#fff;}*{}",
        "#12345",
        "url(//evil.example)",
        "#00000\u{301}",
        "var(--x)",
    ] {
        let json = serde_json::json!({ "light": { "brand": hostile } });
        assert!(serde_json::from_value::<Branding>(json).is_err(), "{hostile}");
    }
    for json in [
        serde_json::json!({ "logo": "../../etc/passwd" }),
        serde_json::json!({ "backdrop": "\");}*{display:none}.svg" }),
        serde_json::json!({ "layout": "split\" onclick" }),
        serde_json::json!({ "light": { "text": "#000000" } }),
        serde_json::json!({ "css": "*{}" }),
    ] {
        assert!(serde_json::from_value::<Branding>(json.clone()).is_err(), "{json}");
    }
}

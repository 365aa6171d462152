//! Looks tried out in development: shown on real pages, given to the demo pool by its own page alone.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode, header};
use futures_util::stream;
use gatehouse::domain::admin::pools;
use gatehouse::http::samples::SampleClients;
use gatehouse::http::{Surface, router};
use gatehouse::model::branding::Branding;

use crate::support::{Answer, Browser, ORIGIN, TestApp, on_both};

const HOME: &str = "/dev/branding";
const CHUNK: usize = 64 * 1024;

impl TestApp {
    /// A browser of somebody who develops.
    fn workbench(&self) -> Browser {
        let clients = SampleClients {
            base_url: ORIGIN.to_owned(),
            issuer: format!("{ORIGIN}{}", self.base),
            clients: Vec::new(),
        };
        Browser::new(router(self.app.clone(), Surface::Development(clients)))
    }

    async fn look(&self) -> Branding {
        let pool = pools::show(&self.cx(), &self.demo.pool.id).await.expect("a pool");
        pool.settings.branding
    }
}

/// What stands between two marks.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("no {before} in {text}"));
    rest.split_once(after).map_or(rest, |(found, _)| found)
}

fn token(page: &Answer) -> &str {
    between(&page.body, r#"name="_csrf" value=""#, "\"")
}

fn policy(answer: &Answer) -> &str {
    answer.headers[header::CONTENT_SECURITY_POLICY].to_str().expect("ASCII")
}

async fn upload(browser: &mut Browser, token: &str, body: Body) -> Answer {
    let path = format!("{HOME}/pictures?_csrf={token}");
    let request =
        Request::post(&path).header(header::ORIGIN, ORIGIN).header("sec-fetch-site", "same-origin");
    browser.send(&path, request, body).await
}

on_both! {
    async fn a_look_is_shown_on_real_pages_in_frames_of_ours_alone(app) {
        let mut browser = app.workbench();
        let page = browser.get(&format!("{HOME}?lang=en&light.brand=%23ffee00&texts.en.sign_in=Ahoy")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(policy(&page).contains("frame-src 'self'") && policy(&page).contains("frame-ancestors 'none'"));
        assert!(page.body.contains("#ffee00</code> has 1."), "the correction is told: {page:?}");
        assert_eq!(page.body.matches("<iframe sandbox=\"allow-same-origin\" inert").count(), 10);
        let frame = between(&page.body, " src=\"/dev/branding/", "\"").replace("&#38;", "&");
        let preview = browser.get(&format!("{HOME}/{frame}")).await;
        assert!(policy(&preview).contains("frame-ancestors 'self'"), "{}", policy(&preview));
        assert!(!policy(&preview).contains("script-src"), "{}", policy(&preview));
        assert!(preview.body.contains("<h1>Ahoy</h1>"), "{preview:?}");
        let sheet = between(&preview.body, r#"href="/dev/branding/files/"#, "\"").replace("&#38;", "&");
        let sheet = browser.get(&format!("{HOME}/files/{sheet}")).await;
        assert_eq!(sheet.headers[header::CONTENT_TYPE], "text/css; charset=utf-8");
        assert!(sheet.body.contains("--brand:#") && !sheet.body.contains("ffee00"), "{sheet:?}");
        assert_eq!(app.look().await, Branding::default(), "nothing has changed");
        assert_eq!(app.browser().get(HOME).await.status, StatusCode::NOT_FOUND, "in production");
    }

    async fn what_is_no_look_is_told_and_nothing_of_it_is_markup(app) {
        let mut browser = app.workbench();
        for query in ["light.brand=red", "light.edge=%23000000", "radius=17", "texts.en.footer=a%0Ab", "%3Cb%3E=x"] {
            let page = browser.get(&format!("{HOME}?lang=en&{query}")).await;
            assert_eq!(page.status, StatusCode::OK, "{query}");
            assert!(page.body.contains("This is no look") && !page.body.contains("<b>"), "{page:?}");
        }
        let text = "texts.en.sign_in=%22%3E%3C/style%3E%3Cscript%3Ealert(1)%3C/script%3E";
        for path in [HOME.to_owned(), format!("{HOME}/sign-in/light")] {
            let page = browser.get(&format!("{path}?lang=en&{text}")).await;
            assert!(!page.body.contains("<script>alert"), "{page:?}");
            assert!(page.body.contains("&#60;script&#62;alert(1)"), "{page:?}");
        }
        let nothing = browser.get(&format!("{HOME}/nothing/light")).await;
        assert_eq!(nothing.status, StatusCode::NOT_FOUND);
    }

    async fn only_its_own_page_gives_the_demo_pool_a_look(app) {
        let mut browser = app.workbench();
        let page = browser.get(HOME).await;
        let token = token(&page).to_owned();
        let fields = "lang=en&scheme=light&layout=centre&light.brand=%230a6e46&dark.page=&radius=";
        let forged = browser.post(HOME, fields).await;
        assert_eq!(forged.status, StatusCode::FORBIDDEN);
        let elsewhere = Request::post(HOME)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ORIGIN, "https://evil.example");
        let body = Body::from(format!("{fields}&_csrf={token}"));
        assert_eq!(browser.send(HOME, elsewhere, body).await.status, StatusCode::FORBIDDEN);
        assert_eq!(app.look().await, Branding::default());

        let missing = format!("{fields}&logo={}.png&_csrf={token}", "ab".repeat(20));
        let refused = browser.post(HOME, &missing).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        assert!(refused.body.contains("no picture") && refused.body.contains("#0a6e46"), "{refused:?}");

        let given = browser.post(HOME, &format!("{fields}&_csrf={token}")).await;
        assert_eq!(given.location(), format!("{HOME}?applied=1"));
        let told = browser.get(&given.location()).await;
        assert!(told.body.contains("looks like this now") && told.body.contains("#0a6e46"), "{told:?}");
        assert_eq!(app.look().await.fields().len(), 3, "scheme, layout and one colour");
    }

    async fn a_picture_comes_from_the_page_and_is_read_no_further_than_it_may_go(app) {
        let mut browser = app.workbench();
        let page = browser.get(HOME).await;
        let token = token(&page).to_owned();
        let svg = r#"<svg xmlns="http://www.w3.org/2000/svg"/>"#;
        assert_eq!(upload(&mut browser, "forged", svg.into()).await.status, StatusCode::FORBIDDEN);
        let put = upload(&mut browser, &token, svg.into()).await;
        assert_eq!(put.status, StatusCode::CREATED, "{put:?}");
        let picture = put.json()["picture"].as_str().expect("a name").to_owned();
        let seen = browser.get(&format!("{HOME}/files/{picture}")).await;
        assert_eq!((seen.status, seen.body.as_str()), (StatusCode::OK, svg));
        let script = svg.replace("/>", "><script/></svg>");
        let refused = upload(&mut browser, &token, script.into()).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        assert!(refused.json()["error"].as_str().expect("words").contains("scripts"));

        let sent = Arc::new(AtomicUsize::new(0));
        let count = sent.clone();
        let endless = stream::repeat_with(move || {
            count.fetch_add(CHUNK, Ordering::SeqCst);
            Ok::<_, std::io::Error>(Bytes::from_static(&[0; CHUNK]))
        });
        let refused = upload(&mut browser, &token, Body::from_stream(endless)).await;
        assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(sent.load(Ordering::SeqCst) <= 2 * 1024 * 1024, "{sent:?}");
    }
}

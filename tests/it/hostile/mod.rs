//! Attacks that broke other servers, as data: each file of a class says which request is right, what is
//! changed in it, what the answer must be, and that the right request is as good as before.
//!
//! [`page`] is the form of a file, [`run`] tries its cases, [`scene`] has what their placeholders stand
//! for, [`jwt`] makes their signed texts, and [`ledger`] counts what the database holds.
#![expect(clippy::expect_used, reason = "a test says what it expected")]

mod jwt;
mod ledger;
mod outcome;
mod page;
mod run;
mod scene;

use crate::support::on_both;

on_both! {
    async fn tokens_and_codes(app) {
        run::class(&app, "tokens_and_codes").await;
    }

    async fn redirects_and_requests(app) {
        run::class(&app, "redirects_and_requests").await;
    }
}

#[test]
fn every_case_is_one_line_that_says_the_rule() {
    let pages = ["tokens_and_codes", "redirects_and_requests"].map(page::of_class);
    let mut titles: Vec<String> =
        pages.into_iter().flatten().flat_map(|page| page.cases).map(|case| case.title).collect();
    assert!(titles.len() >= 40, "{} cases", titles.len());
    for title in &titles {
        assert!(title.ends_with('.') && title.len() <= 120 && !title.contains('\n'), "{title}");
    }
    let all = titles.len();
    titles.sort();
    titles.dedup();
    assert_eq!(titles.len(), all, "a title stands twice");
}

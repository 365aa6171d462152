//! What every hosted page knows: language, links, pool, application and the CSRF token.

use super::{Application, Dress, Policies, ProviderLink};
use crate::http::assets;
use crate::model::branding::Texts;
use crate::words::Locale;

/// The surroundings of one hosted page, made once per request.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The language that the page is written in.
    pub locale: Locale,
    /// The prefix of every link: empty at the root of a pool's own host, else `/{pool_id}`.
    pub base: String,
    /// The authorization request as a query string with its `?`, or empty; links keep it.
    pub query: String,
    /// The CSRF token for the hidden field of every form.
    pub csrf: String,
    /// The name of the pool, shown above every page.
    pub pool_name: String,
    /// The application that the person is on the way to, if there is one.
    pub application: Option<Application>,
    /// What a person of this pool types to say who they are.
    pub identifier: Identifier,
    /// How the page looks.
    pub look: Dress,
    /// What the pool's people may read before they sign in.
    pub policies: Policies,
    /// The account elsewhere that waits to be connected, if one does.
    pub connecting: Option<Connecting>,
}

/// An account elsewhere that is connected once the person has shown that this one is theirs.
#[derive(Clone, Debug)]
pub struct Connecting {
    /// What people call the provider at which it is.
    pub provider: String,
    /// The providers by which this one can be shown to be theirs, beside what else can show it.
    pub by: Vec<ProviderLink>,
}

/// What a person types into the field `username`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Identifier {
    /// A user name only.
    Username,
    /// An e-mail address only.
    Email,
    /// A phone number only.
    Phone,
    /// A user name or an e-mail address.
    #[default]
    UsernameOrEmail,
    /// A user name or a phone number.
    UsernameOrPhone,
    /// A user name, an e-mail address or a phone number.
    Any,
}

/// Another language of the same page.
#[derive(Clone, Debug)]
pub struct LanguageLink {
    /// The language that the link leads to.
    pub locale: Locale,
    /// The same page with `lang` in its query.
    pub href: String,
    /// Whether the page is in this language already.
    pub current: bool,
}

impl Frame {
    /// A frame for the gallery and for tests.
    pub fn sample(locale: Locale) -> Frame {
        Frame {
            locale,
            base: "/eu-central-1_Ab3dE6gH9".to_owned(),
            query: "?client_id=3n4b5c6d7e8f9g0h1j2k3l4m5n&response_type=code".to_owned(),
            csrf: "sample-token".to_owned(),
            pool_name: "Northwind".to_owned(),
            application: Some(Application::named("Harbour Planner")),
            identifier: Identifier::default(),
            look: Dress::default(),
            policies: Policies::default(),
            connecting: None,
        }
    }

    /// The words of a key in the language of the page.
    pub fn t(&self, key: &str) -> String {
        self.locale.text(key)
    }

    /// The words of a key with one placeholder filled in.
    pub fn t1(&self, key: &str, name: &str, value: &str) -> String {
        self.locale.text_with(key, &[(name, value)])
    }

    /// Words of the pool's or the application's own in the language of the page, or else ours.
    pub fn own_or(&self, key: &str, pick: impl Fn(&Texts) -> Option<&String>) -> String {
        self.own(pick).unwrap_or_else(|| self.t(key))
    }

    /// What stands under the heading: words of their own, or else for which application it is.
    pub fn lead(&self, pick: impl Fn(&Texts) -> Option<&String>) -> Option<String> {
        let application = self.application.as_ref();
        let ours = |name: &str| self.t1("for-application", "application", name);
        self.own(pick).or_else(|| application.map(|application| ours(&application.name)))
    }

    /// The line at the foot, if there is one.
    pub fn foot(&self) -> Option<String> {
        self.own(|texts| texts.footer.as_ref())
    }

    fn own(&self, pick: impl Fn(&Texts) -> Option<&String>) -> Option<String> {
        let branding = &self.look.appearance.branding;
        branding.words(self.locale.tag(), pick).map(str::to_owned)
    }

    /// The pool's own policies that the application does not replace with its own.
    pub fn house_policies(&self) -> Policies {
        let application = self.application.as_ref();
        let has_terms = application.is_some_and(|one| one.terms_address().is_some());
        let has_privacy = application.is_some_and(|one| one.policy_address().is_some());
        Policies {
            terms: self.policies.terms.clone().filter(|_| !has_terms),
            privacy: self.policies.privacy.clone().filter(|_| !has_privacy),
        }
    }

    /// Whether there is anything at the foot besides the languages.
    pub fn has_foot(&self) -> bool {
        let application = self.application.as_ref();
        self.foot().is_some()
            || self.policies != Policies::default()
            || application.is_some_and(Application::has_policies)
    }

    /// What to call the application; whoever comes from none is with the pool itself.
    pub fn application_name(&self) -> &str {
        self.application.as_ref().map_or(&self.pool_name, |application| &application.name)
    }

    /// The address of another page (`/signup`) that keeps the authorization request.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}{}", self.base, self.query)
    }

    /// The address of another page without the authorization request; a chosen language stays.
    pub fn afresh(&self, path: &str) -> String {
        let query = self.query.trim_start_matches('?');
        match query.split('&').find(|pair| pair.starts_with("lang=")) {
            Some(language) => format!("{}{path}?{language}", self.base),
            None => format!("{}{path}", self.base),
        }
    }

    /// The address of the pool itself, without the authorization request.
    pub fn home(&self) -> String {
        format!("{}/", self.base)
    }

    /// The address of a page in another language: `lang` is replaced in the query or added.
    pub fn link_lang(&self, path: &str, tag: &str) -> String {
        let query = self.query.trim_start_matches('?');
        let kept = query.split('&').filter(|pair| {
            let name = pair.split('=').next().unwrap_or_default();
            !name.is_empty() && name != "lang"
        });
        let query: Vec<&str> = kept.collect();
        let joint = if query.is_empty() { "" } else { "&" };
        format!("{}{path}?{}{joint}lang={tag}", self.base, query.join("&"))
    }

    /// The page at `path` in every language, for the switch at the foot.
    pub fn languages(&self, path: &str) -> Vec<LanguageLink> {
        let link = |locale: Locale| LanguageLink {
            locale,
            href: self.link_lang(path, locale.tag()),
            current: locale == self.locale,
        };
        Locale::all().map(link).collect()
    }

    /// The address of an embedded file such as `pages.css`.
    pub fn asset(&self, name: &str) -> &'static str {
        assets::url(name)
    }

    /// The first letter of the pool's name, for its mark.
    pub fn initial(&self) -> String {
        let letter = self.pool_name.chars().find(|letter| letter.is_alphanumeric());
        letter.map(|letter| letter.to_uppercase().collect()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_keep_the_authorization_request() {
        let mut frame = Frame::sample(Locale::English);
        frame.base = "/pool".to_owned();
        frame.query = "?client_id=a&state=x".to_owned();
        assert_eq!(frame.link("/signup"), "/pool/signup?client_id=a&state=x");
        frame.query.clear();
        assert_eq!(frame.link("/signup"), "/pool/signup");
    }

    #[test]
    fn a_fresh_start_forgets_the_request_but_not_the_language() {
        let mut frame = Frame::sample(Locale::English);
        frame.base = "/pool".to_owned();
        frame.query = "?client_id=a&lang=de&state=x".to_owned();
        assert_eq!(frame.afresh("/login"), "/pool/login?lang=de");
        frame.query = "?client_id=a".to_owned();
        assert_eq!(frame.afresh("/login"), "/pool/login");
    }

    #[test]
    fn a_language_link_replaces_the_language() {
        let mut frame = Frame::sample(Locale::English);
        frame.base.clear();
        for (query, expected) in [
            ("", "/login?lang=de"),
            ("?lang=en", "/login?lang=de"),
            ("?a=1&lang=en&b=2", "/login?a=1&b=2&lang=de"),
            ("?language=1", "/login?language=1&lang=de"),
        ] {
            frame.query = query.to_owned();
            assert_eq!(frame.link_lang("/login", "de"), expected);
        }
    }
}

//! The rules of a client as switches of the command line, laid over those that it has.

use clap::{
    Args, ValueEnum,
    builder::{PossibleValuesParser, TypedValueParser},
};

use crate::{
    cli::arguments::seconds,
    model::{
        RedirectUri, Scope,
        client::{ClientSettings, Introspection, Rotation},
    },
};

const ROTATIONS: [(&str, Rotation); 3] =
    [("grace", Rotation::Grace), ("strict", Rotation::Strict), ("off", Rotation::Off)];

/// A switch may stand alone, or say `=false`; a list that is given takes the place of the present one.
#[derive(Debug, Clone, Args)]
pub(super) struct SettingsArgs {
    /// It may use the authorization code grant, for people who sign in
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    code: Option<bool>,
    /// It may use the implicit grant, for old single-page applications
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    implicit: Option<bool>,
    /// It may use the client credentials grant, for itself; it can then use no other
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    client_credentials: Option<bool>,
    /// Where codes and tokens may be sent; once for each
    #[arg(long = "redirect-uri", value_name = "URI")]
    redirect_uris: Vec<RedirectUri>,
    /// Where a browser may be sent after sign-out; once for each
    #[arg(long = "logout-uri", value_name = "URI")]
    logout_uris: Vec<RedirectUri>,
    /// A scope that it may ask for, such as openid or shop/read; once for each
    #[arg(long = "scope", value_name = "SCOPE")]
    scopes: Vec<Scope>,
    /// It may do without PKCE; a public client never may
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    no_pkce: Option<bool>,
    /// How its refresh tokens are replaced
    #[arg(long, value_parser = rotation())]
    rotation: Option<Rotation>,
    /// Its access tokens carry the header `typ: at+jwt` (RFC 9068)
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    at_jwt: Option<bool>,
    /// It may ask about every token of the pool, as an API does; else about its own
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    introspect_pool: Option<bool>,
    /// The life of an access token, 5m to 1d
    #[arg(long, value_name = "DURATION", value_parser = seconds)]
    access_token_life: Option<u64>,
    /// The life of an ID token, 5m to 1d
    #[arg(long, value_name = "DURATION", value_parser = seconds)]
    id_token_life: Option<u64>,
    /// The life of a token family, 1h to 3650d
    #[arg(long, value_name = "DURATION", value_parser = seconds)]
    refresh_token_life: Option<u64>,
    /// An attribute that it may read; once for each, all of them if none is given
    #[arg(long = "read-attribute", value_name = "NAME")]
    read_attributes: Vec<String>,
    /// An attribute that its sign-up page may write; once for each, all of them if none is given
    #[arg(long = "write-attribute", value_name = "NAME")]
    write_attributes: Vec<String>,
    /// An identity provider that its people may come from, COGNITO for the pool's own accounts; once
    /// for each, from all of them if none is given
    #[arg(long = "identity-provider", value_name = "NAME")]
    identity_providers: Vec<String>,
}

/// A list that can be emptied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum List {
    RedirectUris,
    LogoutUris,
    Scopes,
    /// It may then read all attributes
    ReadAttributes,
    /// It may then write all attributes
    WriteAttributes,
    /// Its people may then come from all identity providers
    IdentityProviders,
}

impl List {
    pub(super) fn clear(self, settings: &mut ClientSettings) {
        match self {
            Self::RedirectUris => settings.redirect_uris.clear(),
            Self::LogoutUris => settings.logout_uris.clear(),
            Self::Scopes => settings.scopes = Default::default(),
            Self::ReadAttributes => settings.read_attributes = None,
            Self::WriteAttributes => settings.write_attributes = None,
            Self::IdentityProviders => settings.identity_providers = None,
        }
    }
}

impl SettingsArgs {
    /// Lays what was given over `settings`. A grant that comes or goes brings its response types or
    /// takes them along, also where the client has named those that it uses.
    pub(super) fn lay_over(self, settings: &mut ClientSettings) {
        let before = (settings.code, settings.implicit);
        replace(&mut settings.code, self.code);
        replace(&mut settings.implicit, self.implicit);
        if before != (settings.code, settings.implicit) {
            settings.response_types = None;
        }
        replace(&mut settings.client_credentials, self.client_credentials);
        replace(&mut settings.redirect_uris, some(self.redirect_uris));
        replace(&mut settings.logout_uris, some(self.logout_uris));
        let scopes = some(self.scopes);
        replace(&mut settings.scopes, scopes.map(|scopes| scopes.into_iter().collect()));
        replace(&mut settings.require_pkce, self.no_pkce.map(|without| !without));
        replace(&mut settings.rotation, self.rotation);
        replace(&mut settings.at_jwt, self.at_jwt);
        replace(&mut settings.introspection, self.introspect_pool.map(introspection));
        replace(&mut settings.access_token_seconds, self.access_token_life);
        replace(&mut settings.id_token_seconds, self.id_token_life);
        replace(&mut settings.refresh_token_seconds, self.refresh_token_life);
        replace(&mut settings.read_attributes, some(self.read_attributes).map(Some));
        replace(&mut settings.write_attributes, some(self.write_attributes).map(Some));
        replace(&mut settings.identity_providers, some(self.identity_providers).map(Some));
    }
}

fn replace<T>(present: &mut T, given: Option<T>) {
    if let Some(given) = given {
        *present = given;
    }
}

fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}

fn introspection(of_pool: bool) -> Introspection {
    if of_pool { Introspection::Pool } else { Introspection::Own }
}

fn rotation() -> impl TypedValueParser<Value = Rotation> {
    let named = |text: String| ROTATIONS.into_iter().find(|(name, _)| *name == text);
    PossibleValuesParser::new(ROTATIONS.map(|(name, _)| name))
        .map(move |text| named(text).map(|(_, rotation)| rotation).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::model::client::ResponseType;

    #[derive(Parser)]
    struct Switches {
        #[command(flatten)]
        settings: SettingsArgs,
    }

    fn laid(over: ClientSettings, words: &str) -> ClientSettings {
        let words = std::iter::once("client").chain(words.split_whitespace());
        let mut settings = over;
        Switches::try_parse_from(words).unwrap().settings.lay_over(&mut settings);
        settings
    }

    #[test]
    fn each_switch_sets_its_rule() {
        let words = "--code --implicit --client-credentials --redirect-uri https://a.example/cb \
            --logout-uri https://a.example/ --scope openid --scope email --no-pkce --rotation strict \
            --at-jwt --introspect-pool --access-token-life 5m --id-token-life 10m \
            --refresh-token-life 2h --read-attribute email --write-attribute name \
            --identity-provider Google --identity-provider COGNITO";
        let settings = laid(ClientSettings::default(), words);
        let expected = ClientSettings {
            redirect_uris: vec!["https://a.example/cb".parse().unwrap()],
            logout_uris: vec!["https://a.example/".parse().unwrap()],
            code: true,
            implicit: true,
            client_credentials: true,
            scopes: "openid email".parse().unwrap(),
            require_pkce: false,
            at_jwt: true,
            rotation: Rotation::Strict,
            introspection: Introspection::Pool,
            access_token_seconds: 300,
            id_token_seconds: 600,
            refresh_token_seconds: 7200,
            read_attributes: Some(vec!["email".to_owned()]),
            write_attributes: Some(vec!["name".to_owned()]),
            identity_providers: Some(vec!["Google".to_owned(), "COGNITO".to_owned()]),
            ..ClientSettings::default()
        };
        assert_eq!(settings, expected);
        let undone = laid(settings.clone(), "--code=false --no-pkce=false --introspect-pool=false");
        assert!(!undone.code && undone.require_pkce && undone.implicit);
        assert_eq!(undone.introspection, Introspection::Own);
        assert_eq!(laid(settings.clone(), ""), settings);
    }

    #[test]
    fn a_grant_brings_its_response_types_and_takes_them_along() {
        let named = |text: &str| Some(vec![text.parse().unwrap()]);
        let registered = |response_types| ClientSettings {
            code: true,
            redirect_uris: vec!["https://a.example/cb".parse().unwrap()],
            response_types,
            ..ClientSettings::default()
        };
        let more = laid(registered(named("code")), "--implicit");
        assert_eq!(more.response_types(), ResponseType::ALL);
        let both = ClientSettings { implicit: true, ..registered(named("code token")) };
        let fewer = laid(both, "--implicit=false");
        assert_eq!(fewer.response_types(), [ResponseType::CODE]);
        assert!(fewer.check(false).is_ok());
        let same = laid(registered(named("code")), "--code --scope openid");
        assert_eq!(same.response_types, named("code"), "nothing came or went");
    }

    #[test]
    fn a_list_can_be_emptied() {
        let mut settings = laid(ClientSettings::default(), "--scope openid --read-attribute email");
        List::Scopes.clear(&mut settings);
        List::ReadAttributes.clear(&mut settings);
        assert_eq!(settings, ClientSettings::default());
    }
}

//! `gatehouse pool brand` and `gatehouse client brand`: how the pages of a pool or a client look.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use clap::{Args, builder::PossibleValuesParser};
use serde_json::{Value, json};

use super::{Common, Failure, arguments::pair, operator, output};
use crate::{
    context::Context,
    domain::admin::{
        clients::{self, ClientChange},
        pictures::{self, LARGEST},
        pools::{self, PoolChange},
    },
    model::{
        ClientId, PoolId,
        branding::{Branding, Correction, Look, LookChange},
    },
};

/// Nothing that changes shows the present look. A client's look lies over that of its pool.
#[derive(Debug, Args)]
pub(super) struct LookArgs {
    /// Begin with nothing set: Gatehouse's own look, or for a client its pool's
    #[arg(long)]
    reset: bool,
    /// The logo in place of the first letter of the name: PNG, JPEG, WebP or SVG; - is standard input
    #[arg(long, value_name = "FILE")]
    logo: Option<PathBuf>,
    /// Take the logo away
    #[arg(long, conflicts_with = "logo")]
    no_logo: bool,
    /// The logo by night, where it is another
    #[arg(long, value_name = "FILE")]
    logo_dark: Option<PathBuf>,
    /// Take the logo by night away
    #[arg(long, conflicts_with = "logo_dark")]
    no_logo_dark: bool,
    /// The icon of the window: also ICO
    #[arg(long, value_name = "FILE")]
    favicon: Option<PathBuf>,
    /// Take the icon away
    #[arg(long, conflicts_with = "favicon")]
    no_favicon: bool,
    /// The picture beside the card in the layout `split`, up to 1 MiB
    #[arg(long, value_name = "FILE")]
    backdrop: Option<PathBuf>,
    /// Take the picture beside the card away
    #[arg(long, conflicts_with = "backdrop")]
    no_backdrop: bool,
    /// Colours by day, as page, card, brand and on_brand: brand=#2f5bea,card=#ffffff; brand= takes one away
    #[arg(long, value_name = "NAME=COLOUR", value_delimiter = ',', value_parser = pair)]
    light: Vec<(String, String)>,
    /// Colours by night
    #[arg(long, value_name = "NAME=COLOUR", value_delimiter = ',', value_parser = pair)]
    dark: Vec<(String, String)>,
    /// When which of the two is shown
    #[arg(long, value_parser = PossibleValuesParser::new(["auto", "light", "dark"]))]
    scheme: Option<String>,
    /// How round corners are, 0 to 16
    #[arg(long, value_name = "PIXELS", value_parser = clap::value_parser!(u8).range(0..=16))]
    radius: Option<u8>,
    /// Where the card stands
    #[arg(long, value_parser = PossibleValuesParser::new(["centre", "start", "split"]))]
    layout: Option<String>,
    /// Words in a language, as sign_in, sign_in_lead, sign_up, sign_up_lead and footer: de.sign_in=Hallo
    #[arg(long = "text", value_name = "LANG.NAME=WORDS", value_parser = pair)]
    texts: Vec<(String, String)>,
}

impl LookArgs {
    /// What these switches change; pictures are put up on the way.
    async fn change(&self, cx: &Context, pool: &PoolId) -> Result<LookChange, Failure> {
        let mut fields = self.fields();
        for (name, file, is_taken_away) in self.pictures() {
            let id = match file {
                Some(file) => pictures::put(cx, pool, read(file)?).await?.to_string(),
                None if is_taken_away => String::new(),
                None => continue,
            };
            fields.push((name.to_owned(), id));
        }
        Ok(LookChange { reset: self.reset, fields })
    }

    fn pictures(&self) -> [(&'static str, Option<&Path>, bool); 4] {
        [
            ("logo", self.logo.as_deref(), self.no_logo),
            ("logo_dark", self.logo_dark.as_deref(), self.no_logo_dark),
            ("favicon", self.favicon.as_deref(), self.no_favicon),
            ("backdrop", self.backdrop.as_deref(), self.no_backdrop),
        ]
    }

    /// All that is given but pictures, by the names of the fields.
    fn fields(&self) -> Vec<(String, String)> {
        let within = |group: &'static str| {
            move |(name, value): &(String, String)| (format!("{group}.{name}"), value.clone())
        };
        let lists = [("light", &self.light), ("dark", &self.dark), ("texts", &self.texts)];
        let listed = lists.into_iter().flat_map(|(group, list)| list.iter().map(within(group)));
        let radius = self.radius.map(|radius| radius.to_string());
        let single = [("scheme", &self.scheme), ("layout", &self.layout), ("radius", &radius)];
        let single =
            single.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?)));
        listed.chain(single).collect()
    }
}

/// Reads a picture, no further than where it is too large to be one.
fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    let all = |from: &mut dyn Read| {
        let mut content = Vec::new();
        from.take(LARGEST as u64 + 1).read_to_end(&mut content).map(|_| content)
    };
    let content = if file == Path::new("-") {
        all(&mut io::stdin().lock())
    } else {
        File::open(file).and_then(|mut file| all(&mut file))
    };
    content.map_err(|error| Failure::because(format!("{}: {error}", file.display())))
}

/// Whether a look would be another one.
fn changes(look: &LookChange, present: &Branding) -> Result<bool, Failure> {
    let changed = look.on(present).map_err(|invalid| Failure::because(invalid.0))?;
    Ok(changed != *present)
}

/// Changes and shows the look of a pool.
pub(super) async fn of_pool(id: &PoolId, args: LookArgs, common: &Common) -> Result<(), Failure> {
    let verb = async |cx: &Context| {
        let look = args.change(cx, id).await?;
        let present = pools::show(cx, id).await?.settings.branding;
        if !changes(&look, &present)? {
            return Ok(present);
        }
        let change = PoolChange { look: Some(look), ..PoolChange::default() };
        Ok(pools::update(cx, id, change).await?.settings.branding)
    };
    tell(common, json!({ "pool_id": id }), &operator::run(common, verb).await?)
}

/// Changes the look of a client, and shows it over that of its pool.
pub(super) async fn of_client(
    pool: &PoolId,
    id: &ClientId,
    args: LookArgs,
    common: &Common,
) -> Result<(), Failure> {
    let verb = async |cx: &Context| {
        let look = args.change(cx, pool).await?;
        let below = pools::show(cx, pool).await?.settings.branding;
        let present = clients::show(cx, pool, id).await?.settings.branding;
        if !changes(&look, &present)? {
            return Ok(present.over(&below));
        }
        let change = ClientChange { look: Some(look), ..ClientChange::default() };
        let (client, _) = clients::update(cx, pool, id, change).await?;
        Ok(client.settings.branding.over(&below))
    };
    let whose = json!({ "pool_id": pool, "client_id": id.as_str() });
    tell(common, whose, &operator::run(common, verb).await?)
}

/// Prints a look, and what was corrected of its colours so that everybody can read them.
fn tell(common: &Common, mut whose: Value, branding: &Branding) -> Result<(), Failure> {
    let corrections = Look::of(branding).corrections;
    whose["branding"] = json!(branding);
    if common.json {
        whose["corrections"] = corrections.iter().map(in_json).collect();
        return output::json(&whose);
    }
    output::thing(common, &whose)?;
    let lines: Vec<String> = corrections.iter().map(in_words).collect();
    output::text(&lines.concat())
}

fn in_json(correction: &Correction) -> Value {
    let Correction { mode, token, asked, used, on, contrast_found, contrast_needed } = correction;
    json!({
        "mode": mode.name(),
        "token": token.name(),
        "asked": asked,
        "used": used,
        "on": on.name(),
        "contrast_found": rounded(*contrast_found),
        "contrast_needed": contrast_needed,
    })
}

fn in_words(correction: &Correction) -> String {
    let Correction { mode, token, asked, used, on, contrast_found, contrast_needed } = correction;
    let (mode, token, on) = (mode.name(), token.name(), on.name());
    let found = rounded(*contrast_found);
    format!(
        "\n{mode} {token}: {asked} on {on} has a contrast of {found}:1 and needs {contrast_needed}:1; \
         {used} is shown\n"
    )
}

/// Two digits, and never up to what would do.
fn rounded(contrast: f64) -> f64 {
    (contrast * 100.0).floor() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_corrected_is_told_with_both_colours() {
        let branding = Branding::default().with([("light.brand", "#ffee00")]).expect("a look");
        let corrections = Look::of(&branding).corrections;
        let told: String = corrections.iter().map(in_words).collect();
        assert_eq!(told.trim().lines().count(), 1, "{told}");
        assert!(told.contains("light brand: #ffee00 on card") && told.contains("4.5:1"), "{told}");
        let told = in_json(&corrections[0]);
        assert_eq!((&told["mode"], &told["asked"]), (&"light".into(), &"#ffee00".into()));
        assert_ne!(told["asked"], told["used"]);
        assert!(told["contrast_found"].as_f64() < told["contrast_needed"].as_f64());
    }
}

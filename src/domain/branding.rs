//! How the pages of a pool and of its clients look, worked out once for each configuration.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::crypto::digest::{hex, sha256};
use crate::model::branding::{Branding, Look};
use crate::model::{Client, ClientId};

/// How many bytes of the SHA-256 of a style sheet are in its name.
const NAME_BYTES: usize = 10;

/// What a pool or a client sets of its look, with all that follows from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Appearance {
    /// What is set, for a client over what its pool sets.
    pub branding: Branding,
    /// The colours that follow from it.
    pub look: Look,
    /// What the pages have besides our own style sheet; nothing where that says it all.
    pub sheet: Option<Sheet>,
}

/// A style sheet under a name that says what is in it, so that it may be kept for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// `{digest}.css`.
    pub name: String,
    /// The style sheet.
    pub content: String,
}

impl Appearance {
    /// Works out what follows from what is set.
    pub fn of(branding: Branding) -> Self {
        let look = Look::of(&branding);
        let named = |content: String| {
            let digest = sha256(content.as_bytes());
            Sheet { name: format!("{}.css", hex(&digest[..NAME_BYTES])), content }
        };
        Self { sheet: look.sheet().map(named), branding, look }
    }
}

impl Default for Appearance {
    fn default() -> Self {
        Self::of(Branding::default())
    }
}

/// A client as it was read, and its look.
type Worn = (Arc<Client>, Arc<Appearance>);

/// The looks of one pool, kept as long as the pool is as it was read.
#[derive(Debug)]
pub struct Wardrobe {
    own: Arc<Appearance>,
    /// By client, each with the client as it was read when its look was worked out.
    clients: Mutex<HashMap<ClientId, Worn>>,
}

impl Wardrobe {
    /// The looks of a pool that sets this.
    pub fn of(branding: &Branding) -> Self {
        let own = Arc::new(Appearance::of(branding.clone()));
        Self { own, clients: Mutex::default() }
    }

    /// The pool's own look.
    pub fn own(&self) -> &Arc<Appearance> {
        &self.own
    }

    /// The look of a client that sets some of it; one that sets nothing has the pool's.
    pub fn of_client(&self, client: &Arc<Client>) -> Option<Arc<Appearance>> {
        let set = &client.settings.branding;
        if *set == Branding::default() {
            return None;
        }
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((read, appearance)) = clients.get(&client.id)
            && Arc::ptr_eq(read, client)
        {
            return Some(appearance.clone());
        }
        let appearance = Arc::new(Appearance::of(set.over(&self.own.branding)));
        clients.insert(client.id.clone(), (client.clone(), appearance.clone()));
        Some(appearance)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Instant;
    use crate::model::branding::{Palette, Token};
    use crate::model::client::ClientSettings;

    fn green() -> Branding {
        let brand = "#0a6e46".parse().ok();
        Branding { light: Palette { brand, ..Palette::default() }, ..Branding::default() }
    }

    fn client(branding: Branding) -> Arc<Client> {
        Arc::new(Client {
            id: "1example23456789abcdefghij".parse().expect("an id"),
            pool_id: "eu-central-1_Ab3dE6gH9".parse().expect("an id"),
            name: "Harbour Planner".into(),
            secrets: Vec::new(),
            settings: ClientSettings { branding, ..ClientSettings::default() },
            enabled: true,
            created_at: Instant::from_millis(0),
        })
    }

    #[test]
    fn a_sheet_is_named_by_what_is_in_it() {
        assert_eq!(Appearance::default().sheet, None);
        let sheet = Appearance::of(green()).sheet.expect("a sheet");
        assert_eq!(Some(&sheet), Appearance::of(green()).sheet.as_ref());
        let square = Branding { radius: Some(0), ..green() };
        assert_ne!(Appearance::of(square).sheet.expect("a sheet").name, sheet.name);
        assert_eq!(sheet.name.len(), 2 * NAME_BYTES + ".css".len());
    }

    #[test]
    fn the_look_of_a_client_is_worked_out_once_until_the_client_changes() {
        let wardrobe = Wardrobe::of(&green());
        assert_eq!(wardrobe.of_client(&client(Branding::default())), None);
        let square = client(Branding { radius: Some(0), ..Branding::default() });
        let first = wardrobe.of_client(&square).expect("a look of its own");
        assert_eq!(first.look.light[Token::Brand].to_string(), "#0a6e46");
        let second = wardrobe.of_client(&square).expect("a look of its own");
        assert!(Arc::ptr_eq(&first, &second));
        let round = client(Branding { radius: Some(16), ..Branding::default() });
        let third = wardrobe.of_client(&round).expect("a look of its own");
        assert_eq!(third.branding.radius, Some(16));
    }
}

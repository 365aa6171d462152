//! The pages of a person's own account: one for each section, with the way to the others.

mod activity;
mod address;
mod applications;
mod authenticator;
mod browsers;
mod data;
mod factors;
mod identities;
mod passkey;
mod password;
mod profile;
mod recovery_codes;
mod sessions;

pub use activity::{ActivityRow, ActivityView};
pub use address::AddressView;
pub use applications::{ApplicationRow, ApplicationsView};
pub use authenticator::AuthenticatorView;
pub use browsers::{BrowserRow, BrowsersView};
pub use data::DataView;
pub use factors::{FactorRow, FactorsView};
pub use identities::{IdentitiesView, IdentityRow, Offered};
pub use passkey::AccountPasskeyView;
pub use password::AccountPasswordView;
pub use profile::ProfileView;
pub use recovery_codes::AccountCodesView;
pub use sessions::{SessionRow, SessionsView};

use super::{FieldError, Frame, Notice, Wall, hang};
use crate::model::Medium;
use crate::words::Locale;

/// A section of the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Attributes and language.
    Profile,
    /// The e-mail address.
    Email,
    /// The phone number, where these matter.
    Phone,
    /// The password.
    Password,
    /// What else the person signs in with.
    Factors,
    /// The accounts elsewhere that open this one, where there are identity providers.
    Identities,
    /// The codes for when all that is lost.
    RecoveryCodes,
    /// Where the person is not asked for a second factor.
    Browsers,
    /// Where the person is signed in.
    Sessions,
    /// What happened to the account.
    Activity,
    /// Which applications have access.
    Applications,
    /// A copy of everything, and the end of the account.
    Data,
}

/// The sections in the order of the list: name, path and the key of what each is called.
const SECTIONS: [(Section, &str, &str, &str); 12] = [
    (Section::Profile, "profile", "/account/profile", "account-profile"),
    (Section::Email, "email", "/account/email", "account-email"),
    (Section::Phone, "phone", "/account/phone", "account-phone"),
    (Section::Password, "password", "/account/password", "account-password"),
    (Section::Factors, "factors", "/account/factors", "account-factors"),
    (Section::Identities, "identities", "/account/identities", "account-identities"),
    (Section::RecoveryCodes, "recovery-codes", "/account/recovery-codes", "account-recovery-codes"),
    (Section::Browsers, "browsers", "/account/browsers", "account-browsers"),
    (Section::Sessions, "sessions", "/account/sessions", "account-sessions"),
    (Section::Activity, "activity", "/account/activity", "account-activity"),
    (Section::Applications, "applications", "/account/applications", "account-applications"),
    (Section::Data, "data", "/account/data", "account-data"),
];

/// A section as the list shows it.
#[derive(Clone, Debug)]
struct Link {
    href: String,
    label: String,
    current: bool,
}

impl Section {
    /// The section of that name.
    pub fn named(name: &str) -> Option<Section> {
        SECTIONS.iter().find(|row| row.1 == name).map(|row| row.0)
    }

    /// Its name, in addresses and parameters.
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// The path of its page below the pool.
    pub fn path(self) -> &'static str {
        self.row().2
    }

    fn heading(self, frame: &Frame) -> String {
        frame.t(self.row().3)
    }

    fn row(self) -> &'static (Section, &'static str, &'static str, &'static str) {
        SECTIONS.iter().find(|row| row.0 == self).unwrap_or(&SECTIONS[0])
    }
}

/// What each section shows besides its own.
#[derive(Clone, Debug)]
pub struct Room {
    /// The section.
    pub section: Section,
    /// Whose account it is.
    pub username: String,
    /// Whether phone numbers matter here.
    pub has_numbers: bool,
    /// Whether there are accounts elsewhere that open this one, or may.
    pub has_identities: bool,
    /// Where the person proves anew who they are, where nothing can be changed before that.
    pub proof: Option<String>,
    /// Good news.
    pub notice: Option<Notice>,
    /// What is wrong.
    pub errors: Vec<FieldError>,
}

impl Room {
    fn links(&self, frame: &Frame) -> Vec<Link> {
        let link = |row: &(Section, &str, &str, &str)| Link {
            href: frame.link(row.2),
            label: frame.t(row.3),
            current: row.0 == self.section,
        };
        let there = |row: &&(Section, &str, &str, &str)| match row.0 {
            section if section == self.section => true,
            Section::Phone => self.has_numbers,
            Section::Identities => self.has_identities,
            _ => true,
        };
        SECTIONS.iter().filter(there).map(link).collect()
    }

    /// A room for the gallery.
    fn sample(section: Section) -> Room {
        let username = "alice".to_owned();
        let has_numbers = section == Section::Profile;
        let has_identities = section == Section::Factors;
        let (proof, notice, errors) = (None, None, Vec::new());
        Room { section, username, has_numbers, has_identities, proof, notice, errors }
    }

    /// The same for somebody who must prove who they are first.
    fn locked(section: Section) -> Room {
        let proof = Some(format!("/eu-central-1_Ab3dE6gH9/login?_account={}", section.name()));
        Room { proof, ..Room::sample(section) }
    }
}

/// Every state of these pages for the gallery.
pub(super) fn hang_all(wall: &mut Wall<'_>, locale: Locale) -> askama::Result<()> {
    hang(wall, "account-profile", ProfileView::samples(locale))?;
    hang(wall, "account-email", AddressView::samples(locale, Medium::Email))?;
    hang(wall, "account-phone", AddressView::samples(locale, Medium::PhoneNumber))?;
    hang(wall, "account-password", AccountPasswordView::samples(locale))?;
    hang(wall, "account-factors", FactorsView::samples(locale))?;
    hang(wall, "account-identities", IdentitiesView::samples(locale))?;
    hang(wall, "account-authenticator", AuthenticatorView::samples(locale))?;
    hang(wall, "account-recovery-codes", AccountCodesView::samples(locale))?;
    hang(wall, "account-browsers", BrowsersView::samples(locale))?;
    hang(wall, "account-passkey", AccountPasskeyView::samples(locale))?;
    hang(wall, "account-sessions", SessionsView::samples(locale))?;
    hang(wall, "account-activity", ActivityView::samples(locale))?;
    hang(wall, "account-applications", ApplicationsView::samples(locale))?;
    hang(wall, "account-data", DataView::samples(locale))
}

/// The frame of the samples: the account is on the way to no application.
fn sample_frame(locale: Locale) -> Frame {
    Frame { application: None, query: String::new(), ..Frame::sample(locale) }
}

/// What the layout asks of each of these pages; a macro because each is a type of its own.
macro_rules! account_page {
    ($view:ty) => {
        use crate::http::pages::views::Page;

        impl Page for $view {
            fn frame(&self) -> &crate::http::pages::views::Frame {
                &self.frame
            }

            fn path(&self) -> &'static str {
                self.room.section.path()
            }

            fn heading(&self) -> String {
                self.room.section.heading(&self.frame)
            }

            fn errors(&self) -> Vec<crate::http::pages::views::FieldError> {
                self.room.errors.clone()
            }

            fn notice(&self) -> Option<crate::http::pages::views::Notice> {
                self.room.notice
            }
        }
    };
}
use account_page;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_section_is_found_by_its_name() {
        for (section, name, path, _) in SECTIONS {
            assert_eq!(Section::named(name), Some(section));
            assert_eq!((section.name(), section.path()), (name, path));
            assert_eq!(path, format!("/account/{name}"));
        }
        assert_eq!(Section::named("nothing"), None);
    }
}

//! What the hosted pages show: one view for each template, and a gallery of all their states.

pub mod account;
pub mod accounts;
pub mod application;
pub mod check_session;
pub mod confirm;
pub mod confirm_link;
pub mod consent;
pub mod device;
pub mod dress;
pub mod error;
pub mod field;
pub mod forgot;
pub mod form_post;
pub mod frame;
pub mod home;
pub mod identified;
pub mod login;
pub mod logout;
pub mod notice;
pub mod passkey;
pub mod permission;
pub mod provenance;
pub mod providers;
pub mod qr;
pub mod resend;
pub mod reset;
pub mod sign_up;
pub mod signed_in;
pub mod signed_out;
pub mod signing_out;
pub mod step;
pub mod terms;
pub mod undo_email;
pub mod upstream_error;

use askama::Template;

use crate::words::Locale;

pub use accounts::AccountsView;
pub use application::Application;
pub use check_session::CheckSessionView;
pub use confirm::ConfirmView;
pub use confirm_link::ConfirmLinkView;
pub use consent::ConsentView;
pub use device::{DeviceConfirmView, DeviceDoneView, DeviceOutcome, DeviceView};
pub use dress::Dress;
pub use error::{ErrorView, Stop};
pub use field::{Fault, Field, FieldError, PasswordRules};
pub use forgot::ForgotView;
pub use form_post::FormPostView;
pub use frame::{Connecting, Frame, Identifier};
pub use home::HomeView;
pub use identified::IdentifiedView;
pub use login::{LoginForm, LoginView};
pub use logout::LogoutView;
pub use notice::{FormError, Notice};
pub use passkey::{Passkey, PasskeyTask};
pub use permission::{Permission, claim_in_words};
pub use provenance::Provenance;
pub use providers::{ProviderLink, ProvidersView};
pub use qr::Qr;
pub use resend::ResendView;
pub use reset::ResetView;
pub use sign_up::SignUpView;
pub use signed_in::SignedInView;
pub use signed_out::SignedOutView;
pub use signing_out::SigningOutView;
pub use terms::{Policies, Terms};
pub use undo_email::UndoEmailView;
pub use upstream_error::{Trouble, UpstreamErrorView};

/// What the layout asks of every page.
pub trait Page: Template {
    /// The surroundings of the page.
    fn frame(&self) -> &Frame;

    /// The path of the page below the pool, for its links to other languages; empty for none.
    fn path(&self) -> &'static str;

    /// The heading, which is also the title of the window.
    fn heading(&self) -> String;

    /// What is wrong, for the summary above the form.
    fn errors(&self) -> Vec<FieldError> {
        Vec::new()
    }

    /// Good news, shown above the form.
    fn notice(&self) -> Option<Notice> {
        None
    }

    /// The title of the window: errors are announced first.
    fn title(&self) -> String {
        let frame = self.frame();
        let title = format!("{} – {}", self.heading(), frame.pool_name);
        match self.errors().is_empty() {
            true => title,
            false => frame.t1("title-error", "title", &title),
        }
    }
}

/// One state of one page, rendered.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The name of the page.
    pub page: &'static str,
    /// The name of the state.
    pub state: &'static str,
    /// The whole document.
    pub html: String,
}

/// Every state of every page in one language.
///
/// # Errors
/// When a template fails to render, which is a fault in it.
pub fn gallery(locale: Locale) -> askama::Result<Vec<Sample>> {
    hang_all(Wall { only: None, samples: Vec::new() }, locale)
}

/// Every state of one page in one language; the others are not rendered.
///
/// # Errors
/// As [`gallery`].
pub fn states(page: &str, locale: Locale) -> askama::Result<Vec<Sample>> {
    hang_all(Wall { only: Some(page), samples: Vec::new() }, locale)
}

/// Where samples hang: those of every page, or of one alone.
struct Wall<'w> {
    only: Option<&'w str>,
    samples: Vec<Sample>,
}

fn hang_all(mut wall: Wall<'_>, locale: Locale) -> askama::Result<Vec<Sample>> {
    hang(&mut wall, "login", LoginView::samples(locale))?;
    hang(&mut wall, "providers", ProvidersView::samples(locale))?;
    hang(&mut wall, "identified", IdentifiedView::samples(locale))?;
    hang(&mut wall, "login-link", step::LinkView::samples(locale))?;
    hang(&mut wall, "step-sent-code", step::SentCodeView::samples(locale))?;
    hang(&mut wall, "step-choose", step::ChooseView::samples(locale))?;
    hang(&mut wall, "step-code", step::CodeView::samples(locale))?;
    hang(&mut wall, "step-password", step::PasswordView::samples(locale))?;
    hang(&mut wall, "step-passkey", step::PasskeyView::samples(locale))?;
    hang(&mut wall, "step-enrol-totp", step::EnrolTotpView::samples(locale))?;
    hang(&mut wall, "step-recovery-code", step::RecoveryCodeView::samples(locale))?;
    hang(&mut wall, "step-recovery-codes", step::RecoveryCodesView::samples(locale))?;
    hang(&mut wall, "step-remember", step::RememberView::samples(locale))?;
    hang(&mut wall, "step-new-password", step::NewPasswordView::samples(locale))?;
    hang(&mut wall, "step-details", step::DetailsView::samples(locale))?;
    hang(&mut wall, "step-terms", step::TermsView::samples(locale))?;
    hang(&mut wall, "signed-in", SignedInView::samples(locale))?;
    hang(&mut wall, "sign-up", SignUpView::samples(locale))?;
    hang(&mut wall, "confirm", ConfirmView::samples(locale))?;
    hang(&mut wall, "confirm-link", ConfirmLinkView::samples(locale))?;
    hang(&mut wall, "undo-email", UndoEmailView::samples(locale))?;
    hang(&mut wall, "resend", ResendView::samples(locale))?;
    hang(&mut wall, "forgot", ForgotView::samples(locale))?;
    hang(&mut wall, "reset", ResetView::samples(locale))?;
    hang(&mut wall, "accounts", AccountsView::samples(locale))?;
    account::hang_all(&mut wall, locale)?;
    hang(&mut wall, "consent", ConsentView::samples(locale))?;
    hang(&mut wall, "device", DeviceView::samples(locale))?;
    hang(&mut wall, "device-confirm", DeviceConfirmView::samples(locale))?;
    hang(&mut wall, "device-done", DeviceDoneView::samples(locale))?;
    hang(&mut wall, "logout", LogoutView::samples(locale))?;
    hang(&mut wall, "signing-out", SigningOutView::samples(locale))?;
    hang(&mut wall, "signed-out", SignedOutView::samples(locale))?;
    hang(&mut wall, "error", ErrorView::samples(locale))?;
    hang(&mut wall, "upstream-error", UpstreamErrorView::samples(locale))?;
    hang(&mut wall, "home", HomeView::samples(locale))?;
    Ok(wall.samples)
}

fn hang<V: Page>(
    wall: &mut Wall<'_>,
    page: &'static str,
    states: Vec<(&'static str, V)>,
) -> askama::Result<()> {
    if wall.only.is_some_and(|only| only != page) {
        return Ok(());
    }
    for (state, view) in states {
        wall.samples.push(Sample { page, state, html: view.render()? });
    }
    Ok(())
}

#[cfg(test)]
mod colours;
#[cfg(test)]
mod tests;

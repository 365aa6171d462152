//! The certificate authorities that are trusted besides those of the system.

use std::path::{Path, PathBuf};

use reqwest::Certificate;
use rustls::{
    RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};

use super::SetupError;

/// Reads the authorities of all `files`.
///
/// # Errors
///
/// The first file that cannot be read, or has no certificate, or one that is none.
pub(super) fn read(files: &[PathBuf]) -> Result<Vec<Certificate>, SetupError> {
    let mut authorities = Vec::new();
    for file in files {
        let fault = |reason| SetupError::Authority { file: file.clone(), reason };
        authorities.extend(in_file(file).map_err(fault)?);
    }
    Ok(authorities)
}

fn in_file(file: &Path) -> Result<Vec<Certificate>, String> {
    let pem = std::fs::read(file).map_err(|error| format!("cannot be read: {error}"))?;
    let mut certificates = Vec::new();
    let mut store = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&pem) {
        let der = certificate.map_err(|_| "is not PEM".to_owned())?;
        certificates.push(Certificate::from_der(&der).map_err(|error| error.to_string())?);
        store.add(der).map_err(|_| "has a certificate that cannot be trusted".to_owned())?;
    }
    if certificates.is_empty() {
        return Err("has no certificate".to_owned());
    }
    Ok(certificates)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(content: &str) -> String {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), content).expect("written");
        let refused = read(&[file.path().to_owned()]).expect_err("a refusal").to_string();
        assert!(refused.contains(&file.path().display().to_string()), "{refused}");
        refused
    }

    #[test]
    fn a_file_without_a_good_certificate_is_refused_by_name() {
        let broken = "-----BEGIN CERTIFICATE-----\nAAECAw==\n-----END CERTIFICATE-----\n";
        assert!(refusal("").ends_with("has no certificate"));
        assert!(refusal("no PEM at all").ends_with("has no certificate"));
        assert!(refusal("-----BEGIN CERTIFICATE-----\n§").ends_with("is not PEM"));
        assert!(refusal(broken).ends_with("cannot be trusted"));
        let missing = read(&["/nonexistent/ca.pem".into()]).expect_err("a refusal");
        assert!(missing.to_string().contains("cannot be read"));
    }
}

//! The data folder of `gatehouse dev`: who uses it, and what the database does not hold.

use std::{
    collections::BTreeMap,
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io::{self, ErrorKind, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;

use super::{Failure, because};
use crate::domain::demo::{self, Secrets, samples};

const LOCK: &str = "gatehouse.lock";
const MASTER_KEY: &str = "master.key";
const SECRETS: &str = "demo.json";

/// What a fresh start removes, and nothing else.
const OURS: [&str; 5] =
    ["gatehouse.db", "gatehouse.db-wal", "gatehouse.db-shm", SECRETS, MASTER_KEY];

/// The data folder, this process its only user until it ends.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    _lock: File,
}

#[derive(Deserialize)]
struct Kept {
    web: Option<SecretString>,
    machine: Option<SecretString>,
    password: Option<SecretString>,
    password_hash: Option<String>,
    #[serde(default)]
    samples: BTreeMap<String, SecretString>,
    key: Option<SecretString>,
}

impl Folder {
    /// Makes the folder where there is none, and takes it.
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(|e| on(path, &e))?;
        let lock = path.join(LOCK);
        let file = OpenOptions::new()
            .create(true)
            .write(true)
            .truncate(false)
            .mode(0o600)
            .open(&lock)
            .map_err(|error| on(&lock, &error))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), _lock: file }),
            Err(TryLockError::WouldBlock) => Err(Failure::because(format!(
                "another `gatehouse dev` uses {}: stop it, or choose another folder with --data",
                path.display()
            ))),
            Err(TryLockError::Error(error)) => Err(on(&lock, &error)),
        }
    }

    /// Removes our own files.
    pub(super) fn clear(&self) -> Result<(), Failure> {
        for name in OURS {
            let path = self.path.join(name);
            match fs::remove_file(&path) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(on(&path, &error)),
                _ => {}
            }
        }
        Ok(())
    }

    /// The key that seals what the database keeps; made once.
    pub(super) fn master_key(&self) -> Result<[u8; 32], Failure> {
        let path = self.path.join(MASTER_KEY);
        if let Some(text) = self.read(MASTER_KEY)? {
            let key = STANDARD.decode(text.trim()).ok().and_then(|bytes| bytes.try_into().ok());
            return key.ok_or_else(|| {
                let path = path.display();
                Failure::because(format!("{path} is no master key: --fresh starts over"))
            });
        }
        let key = demo::master_key().map_err(because)?;
        self.write(MASTER_KEY, &format!("{}\n", STANDARD.encode(key)))?;
        Ok(key)
    }

    /// What was kept from the last start; nothing when the file is gone or unreadable.
    pub(super) fn secrets(&self) -> Result<Secrets, Failure> {
        let text = self.read(SECRETS)?.unwrap_or_default();
        Ok(match serde_json::from_str(&text) {
            Ok(Kept { web, machine, password, password_hash, samples, key }) => {
                let samples = samples::Secrets { clients: samples, key };
                Secrets { web, machine, password, password_hash, samples }
            }
            Err(_) => Secrets::default(),
        })
    }

    /// Keeps secrets for the next start.
    pub(super) fn keep(&self, secrets: &Secrets) -> Result<(), Failure> {
        let exposed = |secret: &Option<SecretString>| {
            secret.as_ref().map(|secret| secret.expose_secret().to_owned())
        };
        let samples: BTreeMap<&str, &str> = secrets
            .samples
            .clients
            .iter()
            .map(|(path, secret)| (path.as_str(), secret.expose_secret()))
            .collect();
        let kept = json!({
            "web": exposed(&secrets.web),
            "machine": exposed(&secrets.machine),
            "password": exposed(&secrets.password),
            "password_hash": secrets.password_hash,
            "samples": samples,
            "key": exposed(&secrets.samples.key),
        });
        let text = format!("{kept}\n");
        if self.read(SECRETS)?.is_some_and(|present| present == text) {
            return Ok(());
        }
        self.write(SECRETS, &text)
    }

    fn read(&self, name: &str) -> Result<Option<String>, Failure> {
        let path = self.path.join(name);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(on(&path, &error)),
        }
    }

    /// Writes a file for its owner only, whole or not at all.
    fn write(&self, name: &str, text: &str) -> Result<(), Failure> {
        let path = self.path.join(name);
        let beside = self.path.join(format!("{name}.new"));
        let written = || -> io::Result<()> {
            let mut options = OpenOptions::new();
            let mut file =
                options.create(true).write(true).truncate(true).mode(0o600).open(&beside)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&beside, &path)
        };
        written().map_err(|error| on(&path, &error))
    }
}

fn on(path: &Path, error: &io::Error) -> Failure {
    Failure::because(format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn one_process_has_the_folder() {
        let data = tempfile::tempdir().unwrap();
        let first = Folder::open(data.path()).unwrap();
        let refused = Folder::open(data.path()).unwrap_err().to_string();
        assert!(refused.contains("--data"), "{refused}");
        drop(first);
        assert!(Folder::open(data.path()).is_ok());
    }

    #[test]
    fn what_is_kept_is_for_its_owner_only_and_lasts() {
        let data = tempfile::tempdir().unwrap();
        let key = Folder::open(data.path()).unwrap().master_key().unwrap();
        let folder = Folder::open(data.path()).unwrap();
        assert_eq!(folder.master_key().unwrap(), key);
        let web = Some(SecretString::from("secret"));
        let key = Some(SecretString::from("a key"));
        let clients = BTreeMap::from([("par".to_owned(), SecretString::from("another"))]);
        let samples = samples::Secrets { clients, key };
        folder.keep(&Secrets { web, samples, ..Default::default() }).unwrap();
        let kept = folder.secrets().unwrap();
        assert_eq!(kept.web.unwrap().expose_secret(), "secret");
        assert_eq!(kept.samples.clients["par"].expose_secret(), "another");
        assert_eq!(kept.samples.key.unwrap().expose_secret(), "a key");
        assert!(kept.machine.is_none() && kept.password.is_none());
        for name in [MASTER_KEY, SECRETS] {
            let mode = fs::metadata(data.path().join(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }

    #[test]
    fn a_fresh_start_removes_our_own_files_only() {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::open(data.path()).unwrap();
        let key = folder.master_key().unwrap();
        folder.keep(&Secrets::default()).unwrap();
        fs::write(data.path().join("notes.txt"), "mine").unwrap();
        folder.clear().unwrap();
        assert!(data.path().join("notes.txt").exists() && !data.path().join(SECRETS).exists());
        assert_ne!(folder.master_key().unwrap(), key);
    }

    #[test]
    fn a_broken_file_is_a_lost_one_but_a_broken_key_is_a_fault() {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::open(data.path()).unwrap();
        fs::write(data.path().join(SECRETS), "{\"web\":").unwrap();
        fs::write(data.path().join(MASTER_KEY), "short").unwrap();
        assert!(folder.secrets().unwrap().web.is_none());
        assert!(folder.master_key().unwrap_err().to_string().contains("--fresh"));
    }
}

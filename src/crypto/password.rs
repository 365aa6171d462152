//! Password hashes: Argon2id on a bounded crew of threads that keep their memory (RFC 9106).

use std::sync::Arc;

use argon2::{Algorithm, Argon2, Block, Params, Version};
use password_hash::phc::{Output, ParamsString, PasswordHash, Salt};

use super::strength::{self, Estimate};
use super::workers::Crew;
use super::{Error, random};
use crate::model::password::{OwnNames, Password};

/// The salt's length in bytes.
const SALT: usize = 16;

/// The hash's length in bytes.
const HASH: usize = 32;

/// So many blocks of a KiB are asked for at least, though only those that a hash needs are touched:
/// beyond 32 MiB the system's allocator maps memory of its own, which goes back to the system when
/// it is freed, where smaller pieces would stay with the process.
const MAPPED: usize = 33 * 1024;

/// What a hash costs, and how many are made at once.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    /// Memory of one hash in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub iterations: u32,
    /// Lanes.
    pub parallelism: u32,
    /// Hashes at once; 0 means one a core, and never more than cores.
    pub workers: usize,
    /// Hashes that may wait before more are refused.
    pub queue: usize,
}

/// Hashes and verifies passwords; cheap to clone.
#[derive(Debug, Clone)]
pub struct Hasher {
    crew: Arc<Crew<Memory>>,
    params: Params,
    dummy: Arc<str>,
}

/// A thread's memory, grown to the largest hash that it made; given back after a while without work.
type Memory = Vec<Block>;

impl Hasher {
    /// Starts the threads.
    ///
    /// # Errors
    /// When the cost is out of Argon2's range or the system gives no thread.
    pub fn start(cost: Cost) -> Result<Self, Error> {
        let params = Params::new(cost.memory_kib, cost.iterations, cost.parallelism, Some(HASH))
            .map_err(|_| Error::Failed("argon2 parameters"))?;
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let workers = if cost.workers == 0 { cores } else { cost.workers.min(cores) };
        let crew = Crew::start("hash", workers, cost.queue, Memory::new)
            .map_err(|_| Error::Failed("hashing threads"))?;
        let dummy = encode(&params, &random::bytes::<SALT>()?, &random::bytes::<HASH>()?)?;
        Ok(Self { crew: Arc::new(crew), params, dummy: dummy.into() })
    }

    /// Hashes a new password, in PHC form.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many wait.
    pub async fn hash(&self, password: Password) -> Result<String, Error> {
        let params = self.params.clone();
        let salt = random::bytes::<SALT>()?;
        metrics::gauge!("gatehouse_password_hash_queue").set(depth(self.crew.waiting()));
        self.crew
            .run(move |memory| {
                let hash = compute(&params, Version::V0x13, password.expose(), &salt, memory)?;
                encode(&params, &salt, &hash)
            })
            .await?
    }

    /// Whether a password is the one that was hashed. Without a hash it takes as long and is `false`:
    /// nobody learns from the time whether a name exists.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many wait.
    pub async fn verify(&self, password: Password, hash: Option<String>) -> Result<bool, Error> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.dummy.to_string());
        metrics::gauge!("gatehouse_password_hash_queue").set(depth(self.crew.waiting()));
        let same = self.crew.run(move |memory| matches(&hash, password.expose(), memory)).await??;
        Ok(known && same)
    }

    /// How hard a new password is to guess for whoever knows these names.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many wait.
    pub async fn estimate(&self, password: Password, names: OwnNames) -> Result<Estimate, Error> {
        self.crew.run(move |_| strength::estimate(password.text(), names.as_slice())).await
    }

    /// Whether a hash was made at another cost than hashes are made at now.
    pub fn is_outdated(&self, hash: &str) -> bool {
        let cost = |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost());
        let made = PasswordHash::new(hash).ok().and_then(|hash| Params::try_from(&hash).ok());
        made.is_some_and(|made| cost(&made) != cost(&self.params))
    }
}

fn depth(waiting: usize) -> f64 {
    f64::from(u32::try_from(waiting).unwrap_or(u32::MAX))
}

fn compute(
    params: &Params,
    version: Version,
    password: &[u8],
    salt: &[u8],
    memory: &mut Memory,
) -> Result<[u8; HASH], Error> {
    let blocks = params.block_count();
    if memory.len() < blocks {
        *memory = Vec::with_capacity(blocks.max(MAPPED));
        memory.resize(blocks, Block::default());
    }
    let mut hash = [0; HASH];
    Argon2::new(Algorithm::Argon2id, version, params.clone())
        .hash_password_into_with_memory(password, salt, &mut hash, &mut memory[..blocks])
        .map_err(|_| Error::Failed("argon2"))?;
    Ok(hash)
}

fn matches(hash: &str, password: &[u8], memory: &mut Memory) -> Result<bool, Error> {
    let unreadable = Error::Failed("read password hash");
    let parsed = PasswordHash::new(hash).map_err(|_| unreadable.clone())?;
    let (Some(salt), Some(expected)) = (parsed.salt, parsed.hash) else {
        return Err(unreadable);
    };
    let params = Params::try_from(&parsed).map_err(|_| unreadable.clone())?;
    if parsed.algorithm.as_str() != "argon2id" || expected.as_ref().len() != HASH {
        return Err(unreadable);
    }
    let computed = compute(&params, Version::V0x13, password, salt.as_ref(), memory)?;
    Ok(super::digest::equal(&computed, expected.as_ref()))
}

fn encode(params: &Params, salt: &[u8], hash: &[u8]) -> Result<String, Error> {
    let failed = Error::Failed("write password hash");
    let phc = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(params).map_err(|_| failed.clone())?,
        salt: Some(Salt::new(salt).map_err(|_| failed.clone())?),
        hash: Some(Output::new(hash).map_err(|_| failed)?),
    };
    Ok(phc.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hasher() -> Hasher {
        Hasher::start(Cost { memory_kib: 64, iterations: 1, parallelism: 1, workers: 1, queue: 8 })
            .expect("threads")
    }

    #[tokio::test]
    async fn a_password_matches_its_own_hash_only() {
        let hasher = hasher();
        let hash = hasher.hash(Password::new("correct horse")).await.expect("hashed");
        assert!(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{hash}");
        assert!(
            hasher
                .verify(Password::new("correct horse"), Some(hash.clone()))
                .await
                .expect("verified")
        );
        assert!(
            !hasher.verify(Password::new("correct horsf"), Some(hash)).await.expect("verified")
        );
        assert!(!hasher.verify(Password::new("correct horse"), None).await.expect("verified"));
    }

    #[tokio::test]
    async fn a_hash_of_another_cost_is_outdated() {
        let hash = hasher().hash(Password::new("correct horse")).await.expect("hashed");
        let dearer = Cost { memory_kib: 128, iterations: 1, parallelism: 1, workers: 1, queue: 8 };
        assert!(!hasher().is_outdated(&hash));
        assert!(Hasher::start(dearer).expect("threads").is_outdated(&hash));
        assert!(!hasher().is_outdated("unreadable"), "nothing can be said of it");
    }

    #[tokio::test]
    async fn an_unreadable_hash_is_a_fault_and_no_match() {
        for hash in ["", "plain", "$argon2id$v=19$m=64,t=1,p=1$", "$2b$10$abc"] {
            assert!(
                hasher().verify(Password::new("x"), Some(hash.to_owned())).await.is_err(),
                "{hash}"
            );
        }
    }
}

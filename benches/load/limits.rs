//! What this machine can do at most: signatures and password hashes a second on two threads.

use std::thread;
use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

const THREADS: usize = 2;
/// OWASP's first choice for Argon2id, and our default: KiB, passes, lanes.
const ARGON2: (u32, u32, u32) = (19_456, 2, 1);

/// Which work bounds a workload.
#[derive(Clone, Copy, Debug)]
pub enum Limit {
    Rs256,
    Es256,
    Argon2,
}

impl Limit {
    pub fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256 signatures",
            Self::Es256 => "ES256 signatures",
            Self::Argon2 => "Argon2id hashes",
        }
    }

    /// How many a second, on two threads, over this time.
    pub fn measure(self, time: Duration) -> f64 {
        self.on_threads(THREADS, time)
    }

    /// How many a second on so many threads.
    pub fn on_threads(self, threads: usize, time: Duration) -> f64 {
        match self {
            Self::Rs256 => {
                let key = RsaKeyPair::generate(KeySize::Rsa2048).expect("an RSA key");
                per_second(threads, time, || {
                    let random = SystemRandom::new();
                    let mut signature = vec![0; key.public_modulus_len()];
                    let key = &key;
                    move |input: &[u8]| {
                        key.sign(&RSA_PKCS1_SHA256, &random, input, &mut signature)
                            .expect("a signature");
                        BASE64_URL_SAFE_NO_PAD.encode(&signature)
                    }
                })
            }
            Self::Es256 => {
                let key =
                    EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("an EC key");
                per_second(threads, time, || {
                    let random = SystemRandom::new();
                    let key = &key;
                    move |input: &[u8]| {
                        BASE64_URL_SAFE_NO_PAD
                            .encode(key.sign(&random, input).expect("a signature"))
                    }
                })
            }
            Self::Argon2 => per_second(threads, time, || {
                let (memory, passes, lanes) = ARGON2;
                let params =
                    Params::new(memory, passes, lanes, Some(32)).expect("the parameters are valid");
                let mut blocks = vec![Block::default(); params.block_count()];
                let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
                move |input: &[u8]| {
                    let mut hash = [0; 32];
                    let salt = &input[..16];
                    hasher
                        .hash_password_into_with_memory(b"a password", salt, &mut hash, &mut blocks)
                        .expect("a hash");
                    BASE64_URL_SAFE_NO_PAD.encode(hash)
                }
            }),
        }
    }
}

/// Runs one worker a thread, each on inputs of a JWT's size, until the time is over.
fn per_second<W>(threads: usize, time: Duration, worker: impl Fn() -> W + Sync) -> f64
where
    W: FnMut(&[u8]) -> String,
{
    let one_thread = || {
        let mut work = worker();
        let mut input = [b'a'; 420];
        work(&input);
        let started = Instant::now();
        let mut done = 0_u32;
        while started.elapsed() < time {
            input[..4].copy_from_slice(&done.to_be_bytes());
            std::hint::black_box(work(&input));
            done += 1;
        }
        f64::from(done) / started.elapsed().as_secs_f64()
    };
    thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(one_thread)).collect();
        running.into_iter().map(|thread| thread.join().expect("the worker ran")).sum()
    })
}

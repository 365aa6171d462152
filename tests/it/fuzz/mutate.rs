//! Mutations of a corpus, the same for the same seed.
#![expect(
    clippy::ptr_arg,
    reason = "changes are of one type, whether they make an input longer or not"
)]

/// The longest input, in bytes: above every limit of a parser here.
const LONGEST: usize = 80 * 1024;

/// How many changes are made to an input at the most.
const MOST_CHANGES: usize = 4;

/// Pieces that mean something to one of the parsers, or should to none.
const PIECES: &[&str] = &[
    "",
    "\0",
    "\n",
    "\r\n",
    " ",
    "  ",
    "\t",
    "\"",
    "\\",
    "'",
    "<",
    ">",
    "{",
    "}",
    "[",
    "]",
    "{}",
    "[]",
    ":",
    ";",
    ",",
    "=",
    "&",
    "?",
    "#",
    "/",
    "//",
    "\\\\",
    "@",
    "*",
    ".",
    "..",
    "/../",
    "%",
    "%00",
    "%2e%2e",
    "%ff",
    "+",
    "-",
    "_",
    "~",
    "null",
    "true",
    "false",
    "0",
    "-1",
    "1e400",
    "9223372036854775808",
    "0.1",
    "none",
    "HS256",
    "ES256",
    "EdDSA",
    "RS256",
    "alg",
    "crit",
    "jwk",
    "\"d\":\"AA\",",
    "\"kty\":\"oct\",",
    "exp",
    "code",
    "token",
    "id_token",
    "openid",
    "https://",
    "http://",
    "javascript:",
    "data:",
    "localhost",
    "127.0.0.1",
    "[::1]",
    ":443",
    "user@",
    "evil.example",
    "é",
    "ß",
    "\u{202e}",
    "\u{feff}",
    "\u{1f980}",
    "\u{ff37}",
    "q=",
    "de",
    "en",
    "Basic ",
    "Bearer ",
    "AAAA",
    "====",
];

/// Gives one mutation after another.
pub struct Mutator<'c> {
    dice: Dice,
    corpus: &'c [Vec<u8>],
}

/// Changes an input; the corpus is there to borrow from.
type Change = fn(&mut Vec<u8>, &mut Dice, &[Vec<u8>]);

/// The changes; each is as likely as the next.
const CHANGES: [Change; 9] = [flip, replace, insert, remove, repeat, cut, splice, swap_case, grow];

impl<'c> Mutator<'c> {
    pub fn new(seed: u64, corpus: &'c [Vec<u8>]) -> Self {
        assert!(!corpus.is_empty(), "there is nothing to mutate");
        Self { dice: Dice(seed | 1), corpus }
    }

    /// The next input.
    pub fn next(&mut self) -> Vec<u8> {
        let mut input = self.corpus[self.dice.below(self.corpus.len())].clone();
        for _ in 0..=self.dice.below(MOST_CHANGES) {
            let change = CHANGES[self.dice.below(CHANGES.len())];
            change(&mut input, &mut self.dice, self.corpus);
        }
        input.truncate(LONGEST);
        input
    }
}

/// Numbers that look random (xorshift64*); chance alone, and no secret.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    /// A number below `end`, and 0 where there is none.
    fn below(&mut self, end: usize) -> usize {
        (self.roll() % end.max(1) as u64) as usize
    }

    /// A part of an input, up to 16 bytes long.
    fn range(&mut self, input: &[u8]) -> std::ops::Range<usize> {
        let start = self.below(input.len() + 1);
        start..input.len().min(start + 1 + self.below(16))
    }

    fn piece(&mut self) -> &'static [u8] {
        PIECES[self.below(PIECES.len())].as_bytes()
    }
}

fn flip(input: &mut Vec<u8>, dice: &mut Dice, _: &[Vec<u8>]) {
    let at = dice.below(input.len());
    if let Some(byte) = input.get_mut(at) {
        *byte ^= 1 << dice.below(8);
    }
}

fn replace(input: &mut Vec<u8>, dice: &mut Dice, _: &[Vec<u8>]) {
    let range = dice.range(input);
    input.splice(range, dice.piece().iter().copied());
}

fn insert(input: &mut Vec<u8>, dice: &mut Dice, _: &[Vec<u8>]) {
    let at = dice.range(input).start;
    input.splice(at..at, dice.piece().iter().copied());
}

fn remove(input: &mut Vec<u8>, dice: &mut Dice, _: &[Vec<u8>]) {
    input.drain(dice.range(input));
}

/// Doubles a part, such as a parameter or a member.
fn repeat(input: &mut Vec<u8>, dice: &mut Dice, _: &[Vec<u8>]) {
    let start = dice.below(input.len() + 1);
    let part = input[start..input.len().min(start + 1 + dice.below(200))].to_vec();
    input.splice(start..start, part);
}

fn cut(input: &mut Vec<u8>, dice: &mut Dice, _: &[Vec<u8>]) {
    input.truncate(dice.below(input.len() + 1));
}

/// Goes on as another input does.
fn splice(input: &mut Vec<u8>, dice: &mut Dice, corpus: &[Vec<u8>]) {
    let other = &corpus[dice.below(corpus.len())];
    input.truncate(dice.below(input.len() + 1));
    input.extend_from_slice(&other[dice.below(other.len() + 1)..]);
}

fn swap_case(input: &mut Vec<u8>, dice: &mut Dice, _: &[Vec<u8>]) {
    let range = dice.range(input);
    for byte in &mut input[range] {
        if byte.is_ascii_alphabetic() {
            *byte ^= 0x20;
        }
    }
}

/// Makes it long, now and then.
fn grow(input: &mut Vec<u8>, dice: &mut Dice, _: &[Vec<u8>]) {
    if dice.below(8) == 0 {
        let at = dice.range(input).start;
        let piece = dice.piece().repeat(1 << dice.below(13));
        input.splice(at..at, piece);
    }
}

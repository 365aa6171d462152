//! A password from a person: asked for without echo, or read from standard input, never an argument.

use std::io::{self, BufRead, IsTerminal};

use secrecy::SecretString;

use super::Failure;

/// The longest line that is read, in bytes.
const LONGEST: u64 = 4096;

/// The password: the first line of standard input when `from_stdin`, else typed twice.
pub(super) fn obtain(source: Source) -> Result<SecretString, Failure> {
    match source {
        Source::Stdin => first_line(io::stdin().lock()),
        Source::Terminal if io::stdin().is_terminal() => typed_twice(),
        Source::Terminal => Err(Failure::because(
            "there is no terminal to ask for the password: use --password-stdin",
        )),
    }
}

/// Where a password comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// The first line of standard input.
    Stdin,
    /// The person at the terminal.
    Terminal,
}

impl Source {
    /// The meaning of the switch `--password-stdin`.
    pub(super) fn from_switch(password_stdin: bool) -> Self {
        if password_stdin { Self::Stdin } else { Self::Terminal }
    }
}

fn typed_twice() -> Result<SecretString, Failure> {
    let password = rpassword::prompt_password("Password: ")?;
    let again = rpassword::prompt_password("Again: ")?;
    if password != again {
        return Err(Failure::because("the two passwords differ"));
    }
    nonempty(password)
}

fn first_line(input: impl BufRead) -> Result<SecretString, Failure> {
    let mut line = String::new();
    input.take(LONGEST).read_line(&mut line)?;
    let password = line.strip_suffix('\n').unwrap_or(&line);
    nonempty(password.strip_suffix('\r').unwrap_or(password).to_owned())
}

fn nonempty(password: String) -> Result<SecretString, Failure> {
    if password.is_empty() {
        return Err(Failure::because("the password is empty"));
    }
    Ok(SecretString::from(password))
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn only_the_end_of_the_line_is_cut_off() {
        for (input, password) in [(" a b \n", " a b "), ("x\r\ny\n", "x"), ("x", "x")] {
            let read = first_line(input.as_bytes()).unwrap();
            assert_eq!(read.expose_secret(), password);
        }
        assert!(first_line("\n".as_bytes()).is_err());
    }
}

//! The command line: one file per command.

mod arguments;
mod brand;
mod check;
mod client;
mod completions;
mod config;
mod dev;
mod failure;
mod group;
mod key;
mod migrate;
mod operator;
mod output;
mod password;
mod pool;
mod provider;
mod registration;
mod scope;
mod serve;
mod settings;
#[cfg(test)]
mod tests;
mod user;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Parser, Subcommand, error::ErrorKind};

use self::failure::Failure;
use crate::config::Config;

const EXAMPLES: &str = "\
Examples:
  gatehouse dev                                    try it: demo pool, sample applications
  gatehouse config > gatehouse.toml                write the documented configuration
  gatehouse check --config gatehouse.toml          find every fault without starting
  gatehouse migrate --config gatehouse.toml        make or update the database
  gatehouse serve --config gatehouse.toml          run in production
  gatehouse pool create --name Shop                make a pool, then its clients and users
  gatehouse completions bash                       complete commands in the shell";

/// A self-hosted OAuth 2.0 and OpenID Connect server with hosted pages.
#[derive(Debug, Parser)]
#[command(name = "gatehouse", version, after_help = EXAMPLES)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
struct Common {
    /// The configuration file
    #[arg(long, short, global = true, value_name = "FILE", env = "GATEHOUSE_CONFIG")]
    config: Option<PathBuf>,
    /// Print JSON instead of text
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run with a demo pool and sample applications, all data in one folder
    Dev(dev::DevArgs),
    /// Run in production
    Serve,
    /// Report every fault of the configuration, without starting
    Check,
    /// Print the documented default configuration
    Config,
    /// Make the database, or bring it to the form this version needs
    Migrate(migrate::MigrateArgs),
    /// Make, list, show, change, disable and delete user pools
    #[command(subcommand)]
    Pool(pool::PoolCommand),
    /// Make, list, show, change, disable and delete the clients of a pool
    #[command(subcommand)]
    Client(client::ClientCommand),
    /// Make, list, show, disable and delete the users of a pool
    #[command(subcommand)]
    User(user::UserCommand),
    /// Make, list and delete the groups of a pool
    #[command(subcommand)]
    Group(group::GroupCommand),
    /// Set up, list and delete the resource servers of a pool with their scopes
    #[command(subcommand)]
    Scope(scope::ScopeCommand),
    /// List and rotate the signing keys of a pool
    #[command(subcommand)]
    Key(key::KeyCommand),
    /// Make known, list, show, check, change, disable and delete the identity providers of a pool
    #[command(subcommand)]
    Provider(provider::ProviderCommand),
    /// Let others register their clients at a pool, by tokens
    #[command(subcommand)]
    Registration(registration::RegistrationCommand),
    /// Print the completions for a shell
    Completions(completions::CompletionsArgs),
}

/// Runs the command line of this process and says how it ended.
#[must_use]
pub fn run() -> ExitCode {
    let outcome = match Cli::try_parse() {
        Ok(cli) => with_runtime(cli.command, &cli.common),
        Err(error) if error.kind() == ErrorKind::ValueValidation => Err(refused(&error)),
        Err(error) => error.exit(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.print();
            ExitCode::FAILURE
        }
    }
}

/// A value that does not fit is refused in one line, as one that only the database refuses.
fn refused(error: &clap::Error) -> Failure {
    let text = error.render().to_string();
    let line = text.lines().next().unwrap_or_default();
    Failure::because(line.strip_prefix("error: ").unwrap_or(line))
}

/// Half of the cores serve, for signing and hashing have threads of their own: with a server thread
/// on each core, RS256 loses a tenth of its rate to threads that wake each other.
fn with_runtime(command: Command, common: &Common) -> Result<(), Failure> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(cores.div_ceil(2))
        .enable_all()
        .build()?;
    runtime.block_on(dispatch(command, common))
}

async fn dispatch(command: Command, common: &Common) -> Result<(), Failure> {
    match command {
        Command::Dev(args) => dev::run(args, common.json).await,
        Command::Serve => serve::run(common).await,
        Command::Check => check::run(common),
        Command::Migrate(args) => migrate::run(&args, common).await,
        Command::Pool(command) => pool::run(command, common).await,
        Command::Client(command) => client::run(command, common).await,
        Command::User(command) => user::run(command, common).await,
        Command::Group(command) => group::run(command, common).await,
        Command::Scope(command) => scope::run(command, common).await,
        Command::Key(command) => key::run(command, common).await,
        Command::Provider(command) => provider::run(command, common).await,
        Command::Registration(command) => registration::run(command, common).await,
        Command::Config => config::run(common),
        Command::Completions(args) => completions::run(&args),
    }
}

impl Common {
    fn load(&self) -> Result<Config, Failure> {
        Ok(Config::load(self.config.as_deref())?)
    }

    /// The command line that brings the database of this configuration up to date.
    fn migrate_command(&self) -> String {
        match self.config.as_deref().map(Path::display) {
            Some(path) => format!("gatehouse migrate --config {path}"),
            None => "gatehouse migrate".to_owned(),
        }
    }
}

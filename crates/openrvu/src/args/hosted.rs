//! What a hosted server takes.

use clap::{Args, Subcommand, ValueEnum};

use super::origin;

/// Of `serve`: accounts.
#[derive(Debug, Args, Default)]
pub struct HostedArgs {
    /// Keep accounts, each with a log of its own, instead of one log for this machine. They lie in the data folder, or
    /// in the PostgreSQL database whose address DATABASE_URL holds.
    #[arg(long)]
    pub hosted: bool,
    /// Who may make an account.
    #[arg(long, value_name = "WHO", default_value = "invitation", requires = "hosted")]
    pub registration: RegistrationArg,
    /// A proxy stands before the server and says in X-Forwarded-For who asks.
    #[arg(long, requires = "hosted")]
    pub behind_proxy: bool,
    /// Most requests of a user to the API in a minute; 0 for no bound.
    #[arg(long, value_name = "N", default_value_t = 1200, requires = "hosted")]
    pub api_limit: u32,
}

/// Who may make an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum RegistrationArg {
    /// Everybody.
    Open,
    /// Whoever holds an invitation.
    #[default]
    Invitation,
}

/// `account`.
#[derive(Debug, Subcommand)]
pub enum AccountCommand {
    /// Print a link that makes an account, once, within 14 days.
    Create {
        /// The e-mail address of the account.
        email: String,
        /// The account may invite and disable others.
        #[arg(long)]
        admin: bool,
        /// The server's public address.
        #[arg(long, value_name = "URL", value_parser = origin, default_value = "http://127.0.0.1:8080")]
        origin: String,
    },
    /// Print a link that sets a new password, once, within a day.
    Reset {
        /// The e-mail address of the account.
        email: String,
        /// The server's public address.
        #[arg(long, value_name = "URL", value_parser = origin, default_value = "http://127.0.0.1:8080")]
        origin: String,
    },
}

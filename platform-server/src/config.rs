//! The command line and its environment.
//!
//! Shape:  one struct per subcommand; every option is also `FORMWORK_…`.
//! Errors: clap's own, exit 2.
//! Source: DESIGN §10.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, builder::FalseyValueParser};

use crate::exchange::exports::Format;

/// Formwork (筑模): forms, workflows and reports over definitions, in one program and one database.
#[derive(Debug, Parser)]
#[command(name = "formwork", version, about)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the application until told to stop.
    Serve(Serve),
    /// Create an administrator; the password is read from standard input.
    Setup(Setup),
    /// Make API tokens.
    #[command(subcommand)]
    Token(Token),
    /// Install, export and try out apps.
    #[command(subcommand)]
    App(AppCommand),
    /// Verify a CSV or XLSX file against an entity and, with --apply, import it.
    Import(Import),
    /// Write records into a file, or everything into an archive.
    Export(Export),
    /// Make an empty installation what a complete archive holds; see export --everything.
    Restore(Restore),
    /// Check the installation and say what is wrong with it.
    Doctor(Doctor),
}

/// Where the data lies.
#[derive(Clone, Debug, Args)]
pub struct Storage {
    /// sqlite://FILE or postgres://…; without it, formwork.sqlite in the data directory.
    #[arg(long, env = "FORMWORK_DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// Directory of the database, its lock and uploaded files.
    #[arg(long, env = "FORMWORK_DATA_DIR", default_value = "formwork-data")]
    pub data_dir: PathBuf,
    /// Where the content of uploaded files lies.
    #[command(flatten)]
    pub files: FilesPlace,
}

/// Where the content of uploaded files lies; a folder of the data directory unless it is told.
#[derive(Clone, Debug, Default, Args)]
pub struct FilesPlace {
    /// s3://BUCKET/PREFIX of an S3-compatible store for uploaded files; without it, the data directory.
    #[arg(long, env = "FORMWORK_FILES_URL")]
    pub files_url: Option<String>,
    /// Address of that store, such as https://minio.example.com; without it, Amazon's.
    #[arg(long, env = "FORMWORK_FILES_ENDPOINT", requires = "files_url")]
    pub files_endpoint: Option<String>,
    /// Its region; without it, us-east-1.
    #[arg(long, env = "FORMWORK_FILES_REGION", requires = "files_url")]
    pub files_region: Option<String>,
    /// Id of the key that opens it; without one, as the machine's own role.
    #[arg(long, env = "FORMWORK_FILES_KEY_ID", requires = "files_secret")]
    pub files_key_id: Option<String>,
    /// Secret of that key; give it in the environment, where other users of the machine do not see it.
    #[arg(long, env = "FORMWORK_FILES_SECRET", hide_env_values = true, requires = "files_key_id")]
    pub files_secret: Option<String>,
}

/// `formwork serve`.
#[derive(Clone, Debug, Args)]
pub struct Serve {
    /// Where the data lies.
    #[command(flatten)]
    pub storage: Storage,
    /// Address to listen on; port 0 takes a free one.
    #[arg(long, env = "FORMWORK_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Serve a clock that POST /api/v1/test-clock can move forward.
    #[arg(long, env = "FORMWORK_TEST_CLOCK", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new())]
    pub test_clock: bool,
    /// Install the example applications with sample data.
    #[arg(long, env = "FORMWORK_DEMO", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new())]
    pub demo: bool,
    /// The company's time zone.
    #[arg(long, env = "FORMWORK_ZONE", default_value = "Asia/Shanghai")]
    pub zone: String,
    /// PEM file with the certificate chain; serves HTTPS.
    #[arg(long, env = "FORMWORK_TLS_CERT", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// PEM file with the private key, readable by its owner alone.
    #[arg(long, env = "FORMWORK_TLS_KEY", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// Address under which people reach this server, such as https://crm.example.com.
    #[arg(long, env = "FORMWORK_PUBLIC_URL", value_parser = public_url)]
    pub public_url: Option<String>,
}

/// `formwork setup`.
#[derive(Clone, Debug, Args)]
pub struct Setup {
    /// Where the data lies.
    #[command(flatten)]
    pub storage: Storage,
    /// User name of the new administrator.
    #[arg(long, env = "FORMWORK_USERNAME")]
    pub username: String,
    /// Read the password from the first line of standard input.
    #[arg(long, env = "FORMWORK_PASSWORD_STDIN", required = true, action = ArgAction::SetTrue,
          value_parser = FalseyValueParser::new())]
    pub password_stdin: bool,
}

/// `formwork token …`.
#[derive(Clone, Debug, Subcommand)]
pub enum Token {
    /// Make an API token that acts as a user.
    Create(TokenCreate),
}

/// `formwork token create`.
#[derive(Clone, Debug, Args)]
pub struct TokenCreate {
    /// Where the data lies.
    #[command(flatten)]
    pub storage: Storage,
    /// User name of the user it acts as.
    #[arg(long, env = "FORMWORK_USER")]
    pub user: String,
    /// What the token is for.
    #[arg(long, env = "FORMWORK_NAME")]
    pub name: String,
    /// Print `{"token": …}`.
    #[arg(long, env = "FORMWORK_JSON", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new())]
    pub json: bool,
}

/// `formwork app …`.
#[derive(Clone, Debug, Subcommand)]
pub enum AppCommand {
    /// Publish the definitions of a folder, all or nothing; installing twice changes nothing.
    Install(AppInstall),
    /// Write what is published of an app into a folder.
    Export(AppExport),
    /// List everything that is wrong with a folder; needs no installation.
    Validate(AppPath),
    /// Say how a folder differs from what is published; exit 1 when it does.
    Diff(AppFolderAndStorage),
    /// Install a folder with its sample into a temporary installation and say what passed.
    Test(AppTest),
    /// Take away what `serve --demo` brought along: records, users, departments; the apps stay.
    RemoveDemo(AppRemoveDemo),
}

/// The folder of an app.
#[derive(Clone, Debug, Args)]
pub struct AppPath {
    /// Folder with app.json.
    pub path: PathBuf,
    /// Print one JSON document.
    #[arg(long, env = "FORMWORK_JSON", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new())]
    pub json: bool,
}

/// `formwork app diff`.
#[derive(Clone, Debug, Args)]
pub struct AppFolderAndStorage {
    /// Where the data lies.
    #[command(flatten)]
    pub storage: Storage,
    /// The folder.
    #[command(flatten)]
    pub path: AppPath,
}

/// `formwork app install`.
#[derive(Clone, Debug, Args)]
pub struct AppInstall {
    /// Where the data lies.
    #[command(flatten)]
    pub storage: Storage,
    /// The folder.
    #[command(flatten)]
    pub path: AppPath,
    /// Withdraw definitions of the app that the folder no longer has.
    #[arg(long, env = "FORMWORK_WITHDRAW", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new())]
    pub withdraw: bool,
    /// Only say what would happen.
    #[arg(long, env = "FORMWORK_DRY_RUN", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new())]
    pub dry_run: bool,
}

/// `formwork app export`.
#[derive(Clone, Debug, Args)]
pub struct AppExport {
    /// Where the data lies.
    #[command(flatten)]
    pub storage: Storage,
    /// The folder.
    #[command(flatten)]
    pub path: AppPath,
    /// Key of the app; without it, the one that the folder's app.json says or that the folder is named for.
    #[arg(long, env = "FORMWORK_APP")]
    pub app: Option<String>,
}

/// `formwork app test`.
#[derive(Clone, Debug, Args)]
pub struct AppTest {
    /// The folder.
    #[command(flatten)]
    pub path: AppPath,
    /// The company's time zone.
    #[arg(long, env = "FORMWORK_ZONE", default_value = "Asia/Shanghai")]
    pub zone: String,
}

/// `formwork app remove-demo`.
#[derive(Clone, Debug, Args)]
pub struct AppRemoveDemo {
    /// Where the data lies.
    #[command(flatten)]
    pub storage: Storage,
    /// Print one JSON document.
    #[arg(long, env = "FORMWORK_JSON", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new())]
    pub json: bool,
}

/// As whom a command acts, and where it is.
#[derive(Clone, Debug, Args)]
pub struct Acting {
    /// User name of the person to act as; without it, the operator, who may do everything.
    #[arg(long, env = "FORMWORK_USER")]
    pub user: Option<String>,
    /// The company's time zone.
    #[arg(long, env = "FORMWORK_ZONE", default_value = "Asia/Shanghai")]
    pub zone: String,
    /// Print what became of it as JSON.
    #[arg(long, env = "FORMWORK_JSON", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new())]
    pub json: bool,
}

/// `formwork import`.
#[derive(Clone, Debug, Args)]
pub struct Import {
    /// Where the data lies.
    #[command(flatten)]
    pub storage: Storage,
    /// As whom.
    #[command(flatten)]
    pub acting: Acting,
    /// Key of the entity.
    pub entity: String,
    /// The file.
    pub file: PathBuf,
    /// Name of a saved mapping.
    #[arg(long, env = "FORMWORK_MAPPING")]
    pub mapping: Option<String>,
    /// Write the rows that are new or change a record; without it the file is only verified.
    #[arg(long, env = "FORMWORK_APPLY", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new())]
    pub apply: bool,
    /// Write the refused rows, each with its reasons, into this workbook; correct them there and import it.
    #[arg(long, env = "FORMWORK_REFUSED", value_name = "FILE")]
    pub refused: Option<PathBuf>,
}

/// `formwork export`.
#[derive(Clone, Debug, Args)]
pub struct Export {
    /// Where the data lies.
    #[command(flatten)]
    pub storage: Storage,
    /// As whom.
    #[command(flatten)]
    pub acting: Acting,
    /// Key of the entity.
    #[arg(required_unless_present_any = ["all", "everything"], requires = "file", conflicts_with_all = ["all", "everything"])]
    pub entity: Option<String>,
    /// The file to write.
    pub file: Option<PathBuf>,
    /// Write everything that may be exported, to read on, into an archive in this directory.
    #[arg(long, env = "FORMWORK_ALL")]
    pub all: Option<PathBuf>,
    /// Write the complete archive into this file: records, people, definitions, rights and history, to be restored
    /// elsewhere; for an administrator.
    #[arg(long, env = "FORMWORK_EVERYTHING", value_name = "FILE", conflicts_with = "all")]
    pub everything: Option<PathBuf>,
    /// What kind of file.
    #[arg(long, env = "FORMWORK_FORMAT", value_enum, default_value = "xlsx", conflicts_with = "everything")]
    pub format: Format,
    /// Which records, as a JSON filter.
    #[arg(long, env = "FORMWORK_FILTER", conflicts_with_all = ["all", "everything"])]
    pub filter: Option<String>,
}

/// `formwork restore`.
#[derive(Clone, Debug, Args)]
pub struct Restore {
    /// Where the data lies.
    #[command(flatten)]
    pub storage: Storage,
    /// The archive.
    pub file: PathBuf,
    /// Print what was restored as JSON.
    #[arg(long, env = "FORMWORK_JSON", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new())]
    pub json: bool,
}

/// `formwork doctor`.
#[derive(Clone, Debug, Args)]
pub struct Doctor {
    /// Where the data lies.
    #[command(flatten)]
    pub storage: Storage,
}

fn public_url(text: &str) -> Result<String, String> {
    let plain = text.trim_end_matches('/');
    let host = plain.strip_prefix("https://").or_else(|| plain.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']) => Ok(plain.to_owned()),
        _ => Err("use http://HOST or https://HOST, without a path".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_options_is_sound() {
        use clap::CommandFactory;
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_option_has_its_environment_variable() {
        use clap::CommandFactory;
        fn walk(command: &clap::Command) {
            for argument in command.get_arguments().filter(|a| a.get_long().is_some()) {
                let long = argument.get_long().unwrap_or_default();
                if matches!(long, "help" | "version") {
                    continue;
                }
                let wanted = format!("FORMWORK_{}", long.to_uppercase().replace('-', "_"));
                assert_eq!(argument.get_env().and_then(|e| e.to_str()), Some(wanted.as_str()), "--{long}");
            }
            command.get_subcommands().for_each(walk);
        }
        walk(&Arguments::command());
    }

    #[test]
    fn a_public_url_has_no_path() {
        assert_eq!(public_url("https://crm.example.com/"), Ok("https://crm.example.com".to_owned()));
        for bad in ["crm.example.com", "https://", "https://a/b", "ftp://a", "https://u@a"] {
            assert!(public_url(bad).is_err(), "{bad}");
        }
    }
}

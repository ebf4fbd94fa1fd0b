//! Starts the built program and its databases, and talks to it as a client would.
//!
//! Shape:  [`Installation`] (a data directory and a database) → [`Server`] (a running `formwork serve`) → [`Client`]
//!         (somebody who asks) → [`Answer`].
//! Errors: everything panics with what was expected and what came instead; a test wants nothing else.
//!
//! The program is `FORMWORK_BIN`, or `formwork` beside the test's own target directory: build it first with
//! `cargo build -p platform-server`. PostgreSQL is a private cluster of Debian's binaries on a free port, ended with
//! the installation.
//!
//! ```no_run
//! use formwork_tests::on_both_databases;
//! use serde_json::json;
//!
//! on_both_databases! {
//!     async fn a_department_is_made(installation: Installation) {
//!         let server = installation.serve(&[]).await;
//!         let admin = installation.admin(&server).await;
//!         let made = admin.post("/api/v1/departments", json!({ "name": "销售部" })).await.expect(201);
//!         assert_eq!(made["name"], "销售部");
//!     }
//! }
//! # fn main() {}
//! ```

mod chance;
mod client;
mod installation;
mod postgres;
mod server;
mod specimen;
mod sqlite;

pub use chance::{Chance, cases, first_seed};
pub use client::{Answer, Client};
pub use installation::{Engine, Installation, Output};
pub use server::Server;
pub use specimen::{entity, specimen};

/// The name and password of the administrator that [`Installation::admin`] makes.
pub const ADMIN: (&str, &str) = ("guanli", "a long and quiet passphrase");

/// Makes two tests of one body, on a fresh installation with SQLite and on one with PostgreSQL.
#[macro_export]
macro_rules! on_both_databases {
    ($($(#[$note:meta])* async fn $name:ident($installation:ident: Installation) $body:block)*) => {
        $(
            $(#[$note])*
            mod $name {
                #[allow(unused_imports, reason = "a body may need nothing from its module")]
                use super::*;

                async fn body($installation: $crate::Installation) $body

                #[tokio::test]
                async fn sqlite() {
                    body($crate::Installation::new($crate::Engine::Sqlite)).await;
                }

                #[tokio::test]
                async fn postgres() {
                    body($crate::Installation::new($crate::Engine::Postgres)).await;
                }
            }
        )*
    };
}

//! The HTTP contract, asked of the built program on both databases.

mod beside;
mod bodies;
mod cli;
mod organisation;
mod replicas;
mod routes;
mod server;
mod sessions;
mod setup;
mod tls;
mod tokens;
mod users;

//! The HTTP contract, asked of the built program on both databases.

mod bodies;
mod cli;
mod description;
mod desk;
mod exports;
mod imports;
mod organisation;
mod refusals;
mod replicas;
mod routes;
mod server;
mod sessions;
mod setup;
mod tls;
mod tokens;
mod users;

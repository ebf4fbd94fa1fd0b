//! The HTTP contract, asked of the built program on both databases.

mod archive;
mod beside;
mod bodies;
mod cli;
mod conversions;
mod description;
mod desk;
mod due;
mod existence;
mod exports;
mod files;
mod formulas;
mod imports;
mod left_keys;
mod once;
mod organisation;
mod refusals;
mod replicas;
mod roles;
mod routes;
mod server;
mod sessions;
mod setup;
mod tls;
mod tokens;
mod users;

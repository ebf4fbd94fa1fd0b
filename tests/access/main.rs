//! Who may read and write what, proved on every path by what is planted where somebody may not look.

mod canaries;
mod fields;
mod model;
mod paths;
mod routes;
mod rows;
mod standing;
mod transcript;
mod world;
mod writes;

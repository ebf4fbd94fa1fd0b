//! Tells Cargo which folders the program carries inside it.

use std::{fs, path::Path};

fn main() {
    // Cargo watches only what exists; without the folder it would build anew each time.
    let dist = Path::new("../designer-web/dist");
    if let Err(fault) = fs::create_dir_all(dist) {
        println!("cargo::warning=designer-web/dist cannot be made: {fault}");
    }
    println!("cargo::rerun-if-changed=../designer-web/dist");
    println!("cargo::rerun-if-changed=../examples");
    println!("cargo::rerun-if-changed=build.rs");
}

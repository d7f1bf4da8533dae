//! Embeds again when the client was built anew or the plan changed: the embedding macro alone only notices
//! files that it has seen before.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=../../dist");
    println!("cargo:rerun-if-changed=../../plans");
}

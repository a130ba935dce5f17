//! Folders embedded in the binary: a file added to one of them must reach the next build.

fn main() {
    for folder in ["contracts", "features", "scenarios", "vectors"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}

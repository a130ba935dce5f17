//! `ucp-assay lint driver` as people start it.

use std::path::PathBuf;
use std::process::Command;

fn lint(paths: &[PathBuf]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ucp-assay"));
    let output = command.args(["lint", "driver"]).args(paths).output().expect("it runs");
    (output.status.code(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

#[test]
fn every_file_is_checked_and_every_mistake_has_a_place() {
    let drivers = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("drivers");
    let (code, told) = lint(&[drivers.join("talos.yaml"), drivers.join("samples-client.yaml")]);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("talos.yaml: usable; not offered") && told.contains("webhook_seen"), "{told}");
    let folder = tempfile::tempdir().expect("a folder");
    let broken = folder.path().join("broken.yaml");
    std::fs::write(
        &broken,
        "driver: 1\nname: x\nkind: exec\nargv: [a]\noperations:\n  create: {argv: [\"${nonsense}\"]}\n",
    )
    .expect("written");
    let (code, told) = lint(&[drivers.join("talos.yaml"), broken, folder.path().join("absent.yaml")]);
    assert_eq!(code, Some(3), "{told}");
    assert!(told.contains("broken.yaml:6:") && told.contains("`${nonsense}` is no variable"), "{told}");
    assert!(told.contains("cannot read the driver") && told.contains("absent.yaml"), "{told}");
}

//! Contracts from folders.

use super::*;
use crate::protocol::contract::{CapabilitySet, Direction};
use crate::protocol::operation::Operation;
use rstest::rstest;

#[test]
fn a_directory_of_our_own_files_is_the_same_contract() {
    for version in ProtocolVersion::ALL {
        let contract = Contract::embedded(version);
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("contracts").join(version.date());
        let loaded = open(version, &folder).unwrap();
        let everything = CapabilitySet::of_version(version.date(), ["dev.ucp.shopping.checkout"]);
        for direction in [Direction::Request, Direction::Response] {
            let [a, b] = [&loaded, contract]
                .map(|one| one.resolved_body(&everything, Operation::UpdateCheckout, direction).unwrap());
            assert_eq!(a, b);
        }
        assert_eq!(loaded.operations().len(), contract.operations().len());
        assert_ne!(loaded.digest(), contract.digest(), "the list of deviations belongs to ours only");
    }
}

#[test]
fn a_directory_without_schemas_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let error = open(ProtocolVersion::LATEST, folder.path()).unwrap_err();
    assert!(matches!(error, ContractError::NotAContract { .. }), "{error}");
}

#[test]
fn an_official_tree_keeps_its_schemas_under_source() {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in Contract::embedded(ProtocolVersion::LATEST).files() {
        let target = folder.path().join(OFFICIAL_PREFIX).join(path);
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::write(target, bytes).unwrap();
    }
    std::fs::write(folder.path().join(OFFICIAL_PREFIX).join("schemas/notes.txt"), "not read").unwrap();
    let loaded = open(ProtocolVersion::LATEST, folder.path()).unwrap();
    let ours: Vec<_> = Contract::embedded(ProtocolVersion::LATEST)
        .files()
        .filter(|(path, _)| FOLDERS.iter().any(|folder| path.starts_with(&format!("{folder}/"))))
        .collect();
    assert_eq!(loaded.files().collect::<Vec<_>>(), ours);
}

#[rstest]
#[case::at_the_limit(0, true)]
#[case::over(1, false)]
fn a_file_has_a_limit(#[case] over: usize, #[case] read: bool) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("schemas")).unwrap();
    let mut text = br#"{"type":"object"}"#.to_vec();
    text.resize(usize::try_from(FILE_LIMIT).unwrap() + over, b' ');
    std::fs::write(folder.path().join("schemas/large.json"), text).unwrap();
    let opened = open(ProtocolVersion::LATEST, folder.path());
    assert_eq!(opened.is_ok(), read);
    if let Err(error) = opened {
        assert!(error.to_string().contains("schemas/large.json"), "{error}");
    }
}

#[test]
fn folders_nest_no_deeper_than_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    let names: Vec<String> = (1..=DEPTH_LIMIT).map(|depth| format!("d{depth}")).collect();
    let deepest = folder.path().join("schemas").join(names.join("/"));
    std::fs::create_dir_all(&deepest).unwrap();
    std::fs::write(deepest.join("below.json"), "{}").unwrap();
    std::fs::write(deepest.parent().unwrap().join("last.json"), "{}").unwrap();
    let loaded = open(ProtocolVersion::LATEST, folder.path()).unwrap();
    let has = |name: &str| loaded.files().any(|(path, _)| path.ends_with(name));
    assert!(has("/last.json") && !has("/below.json"));
}

//! The official release tree, when it is at hand, and the same with our deviations applied.

use serde::Deserialize;
use serde_json::Value;
use std::path::{Path, PathBuf};
use ucp_assay::protocol::contract::Contract;
use ucp_assay::protocol::version::ProtocolVersion;

/// A place where our schemas say something else on purpose.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Deviation {
    pub(crate) schema: String,
    pub(crate) pointer: String,
    pub(crate) official: String,
    pub(crate) ours: String,
    #[serde(default)]
    pub(crate) patch: Vec<Value>,
    pub(crate) effect: Effect,
    pub(crate) reason: String,
    pub(crate) digest: String,
}

/// What a deviation does to documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Effect {
    /// Nothing.
    None,
    /// Ours accepts more.
    Wider,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeviationFile {
    deviations: Vec<Deviation>,
}

/// The deviations of our contract.
pub(crate) fn deviations() -> Vec<Deviation> {
    let file =
        Contract::embedded(ProtocolVersion::LATEST).file("deviations.json").expect("the list is embedded");
    serde_json::from_slice::<DeviationFile>(file).expect("the list is well-formed").deviations
}

/// Where the official release tree is; `None` in a clone that does not have it.
pub(crate) fn directory() -> Option<PathBuf> {
    let version = ProtocolVersion::LATEST.date();
    let named = std::env::var_os("UCP_ASSAY_OFFICIAL").map(PathBuf::from);
    let near = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|up| up.join("shared/spec/official"));
    named
        .into_iter()
        .chain(near)
        .flat_map(|base| [base.join(version), base])
        .find(|dir| dir.join("source/schemas").is_dir())
}

/// A copy of the official tree with every deviation applied.
pub(crate) fn patched(official: &Contract, into: &Path) -> Contract {
    let deviations = deviations();
    rewritten(official, into, |_, schema| {
        let id = schema.get("$id").and_then(Value::as_str).unwrap_or_default().to_owned();
        for deviation in deviations.iter().filter(|deviation| deviation.schema == id) {
            deviation.patch.iter().for_each(|step| apply(schema, step));
        }
    })
}

/// A copy of a contract with its schemas edited, opened from a folder.
pub(crate) fn rewritten(contract: &Contract, into: &Path, edit: impl Fn(&str, &mut Value)) -> Contract {
    for (path, bytes) in contract.files().filter(|(path, _)| path.contains('/')) {
        let mut schema: Value = serde_json::from_slice(bytes).expect("contract files are JSON");
        edit(path, &mut schema);
        let target = into.join(path);
        std::fs::create_dir_all(target.parent().expect("a folder")).expect("a writable scratch folder");
        std::fs::write(target, schema.to_string()).expect("a writable scratch folder");
    }
    Contract::load_dir(ProtocolVersion::LATEST, into).expect("the copy is a contract")
}

fn apply(schema: &mut Value, step: &Value) {
    let text = |name: &str| step.get(name).and_then(Value::as_str).expect("a step names its places");
    match text("op") {
        "move" => {
            let value = remove(schema, text("from"));
            put(schema, text("path"), value);
        }
        "replace" => {
            remove(schema, text("path"));
            put(schema, text("path"), step["value"].clone());
        }
        other => panic!("unknown step {other}"),
    }
}

fn parent<'s>(schema: &'s mut Value, pointer: &'s str) -> (&'s mut Value, &'s str) {
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer into the schema");
    (schema.pointer_mut(parent).expect("the place is there"), name)
}

fn remove(schema: &mut Value, pointer: &str) -> Value {
    let (parent, name) = parent(schema, pointer);
    parent.as_object_mut().and_then(|map| map.remove(name)).expect("the place is there")
}

fn put(schema: &mut Value, pointer: &str, value: Value) {
    let (parent, name) = parent(schema, pointer);
    parent[name] = value;
}

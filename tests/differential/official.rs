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
    /// Where it is: in the annotated schemas of the release, or in those generated from them.
    #[serde(default)]
    pub(crate) tree: Tree,
    /// `$id` of the schema; in the generated tree, where an `$id` may stand for several, its path.
    pub(crate) schema: String,
    pub(crate) pointer: String,
    pub(crate) official: String,
    pub(crate) ours: String,
    /// What makes the official schema say the same; a step may name another `schema`.
    #[serde(default)]
    pub(crate) patch: Vec<Value>,
    /// The requests it is about; none named means every message.
    #[serde(default)]
    pub(crate) requests: Vec<String>,
    /// The official schema a supplement is compared with, when there is one.
    #[serde(default)]
    pub(crate) like: Option<String>,
    pub(crate) effect: Effect,
    pub(crate) reason: String,
    pub(crate) digest: String,
}

impl Deviation {
    /// Asserts that explained disagreements went the way the deviation says.
    pub(crate) fn has_its_effect(&self, wider: usize, narrower: usize) {
        let found = (wider > 0, narrower > 0);
        let said = match self.effect {
            Effect::Wider => (true, false),
            Effect::Narrower => (false, true),
            Effect::Both => (true, true),
            Effect::None | Effect::Supplement => (false, false),
        };
        let Self { schema, pointer, effect, .. } = self;
        assert_eq!(
            found, said,
            "{schema}{pointer} is listed as {effect:?}: wider {wider}, narrower {narrower}"
        );
    }
}

/// The trees of schemas a release may have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Tree {
    /// Annotated, one file for all messages.
    #[default]
    Source,
    /// One file per message.
    Generated,
}

/// What a deviation does to documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Effect {
    /// Nothing.
    None,
    /// Ours accepts more.
    Wider,
    /// Ours accepts less.
    Narrower,
    /// Ours accepts some more and some less.
    Both,
    /// The release has no such schema file; it describes the document elsewhere.
    Supplement,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeviationFile {
    deviations: Vec<Deviation>,
}

/// The deviations of our contract.
pub(crate) fn deviations(version: ProtocolVersion) -> Vec<Deviation> {
    let file = Contract::embedded(version).file("deviations.json").expect("the list is embedded");
    serde_json::from_slice::<DeviationFile>(file).expect("the list is well-formed").deviations
}

/// Where the official release tree is; `None`, said aloud, in a clone that does not have it.
pub(crate) fn directory(version: ProtocolVersion) -> Option<PathBuf> {
    let named = std::env::var_os("UCP_ASSAY_OFFICIAL").map(PathBuf::from);
    let near = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|up| up.join("shared/spec/official"));
    let found = named
        .into_iter()
        .chain(near)
        .map(|base| base.join(version.date()))
        .find(|dir| dir.join("source/schemas").is_dir());
    if found.is_none() {
        let required = std::env::var_os("UCP_ASSAY_REQUIRE_OFFICIAL").is_some();
        assert!(
            !required,
            "no official release tree of {version} here, and UCP_ASSAY_REQUIRE_OFFICIAL asks for one"
        );
        eprintln!("SKIPPED: no official release tree of {version} here; name one with UCP_ASSAY_OFFICIAL");
    }
    found
}

/// A copy of the official tree with every deviation applied.
pub(crate) fn patched(official: &Contract, into: &Path) -> Contract {
    let deviations = deviations(official.version());
    let steps: Vec<(&str, &Value)> = deviations
        .iter()
        .filter(|one| one.tree == Tree::Source && one.effect != Effect::Supplement)
        .flat_map(Deviation::steps)
        .collect();
    with_steps(official, into, &steps)
}

impl Deviation {
    /// Its patch, each step with the schema it is about.
    pub(crate) fn steps(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.patch
            .iter()
            .map(|step| (step.get("schema").and_then(Value::as_str).unwrap_or(&self.schema), step))
    }
}

/// A copy of a contract with steps applied to schemas, named by path or by `$id`.
pub(crate) fn with_steps(contract: &Contract, into: &Path, steps: &[(&str, &Value)]) -> Contract {
    rewritten(contract, into, |path, schema| {
        let id = schema.get("$id").and_then(Value::as_str).unwrap_or_default().to_owned();
        for (_, step) in steps.iter().filter(|(name, _)| *name == id || *name == path) {
            apply(schema, step);
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
    ucp_assay::contracts::open(contract.version(), into).expect("the copy is a contract")
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
        "add" => put(schema, text("path"), step["value"].clone()),
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

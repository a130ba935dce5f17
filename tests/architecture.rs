//! Gates on how the code is laid out: import direction, file and function length, and where a
//! protocol version's date may appear. They read the source tree, so they hold for every file.
#![expect(clippy::expect_used, reason = "a gate fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// Longest file, in lines.
const FILE_LINES: usize = 400;
/// Longest median over all files, in lines.
const MEDIAN_LINES: usize = 150;
/// Longest function, signature and braces included, in lines.
const FUNCTION_LINES: usize = 50;

/// Layers from the bottom up; a module may use its own layer's modules only where `SIDEWAYS` says
/// so, and every module of a lower layer.
const LAYERS: &[&[&str]] = &[
    &["protocol", "crypto", "exchange", "document", "clock", "seed", "exit_code", "telemetry"],
    &["merchant", "transport", "fault", "report"],
    &["connector", "platform", "contracts"],
    &["simulator", "harness"],
    &["cli"],
];

/// Uses within one layer that the design grants.
const SIDEWAYS: &[(&str, &str)] = &[
    // Pure facts build on each other; cycles are kept out by the compiler's own eyes: see below.
    ("protocol", "*"),
    ("crypto", "*"),
    ("exchange", "*"),
    ("clock", "*"),
    ("seed", "*"),
    // The wire codec speaks the engine's commands and views.
    ("transport", "merchant"),
    // The reference connector is built on the agent side.
    ("connector", "platform"),
];

/// The one file that may look across the top layer.
const BUILTIN_TARGET: &str = "src/harness/target/builtin";

struct Source {
    path: String,
    text: String,
}

impl Source {
    /// The top-level module the file belongs to.
    fn module(&self) -> &str {
        let inner = self.path.strip_prefix("src/").unwrap_or(&self.path);
        inner.split(['/', '.']).next().unwrap_or(inner)
    }

    fn is_test(&self) -> bool {
        self.path.contains("/tests/") || self.path.ends_with("tests.rs")
    }
}

fn sources(folder: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    collect(&root.join(folder), &mut found);
    assert!(!found.is_empty(), "no Rust files under {folder}");
    found.sort();
    found
        .into_iter()
        .map(|path| Source {
            text: fs::read_to_string(&path).expect("readable source"),
            path: path.strip_prefix(root).expect("under the root").to_string_lossy().replace('\\', "/"),
        })
        .collect()
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("readable folder") {
        let path = entry.expect("readable entry").path();
        if path.is_dir() {
            collect(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

/// Every `crate::module` a file names, in `use` items and in paths alike.
struct Uses {
    modules: Vec<(String, usize)>,
}

impl<'ast> Visit<'ast> for Uses {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if let syn::UseTree::Path(path) = &item.tree
            && path.ident == "crate"
        {
            first_names(&path.tree, &mut |name| self.modules.push((name, item.span().start().line)));
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let mut segments = path.segments.iter();
        if segments.next().is_some_and(|segment| segment.ident == "crate")
            && let Some(module) = segments.next()
        {
            self.modules.push((module.ident.to_string(), path.span().start().line));
        }
        visit::visit_path(self, path);
    }
}

fn first_names(tree: &syn::UseTree, found: &mut dyn FnMut(String)) {
    match tree {
        syn::UseTree::Path(path) => found(path.ident.to_string()),
        syn::UseTree::Name(name) => found(name.ident.to_string()),
        syn::UseTree::Rename(rename) => found(rename.ident.to_string()),
        syn::UseTree::Group(group) => group.items.iter().for_each(|item| first_names(item, found)),
        syn::UseTree::Glob(_) => {}
    }
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// Whether code of module `from` (in the file at `path`) may name `crate::to`.
fn allowed(path: &str, from: &str, to: &str) -> bool {
    if from == to {
        return true;
    }
    let (Some(lower), Some(upper)) = (layer(to), layer(from)) else { return false };
    lower < upper
        || (lower == upper
            && SIDEWAYS.iter().any(|(user, used)| *user == from && (*used == "*" || *used == to)))
        || (path.starts_with(BUILTIN_TARGET) && to == "simulator")
}

#[test]
fn imports_only_point_downwards() {
    let mut upward = Vec::new();
    let mut edges = 0;
    for source in sources("src") {
        let module = source.module().to_owned();
        if matches!(module.as_str(), "main" | "lib") {
            continue;
        }
        assert!(layer(&module).is_some(), "{}: module `{module}` belongs to no layer", source.path);
        let file = syn::parse_file(&source.text).unwrap_or_else(|error| panic!("{}: {error}", source.path));
        let mut uses = Uses { modules: Vec::new() };
        uses.visit_file(&file);
        for (used, line) in uses.modules {
            edges += 1;
            if !allowed(&source.path, &module, &used) {
                upward.push(format!("{}:{line}: `{module}` must not use `crate::{used}`", source.path));
            }
        }
    }
    assert!(edges > 50, "only {edges} uses found: the gate is not reading the tree");
    assert!(upward.is_empty(), "imports against the direction:\n{}", upward.join("\n"));
}

#[test]
fn the_direction_gate_refuses_an_upward_edge() {
    assert!(!allowed("src/protocol/money.rs", "protocol", "merchant"));
    assert!(!allowed("src/merchant/mod.rs", "merchant", "transport"));
    assert!(!allowed("src/simulator/mod.rs", "simulator", "harness"));
    assert!(!allowed("src/harness/runner.rs", "harness", "simulator"));
    assert!(allowed("src/harness/target/builtin.rs", "harness", "simulator"));
    assert!(!allowed("src/report/mod.rs", "report", "harness"));
}

#[test]
fn files_stay_short() {
    let mut lengths: Vec<(usize, String)> = sources("src")
        .into_iter()
        .chain(sources("tests"))
        .map(|source| (source.text.lines().count(), source.path))
        .collect();
    lengths.sort();
    let long: Vec<_> = lengths.iter().filter(|(lines, _)| *lines > FILE_LINES).collect();
    assert!(long.is_empty(), "files over {FILE_LINES} lines: {long:#?}");
    let median = lengths[lengths.len() / 2].0;
    println!("{} files, median {median} lines", lengths.len());
    assert!(median <= MEDIAN_LINES, "the median file has {median} lines, {MEDIAN_LINES} are allowed");
}

/// Functions and how many lines each takes.
struct Functions {
    lengths: BTreeMap<(usize, String), usize>,
}

impl Functions {
    fn note(&mut self, signature: &syn::Signature, whole: proc_macro2::Span) {
        let start = signature.span().start().line;
        let lines = whole.end().line + 1 - start;
        self.lengths.insert((start, signature.ident.to_string()), lines);
    }
}

impl<'ast> Visit<'ast> for Functions {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.note(&item.sig, item.span());
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.note(&item.sig, item.span());
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        self.note(&item.sig, item.span());
        visit::visit_trait_item_fn(self, item);
    }
}

#[test]
fn functions_stay_short() {
    let mut long = Vec::new();
    let mut all = Vec::new();
    for source in sources("src").into_iter().chain(sources("tests")).chain(sources("benches")) {
        let file = syn::parse_file(&source.text).unwrap_or_else(|error| panic!("{}: {error}", source.path));
        let mut functions = Functions { lengths: BTreeMap::new() };
        functions.visit_file(&file);
        for ((line, name), lines) in functions.lengths {
            all.push(lines);
            if lines > FUNCTION_LINES {
                long.push(format!("{}:{line}: `{name}` has {lines} lines", source.path));
            }
        }
    }
    all.sort_unstable();
    println!("{} functions, median {} lines, p90 {}", all.len(), all[all.len() / 2], all[all.len() * 9 / 10]);
    assert!(long.is_empty(), "functions over {FUNCTION_LINES} lines:\n{}", long.join("\n"));
}

/// Whether a text names the date of a protocol release (with dashes or underscores).
fn names_a_release(text: &str) -> bool {
    ["-", "_"].iter().any(|dash| {
        ["01-11", "01-23", "04-08", "08-25"]
            .iter()
            .any(|day| text.contains(&format!("2026{dash}{}", day.replace('-', dash))))
    })
}

/// A file without the lines of its unit tests, wherever they stand: dates in tests are data.
fn without_tests(text: &str) -> String {
    let file = syn::parse_file(text).expect("a Rust file");
    let is_test = |attributes: &[syn::Attribute]| {
        let cfg = |one: &&syn::Attribute| one.path().is_ident("cfg");
        let named = |one: &syn::Attribute| one.parse_args::<syn::Ident>().is_ok_and(|name| name == "test");
        attributes.iter().filter(cfg).any(named)
    };
    let tests = file.items.iter().filter_map(|item| match item {
        syn::Item::Mod(item) if is_test(&item.attrs) => Some(item.span()),
        syn::Item::Fn(item) if is_test(&item.attrs) => Some(item.span()),
        syn::Item::Use(item) if is_test(&item.attrs) => Some(item.span()),
        _ => None,
    });
    let tests: Vec<_> = tests.map(|span| span.start().line..=span.end().line).collect();
    let code =
        text.lines().enumerate().filter(|(at, _)| !tests.iter().any(|lines| lines.contains(&(at + 1))));
    code.map(|(_, line)| line).collect::<Vec<_>>().join("\n")
}

#[test]
fn release_dates_live_in_the_version_folder() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let build = fs::read_to_string(root.join("build.rs")).expect("readable source");
    let build = Source { path: "build.rs".to_owned(), text: build };
    let offenders: Vec<String> = sources("src")
        .into_iter()
        .chain([build])
        .filter(|source| !source.path.starts_with("src/protocol/version/") && !source.is_test())
        .filter(|source| names_a_release(&without_tests(&source.text)))
        .map(|source| source.path)
        .collect();
    assert!(offenders.is_empty(), "release dates outside src/protocol/version: {offenders:#?}");
}

#[test]
fn the_date_gate_sees_code_behind_tests() {
    let code = "#[cfg(test)]\nmod tests;\n\n/// Since 2026-01-11.\nfn code() {}\n";
    assert!(names_a_release(&without_tests(code)));
    let data = "fn code() {}\n\n#[cfg(test)]\nmod tests {\n    const DATE: &str = \"2026-01-11\";\n}\n";
    assert!(!names_a_release(&without_tests(data)));
}

#[test]
fn the_date_gate_sees_both_spellings() {
    assert!(names_a_release("contracts/2026-04-08/"));
    assert!(names_a_release("v2026_01_11"));
    assert!(!names_a_release("2026-11-20"));
}

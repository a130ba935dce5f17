//! Asks the vectors of a folder while one mutant after another is on. Goes into the scratch crate only
//! (scripts/mutants.py): `ask VECTORS`, then lines `MUTANT FUNCTION` on standard input; FUNCTION is the mutated one,
//! or 0 when every case has to be asked. Answers with lines `start MUTANT` and `MUTANT CASE`, where CASE is the one
//! that notices, or `-`. With `--reach` it prints, family by family, which functions are entered.

use std::collections::BTreeMap;
use std::io::BufRead as _;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use ucp_assay::harness::vectors::run::{Item, Selection, builtin, select};
use ucp_assay::harness::vectors::{Family, Judgement, is_first, judge, store};
use ucp_assay::mutant;

/// Longer than this no mutant takes, however busy the machine is.
const PATIENCE: Duration = Duration::from_secs(60);

/// Counts mutants, so that one that never ends is seen.
static TURN: AtomicU32 = AtomicU32::new(0);

/// An open question has to be answered by the reading that `ambiguities.json` states, and where several outputs are
/// right, by the first one: unit tests hold the program to both.
fn notices(item: &Item<'_>, readings: &serde_json::Value) -> bool {
    let answered = std::panic::catch_unwind(|| {
        let answer = &builtin(&[*item])[0];
        match judge(item.vector, answer) {
            Judgement::Passed => !item.vector.also.is_empty() && !is_first(item.vector, answer),
            Judgement::Reading(word) => readings[item.vector.ambiguity.as_deref().unwrap_or_default()]["answer"] != word,
            Judgement::Failed { .. } | Judgement::Unsupported | Judgement::Undecided(_) => true,
        }
    });
    answered.unwrap_or(true)
}

fn main() {
    std::panic::set_hook(Box::new(|_| {}));
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let sources = store::from_folder(Path::new(&arguments[0])).expect("vectors");
    // What is compiled once and kept is long to make: its families come last.
    let slow = |family: Family| matches!(family, Family::Schema | Family::Profile | Family::Violations);
    let mut items = select(&sources, &Selection::default());
    let everything: usize = sources.iter().map(|source| source.file.tests.len()).sum();
    if items.len() != everything {
        println!("only {} of {everything} cases are selected", items.len());
        return;
    }
    let readings = std::fs::read(Path::new(&arguments[0]).join("ambiguities.json")).expect("ambiguities");
    let readings: serde_json::Value = serde_json::from_slice(&readings).expect("ambiguities");
    items.sort_by_key(|item| slow(item.family));
    let fresh = std::env::var("UCP_ASSAY_MUTANT").is_ok();
    if fresh {
        // One mutant, on from the very beginning: what is kept must be made by it.
        let mut own = arguments[1..].iter().flat_map(|name| items.iter().filter(move |item| name == item.family.name()));
        let found = own.find(|item| notices(item, &readings)).map_or("-".to_owned(), Item::name);
        println!("{found}");
        return;
    }
    let _loading = mutant::take();
    let entered: Vec<Vec<usize>> = items
        .iter()
        .map(|item| {
            assert!(!notices(item, &readings), "{} fails without a mutant", item.name());
            mutant::take()
        })
        .collect();
    if arguments.get(1).is_some_and(|word| word == "--reach") {
        let mut reach: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (item, functions) in items.iter().zip(&entered) {
            reach.entry(item.family.name()).or_default().extend(functions);
        }
        reach.values_mut().for_each(|functions| {
            functions.sort_unstable();
            functions.dedup();
        });
        println!("{}", serde_json::to_string(&reach).expect("numbers"));
        return;
    }
    std::thread::spawn(|| {
        loop {
            let turn = TURN.load(Ordering::Relaxed);
            std::thread::sleep(PATIENCE);
            if turn != 0 && turn == TURN.load(Ordering::Relaxed) {
                std::process::exit(3);
            }
        }
    });
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let mut numbers = line.split(' ').filter_map(|number| number.parse::<usize>().ok());
        let (number, function) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
        println!("start {number}");
        TURN.fetch_add(1, Ordering::Relaxed);
        mutant::choose(u32::try_from(number).expect("a number"));
        let own = items.iter().zip(&entered).filter(|(_, entered)| function == 0 || entered.contains(&function));
        let found = own.map(|(item, _)| item).find(|item| notices(item, &readings)).map_or("-".to_owned(), Item::name);
        mutant::choose(0);
        println!("{number} {found}");
    }
}

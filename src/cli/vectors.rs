//! `ucp-assay vectors`: ask an implementation every contract vector.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::{Args, Subcommand};

use crate::clock::Clock;
use crate::exit_code::Exit;
use crate::harness::vectors::report::{self, About};
use crate::harness::vectors::run::{
    Counts, Item, Selection, builtin, count, count_by_file, judge_all, select,
};
use crate::harness::vectors::runner::{RunnerSettings, ask};
use crate::harness::vectors::store::{self, Source};
use crate::harness::vectors::{Family, Judgement, generate};
use crate::protocol::version::ProtocolVersion;
use crate::report::Place;

/// Failures shown on the terminal; a report has them all.
const SHOWN: usize = 20;

/// Check an implementation against the contract vectors: this one, or a runner in any language
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct VectorsArguments {
    #[command(subcommand)]
    command: Option<VectorsCommand>,
    /// Only this family; may be given again
    #[arg(long, value_name = "FAMILY", value_parser = family)]
    family: Vec<Family>,
    /// Only what holds for this protocol version (a date)
    #[arg(long, value_name = "DATE", value_parser = version)]
    version: Option<ProtocolVersion>,
    /// Program (with arguments) that answers on standard input and output, see vectors/PROTOCOL.md
    #[arg(long, value_name = "CMD")]
    runner: Option<String>,
    /// Seconds a runner may take for one answer
    #[arg(long, value_name = "SECONDS", default_value_t = 10, requires = "runner",
        value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
    /// Folder of vectors instead of those shipped
    #[arg(long, value_name = "DIR")]
    vectors: Option<PathBuf>,
    /// Folder for the report
    #[arg(long, value_name = "DIR")]
    report: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum VectorsCommand {
    /// Write the vector files anew, or check that they are what the generator makes
    Generate {
        /// Change nothing; exit code 10 when a file differs
        #[arg(long)]
        check: bool,
        /// Folder of the vectors
        #[arg(long, value_name = "DIR", default_value = "vectors")]
        dir: PathBuf,
    },
}

fn family(name: &str) -> Result<Family, String> {
    Family::parse(name).ok_or_else(|| {
        let known: Vec<&str> = Family::all().map(Family::name).collect();
        format!("unknown family; one of {}", known.join(", "))
    })
}

fn version(date: &str) -> Result<ProtocolVersion, String> {
    ProtocolVersion::parse(date).ok_or_else(|| {
        let known: Vec<&str> = ProtocolVersion::ALL.iter().map(|version| version.date()).collect();
        format!("unknown version; one of {}", known.join(", "))
    })
}

/// Runs the subcommand; results go to `out`, complaints to standard error.
pub fn run(arguments: &VectorsArguments, out: &mut dyn Write) -> Exit {
    let result = match &arguments.command {
        Some(VectorsCommand::Generate { check, dir }) => generate(dir, *check, out),
        None => answer(arguments, out),
    };
    result.unwrap_or_else(|(message, exit)| {
        eprintln!("ucp-assay vectors: {message}");
        exit
    })
}

/// A message and the exit code it ends the program with.
type Failed = (String, Exit);

/// A reader that goes away early (`| head`) is no error.
fn say(out: &mut dyn Write, text: &str) {
    let _reader_gone = writeln!(out, "{text}");
}

fn generate(dir: &Path, check: bool, out: &mut dyn Write) -> Result<Exit, Failed> {
    let files = generate::files().map_err(|error| (error.to_string(), Exit::HarnessError))?;
    if !check {
        generate::write(dir, &files).map_err(|(path, error)| {
            (format!("cannot write {}: {error}", path.display()), Exit::Preflight)
        })?;
        say(out, &format!("{} files below {}", files.len(), dir.display()));
        return Ok(Exit::Success);
    }
    let differences = generate::check(dir, &files);
    for difference in &differences {
        say(out, &difference.to_string());
    }
    if differences.is_empty() {
        say(out, &format!("{} files are what the generator makes", files.len()));
        return Ok(Exit::Success);
    }
    Ok(Exit::NonConformant)
}

fn answer(arguments: &VectorsArguments, out: &mut dyn Write) -> Result<Exit, Failed> {
    let sources = match &arguments.vectors {
        Some(folder) => store::from_folder(folder),
        None => store::embedded(),
    };
    let sources = sources.map_err(|error| (error.to_string(), Exit::Preflight))?;
    let selection = Selection { families: arguments.family.clone(), version: arguments.version };
    let items = select(&sources, &selection);
    if items.is_empty() {
        return Err(("no vector is selected".to_owned(), Exit::NothingRan));
    }
    let started = Clock::system().now();
    let watch = Instant::now();
    let (name, answers) = match &arguments.runner {
        None => (format!("ucp-assay {}", env!("CARGO_PKG_VERSION")), builtin(&items)),
        Some(command) => asked(command, arguments.timeout, &items, out)?,
    };
    let elapsed = watch.elapsed();
    let judgements = judge_all(&items, &answers);
    show(&items, &judgements, elapsed, out);
    if let Some(folder) = &arguments.report {
        let about = About {
            name,
            command: "vectors".to_owned(),
            selection: selection.words(),
            started,
            elapsed_millis: u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
            digest: digest(&sources),
        };
        let written = report::write(&Place::Folder(folder.clone()), &about, &items, &judgements);
        written.map_err(|error| (format!("failed to {error}"), Exit::ReportNotWritten))?;
        say(out, &format!("report: {}", folder.join("index.html").display()));
    }
    Ok(exit(count(&judgements)))
}

fn asked(
    command: &str,
    seconds: u64,
    items: &[Item<'_>],
    out: &mut dyn Write,
) -> Result<(String, Vec<crate::harness::vectors::Answer>), Failed> {
    let settings = RunnerSettings { command: command.to_owned(), timeout: Duration::from_secs(seconds) };
    let asked = ask(&settings, items).map_err(|error| (error.to_string(), Exit::Preflight))?;
    if asked.restarts > 0 {
        say(out, &format!("the runner was started again {} times", asked.restarts));
    }
    Ok((asked.hello.title(), asked.answers))
}

/// What a runner does not claim is not held against it.
const fn exit(counts: Counts) -> Exit {
    if counts.failed > 0 {
        Exit::NonConformant
    } else if counts.undecided > 0 {
        Exit::Inconclusive
    } else if counts.passed == 0 {
        Exit::NothingRan
    } else {
        Exit::Success
    }
}

fn show(items: &[Item<'_>], judgements: &[Judgement], elapsed: Duration, out: &mut dyn Write) {
    for ((family, file), counts) in count_by_file(items, judgements) {
        let Counts { total, passed, failed, unsupported, undecided, readings: _ } = counts;
        let rest = [(failed, "failed"), (unsupported, "unsupported"), (undecided, "undecided")];
        let rest = rest.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!(", {n} {word}"));
        let rest = rest.collect::<Vec<_>>().concat();
        say(out, &format!("{family:24} {file:14} {passed:4} of {total:4} passed{rest}"));
    }
    let failed = items.iter().zip(judgements);
    for (item, judgement) in failed.filter(|(_, it)| matches!(it, Judgement::Failed { .. })).take(SHOWN) {
        if let Judgement::Failed { expected, actual } = judgement {
            let expected = expected.join(" or ");
            say(out, &format!("FAILED {} ({}:{})", item.name(), item.path, item.line));
            say(out, &format!("  {}; expected {expected}; the answer was {actual}", item.vector.comment));
        }
    }
    let Counts { total, passed, failed, unsupported, undecided, readings } = count(judgements);
    say(
        out,
        &format!(
            "{total} vectors: {passed} passed ({readings} of them open questions), {failed} failed, \
             {unsupported} unsupported, {undecided} undecided, {} ms",
            elapsed.as_millis()
        ),
    );
}

/// SHA-256 over the files, lower-case hex.
fn digest(sources: &[Source]) -> String {
    use sha2::{Digest as _, Sha256};
    use std::fmt::Write as _;
    let mut hash = Sha256::new();
    for source in sources {
        hash.update(&source.path);
        hash.update(source.file.to_text().unwrap_or_default());
    }
    hash.finalize().iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _infallible = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Door {
        #[command(flatten)]
        arguments: VectorsArguments,
    }

    fn call(arguments: &[&str]) -> (Exit, String) {
        let door = Door::try_parse_from(std::iter::once(&"vectors").chain(arguments)).unwrap();
        let mut out = Vec::new();
        let exit = run(&door.arguments, &mut out);
        (exit, String::from_utf8(out).unwrap())
    }

    #[test]
    fn a_report_has_its_counts_on_top_and_verifies() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_str().unwrap();
        let (exit, said) = call(&["--family", "base64url", "--family", "totals", "--report", path]);
        assert_eq!(exit, Exit::Success, "{said}");
        let text = std::fs::read_to_string(folder.path().join("vectors.json")).unwrap();
        assert!(text.starts_with("{\n  \"total\": "), "{text}");
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(json["total"], json["passed"]);
        assert_eq!(json["unsupported"], 0);
        let report = std::fs::read_to_string(folder.path().join("report.json")).unwrap();
        assert!(report.contains("TOT-009"), "clauses are counted");
        assert!(folder.path().join("index.html").is_file());
        assert!(crate::report::manifest::verify(folder.path()).unwrap().1.is_empty());
    }

    #[test]
    fn what_cannot_be_done_is_said() {
        assert_eq!(call(&["--vectors", "/nowhere"]).0, Exit::Preflight);
        assert_eq!(call(&["--runner", "/nowhere/at-all"]).0, Exit::Preflight);
        assert_eq!(call(&["--runner", "\"open"]).0, Exit::Preflight);
        assert_eq!(
            call(&["--family", "talos-envelope", "--version", ProtocolVersion::LATEST.date()]).0,
            Exit::NothingRan
        );
        assert!(Door::try_parse_from(["vectors", "--family", "nothing"]).is_err());
        let empty = tempfile::tempdir().unwrap();
        assert_eq!(call(&["--vectors", empty.path().to_str().unwrap()]).0, Exit::Preflight);
        assert_eq!(
            call(&["generate", "--check", "--dir", empty.path().to_str().unwrap()]).0,
            Exit::NonConformant
        );
    }
}

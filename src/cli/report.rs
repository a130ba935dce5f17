//! `ucp-assay report`: look again at a stored run.

use crate::exit_code::Exit;
use crate::report::diff::{Change, Difference};
use crate::report::{Format, Report, ReportError, RunRecord, aggregate, bundle, manifest};
use clap::{Args, Subcommand};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Render, compare and verify stored reports
#[derive(Debug, Args)]
pub struct ReportArguments {
    #[command(subcommand)]
    command: ReportCommand,
}

#[derive(Debug, Subcommand)]
enum ReportCommand {
    /// Render a stored run again, from its stream of events
    Render {
        /// Folder of the report
        folder: PathBuf,
        /// Format to print; without it every file of the folder is written anew
        #[arg(long, value_name = "FORMAT", value_parser = parse_format)]
        format: Option<Format>,
        /// File to write to instead of standard output
        #[arg(long, short, value_name = "FILE", requires = "format")]
        output: Option<PathBuf>,
    },
    /// Show what changed between two runs; exit code 10 when a verdict got worse
    Diff {
        /// Folder of the earlier report
        before: PathBuf,
        /// Folder of the later report
        after: PathBuf,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Check that a report is the one that was written: every file against the manifest, and the
    /// claim against the events; exit code 12 when it is not
    Verify {
        /// Folder of the report
        folder: PathBuf,
    },
}

fn parse_format(name: &str) -> Result<Format, String> {
    Format::parse(name).ok_or_else(|| {
        let known: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
        format!("unknown format; one of {}", known.join(", "))
    })
}

/// Runs the subcommand; results go to `out`, complaints to standard error.
pub fn run(arguments: &ReportArguments, out: &mut dyn Write) -> Exit {
    let result = match &arguments.command {
        ReportCommand::Render { folder, format: Some(format), output } => {
            render_one(folder, *format, output.as_deref(), out)
        }
        ReportCommand::Render { folder, format: None, output: _ } => render_all(folder, out),
        ReportCommand::Diff { before, after, json } => diff(before, after, *json, out),
        ReportCommand::Verify { folder } => verify(folder, out),
    };
    result.unwrap_or_else(|(error, exit)| {
        eprintln!("ucp-assay report: failed to {error}");
        exit
    })
}

/// An error and the exit code it ends the program with.
type Failed = (ReportError, Exit);

fn unreadable(error: ReportError) -> Failed {
    (error, Exit::Preflight)
}

fn unwritable(error: ReportError) -> Failed {
    (error, Exit::ReportNotWritten)
}

/// A reader that goes away early (`| head`) is no error of the report.
fn say(out: &mut dyn Write, text: &str) {
    let _reader_gone = writeln!(out, "{}", text.trim_end_matches('\n'));
}

fn load(folder: &Path) -> Result<Report, Failed> {
    let run = RunRecord::read(&folder.join(bundle::EVENTS)).map_err(unreadable)?;
    Ok(aggregate(&run).0)
}

fn render_one(
    folder: &Path,
    format: Format,
    output: Option<&Path>,
    out: &mut dyn Write,
) -> Result<Exit, Failed> {
    let text = format.render(&load(folder)?).map_err(unwritable)?;
    match output {
        Some(path) => bundle::write_file(path, text.as_bytes()).map_err(unwritable)?,
        None => say(out, &text),
    }
    Ok(Exit::Success)
}

fn render_all(folder: &Path, out: &mut dyn Write) -> Result<Exit, Failed> {
    let manifest = bundle::write(folder, &load(folder)?).map_err(unwritable)?;
    for entry in manifest.files {
        say(out, &folder.join(entry.name).display().to_string());
    }
    Ok(Exit::Success)
}

fn diff(before: &Path, after: &Path, json: bool, out: &mut dyn Write) -> Result<Exit, Failed> {
    let difference = Difference::between(&load(before)?, &load(after)?);
    if json {
        let text = serde_json::to_string_pretty(&difference).unwrap_or_default();
        say(out, &text);
    } else {
        describe(&difference, out);
    }
    Ok(if difference.has_regression() { Exit::NonConformant } else { Exit::Success })
}

fn describe(difference: &Difference, out: &mut dyn Write) {
    let (before, after) = (difference.claim_before, difference.claim_after);
    say(out, &format!("claim: {} → {}", before.name(), after.name()));
    if !difference.same_contract {
        say(out, "the two runs used different contract data");
    }
    section("scenarios", &difference.scenarios, out);
    section("clauses", &difference.requirements, out);
}

fn section(title: &str, changes: &[Change], out: &mut dyn Write) {
    let regressions = changes.iter().filter(|change| change.is_regression()).count();
    say(out, &format!("\n{title}: {} changed, {regressions} for the worse", changes.len()));
    for change in changes {
        let mark = if change.is_regression() { "-" } else { "+" };
        say(out, &format!("  {mark} {change}"));
    }
}

fn verify(folder: &Path, out: &mut dyn Write) -> Result<Exit, Failed> {
    let (manifest, mut found) = manifest::verify(folder).map_err(unreadable)?;
    if found.is_empty() {
        found.extend(manifest::check_claim(folder, &load(folder)?).map_err(unreadable)?);
    }
    for discrepancy in &found {
        say(out, &discrepancy.to_string());
    }
    if found.is_empty() {
        say(out, &format!("run {}: {} files are as written", manifest.run, manifest.files.len()));
        return Ok(Exit::Success);
    }
    Ok(Exit::Inconclusive)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;
    use std::fs;

    #[derive(Parser)]
    struct Door {
        #[command(flatten)]
        arguments: ReportArguments,
    }

    /// A copy of the golden bundle, free to be damaged.
    fn bundle() -> tempfile::TempDir {
        let scratch = tempfile::tempdir().unwrap();
        let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/golden");
        for entry in fs::read_dir(golden).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), scratch.path().join(entry.file_name())).unwrap();
        }
        scratch
    }

    fn call(arguments: &[&str]) -> (Exit, String) {
        let door = Door::try_parse_from(std::iter::once(&"report").chain(arguments)).unwrap();
        let mut out = Vec::new();
        let exit = run(&door.arguments, &mut out);
        (exit, String::from_utf8(out).unwrap())
    }

    #[test]
    fn a_report_is_verified_until_somebody_touches_it() {
        let scratch = bundle();
        let folder = scratch.path().to_str().unwrap();
        assert_eq!(call(&["verify", folder]).0, Exit::Success);
        let json = scratch.path().join("report.json");
        let text = fs::read_to_string(&json).unwrap().replacen("non_conformant", "conformant", 1);
        fs::write(&json, text).unwrap();
        let (exit, said) = call(&["verify", folder]);
        assert_eq!(exit, Exit::Inconclusive);
        assert!(said.contains("report.json"), "{said}");
    }

    #[test]
    fn rendering_again_gives_the_same_files() {
        let scratch = bundle();
        let folder = scratch.path().to_str().unwrap();
        let before = fs::read_to_string(scratch.path().join("index.html")).unwrap();
        fs::remove_file(scratch.path().join("index.html")).unwrap();
        assert_eq!(call(&["render", folder]).0, Exit::Success);
        assert_eq!(fs::read_to_string(scratch.path().join("index.html")).unwrap(), before);
        let (exit, printed) = call(&["render", folder, "--format", "html"]);
        assert_eq!((exit, printed.trim_end()), (Exit::Success, before.trim_end()));
    }

    #[test]
    fn a_diff_with_itself_is_empty_and_unknown_folders_are_complained_about() {
        let scratch = bundle();
        let folder = scratch.path().to_str().unwrap();
        let (exit, said) = call(&["diff", folder, folder]);
        assert_eq!(exit, Exit::Success);
        assert!(said.contains("scenarios: 0 changed"), "{said}");
        assert_eq!(call(&["diff", folder, "/nowhere"]).0, Exit::Preflight);
    }
}

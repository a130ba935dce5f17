//! The first look at a connector: does it start, does it discover, does it open a checkout, and if not,
//! what is missing.

use std::fmt;
use std::fmt::Write as _;

use serde_json::Value;

use super::{Fleet, Surroundings};
use crate::connector::driver::{Action, Command, Driver, DriverError, Outcome};
use crate::connector::hygiene::Hygiene;

/// What came of one step.
#[derive(Clone, Debug)]
pub enum SmokeStep {
    /// The connector has no such action.
    NotOffered,
    /// It did it.
    Done(Box<Outcome>),
    /// It failed.
    Failed(Box<Outcome>),
    /// It could not be asked.
    Unasked(DriverError),
    /// An earlier step failed so that this one was left out.
    LeftOut,
}

/// What the first look showed.
#[derive(Clone, Debug)]
pub struct Smoke {
    /// The connector.
    pub name: String,
    /// Why it does not start, when it does not.
    pub start: Option<DriverError>,
    /// One discovery.
    pub discover: SmokeStep,
    /// One checkout.
    pub create: SmokeStep,
    /// What was seen besides.
    pub hygiene: Hygiene,
}

/// Starts a connector, lets it discover and open one checkout with this content (in the newest layout).
/// A connector that only shops as a whole is not asked for either.
pub async fn smoke(fleet: &dyn Fleet, surroundings: &Surroundings, checkout: Value) -> Smoke {
    let mut smoke = Smoke {
        name: fleet.name().to_owned(),
        start: None,
        discover: SmokeStep::LeftOut,
        create: SmokeStep::LeftOut,
        hygiene: Hygiene::default(),
    };
    let driver = match fleet.start(surroundings).await {
        Ok(driver) => driver,
        Err(error) => {
            smoke.start = Some(error);
            return smoke;
        }
    };
    smoke.discover = step(&*driver, surroundings, Action::Discover).await;
    smoke.create = step(&*driver, surroundings, Action::Create { checkout }).await;
    driver.close().await;
    smoke.hygiene = driver.hygiene().await;
    smoke
}

async fn step(driver: &dyn Driver, surroundings: &Surroundings, action: Action) -> SmokeStep {
    if !driver.supports(&action) {
        return SmokeStep::NotOffered;
    }
    let command = Command { business: surroundings.origin.clone(), action };
    match driver.perform(&command).await {
        Ok(outcome) if outcome.is_success() => SmokeStep::Done(Box::new(outcome)),
        Ok(outcome) => SmokeStep::Failed(Box::new(outcome)),
        Err(error) => SmokeStep::Unasked(error),
    }
}

impl SmokeStep {
    /// Whether nothing went wrong.
    #[must_use]
    pub const fn is_fine(&self) -> bool {
        match self {
            Self::NotOffered | Self::Done(_) => true,
            Self::Failed(_) | Self::Unasked(_) | Self::LeftOut => false,
        }
    }

    fn words(&self) -> String {
        match self {
            Self::NotOffered => "not offered; its scenarios are not applicable".to_owned(),
            Self::Done(outcome) => match (&outcome.id, &outcome.status) {
                (Some(id), status) => {
                    format!("done: {id}, {}", status.as_deref().unwrap_or("of no status told"))
                }
                (None, _) => "done".to_owned(),
            },
            Self::Failed(outcome) => {
                let code = outcome.error_code.as_deref().unwrap_or("no code");
                let told = outcome.error.as_deref().unwrap_or("no text");
                let hint = hint(code, told).map_or_else(String::new, |hint| format!("\n    {hint}"));
                format!("failed: {code}: {told}{hint}")
            }
            Self::Unasked(error) => format!("could not be asked: {error}"),
            Self::LeftOut => "left out".to_owned(),
        }
    }
}

/// Words that failures contain, and what is missing then.
const HINTS: [(&str, &str); 14] = [
    ("connector_ended", "the process ended while it was asked; what it said last is above"),
    (
        "connector_silent",
        "no answer in time: raise `timeouts.call` in the driver file if the connector is only slow",
    ),
    (
        "connector_unreadable",
        "the answer is not what the kind of driver expects: `kind`, `stdout`, and what the connector prints",
    ),
    ("connector_not_started", "the connector does not start: `argv`, `env`, `cwd` of the driver file"),
    (
        "jsonrpc_-32602",
        "the tool refuses its arguments: compare `arguments` with the connector's own list of tools",
    ),
    (
        "invalid_profile_url",
        "the business cannot fetch the connector's profile: let it name ${profile.url}, or say where it is by `expects.profile_url`",
    ),
    (
        "profile_unreachable",
        "the business cannot fetch the connector's profile: let it name ${profile.url}, or say where it is by `expects.profile_url`",
    ),
    (
        "ucp-agent",
        "the business cannot fetch the connector's profile: let it name ${profile.url}, or say where it is by `expects.profile_url`",
    ),
    (
        "certificate",
        "the connector does not trust ${ca}: find out by which variable or option it takes a CA file, and set it in `env`",
    ),
    (
        "unknownissuer",
        "the connector does not trust ${ca}: find out by which variable or option it takes a CA file, and set it in `env`",
    ),
    ("leads nowhere", "the connector asked for a name that no business has here: `business`, `host_name`"),
    (
        "name or service not known",
        "the connector does not use the proxy: find out how it takes one, or use `business: origin`",
    ),
    (
        "connection refused",
        "the connector goes to another port or host: `business` and the arguments that name it",
    ),
    (
        "signature",
        "the business refuses unsigned or wrongly signed requests: `expects.concession`, if that is known and not what is looked at",
    ),
];

/// What is probably missing.
fn hint(code: &str, told: &str) -> Option<&'static str> {
    let text = format!("{code} {told}").to_ascii_lowercase();
    HINTS.iter().find(|(words, _)| text.contains(words)).map(|(_, hint)| *hint)
}

impl Smoke {
    /// Whether the connector can be certified: it starts, and does what it offers.
    #[must_use]
    pub const fn is_usable(&self) -> bool {
        self.start.is_none() && self.discover.is_fine() && self.create.is_fine()
    }
}

impl fmt::Display for Smoke {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.name)?;
        match &self.start {
            Some(error) => writeln!(f, "  start     failed: {}", error.reason)?,
            None => writeln!(f, "  start     done")?,
        }
        writeln!(f, "  discover  {}", self.discover.words())?;
        writeln!(f, "  create    {}", self.create.words())?;
        let mut besides = String::new();
        if self.hygiene.stray_lines > 0 {
            let sample = self.hygiene.stray_samples.first().map_or("", String::as_str);
            write!(
                besides,
                " {} stray lines on the standard output, such as {sample:?};",
                self.hygiene.stray_lines
            )?;
        }
        if let Some(exit) = &self.hygiene.exit {
            write!(besides, " it ended by itself: {exit};")?;
        }
        if !besides.is_empty() {
            writeln!(f, "  besides  {}", besides.trim_end_matches(';'))?;
        }
        Ok(())
    }
}

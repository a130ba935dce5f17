//! One scenario (or one row of an outline) as the harness sees it: its permanent name, the clauses
//! it carries, what it needs, and its steps.

use super::clause::ClauseTag;
use super::span::Span;
use crate::harness::step::StepKind;
use crate::protocol::version::ProtocolVersion;
use cucumber::gherkin::{Feature, Scenario, Step};
use std::collections::HashMap;

/// One case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Case {
    /// Permanent name from `@id:`; rows of an outline append `.1`, `.2` …; its place in the files
    /// when the scenario has none.
    pub id: String,
    /// Whether the scenario has an `@id:`.
    pub named: bool,
    /// Title.
    pub name: String,
    /// Title of the feature.
    pub feature: String,
    /// Folder below `merchant/` or `connector/`.
    pub area: String,
    /// File, relative to the features' folder.
    pub file: String,
    /// Line of the scenario, or of its row of examples.
    pub line: usize,
    /// Tags of feature, rule and scenario, without `@`.
    pub tags: Vec<String>,
    /// Clauses from `@req:`, each with the versions it is carried at.
    pub clauses: Vec<ClauseTag>,
    /// The versions the scenario is for, from `@since:` and `@until:`.
    pub span: Span,
    /// Capabilities from `@cap:` that the target must declare.
    pub capabilities: Vec<String>,
    /// Background and scenario steps in order.
    pub steps: Vec<CaseStep>,
}

/// One step of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseStep {
    /// Its kind, `And` resolved.
    pub kind: StepKind,
    /// The keyword as written.
    pub keyword: String,
    /// The sentence.
    pub text: String,
    /// Line in the file.
    pub line: usize,
}

impl Case {
    /// The preflight's own case, which is in no feature.
    #[must_use]
    pub fn preflight() -> Self {
        Self {
            id: "preflight".to_owned(),
            named: true,
            name: "The product of the plan can be bought".to_owned(),
            feature: "Preflight".to_owned(),
            area: "preflight".to_owned(),
            file: "preflight".to_owned(),
            line: 1,
            tags: Vec::new(),
            clauses: Vec::new(),
            span: Span::default(),
            capabilities: Vec::new(),
            steps: Vec::new(),
        }
    }

    /// The permanent name without the row of an outline.
    #[must_use]
    pub fn base_id(&self) -> &str {
        self.id
            .rsplit_once('.')
            .filter(|(_, row)| row.parse::<u32>().is_ok())
            .map_or(&self.id, |(base, _)| base)
    }

    /// The clauses it carries at a version, by identifier.
    #[must_use]
    pub fn requirements(&self, version: ProtocolVersion) -> Vec<String> {
        let carried = self.clauses.iter().filter(|clause| clause.span.holds(version));
        carried.map(|clause| clause.id.clone()).collect()
    }

    /// Whether some `Then` speaks of a refusal or an error: then a request that the business had to
    /// accept is not what the scenario is about.
    #[must_use]
    pub fn expects_refusal(&self) -> bool {
        let mut judged = self.steps.iter().filter(|step| step.kind == StepKind::Then);
        judged.any(|step| {
            let status = step.text.split("HTTP status ").nth(1).and_then(|rest| rest.chars().next());
            matches!(status, Some('4' | '5'))
                || step.text.contains("refus")
                || step.text.contains("error") && !step.text.contains("no error")
        })
    }

    /// The values of every tag `@<key>:<value>`.
    #[must_use]
    pub fn tag_values(&self, key: &str) -> Vec<&str> {
        values(&self.tags, key)
    }

    /// The first value of a tag `@<key>:<value>`.
    #[must_use]
    pub fn tag(&self, key: &str) -> Option<&str> {
        self.tag_values(key).first().copied()
    }
}

/// The cases of one expanded feature: its scenarios, then those of its rules, as cucumber has them.
pub(super) fn cases(file: &str, feature: &Feature) -> Vec<Case> {
    let mut rows = Rows::count(feature);
    let mut all = Vec::new();
    let background = feature.background.as_ref().map_or(&[][..], |background| &background.steps);
    for scenario in &feature.scenarios {
        all.push(case(file, feature, &[], background, &[], scenario, &mut rows));
    }
    for rule in &feature.rules {
        let inner = rule.background.as_ref().map_or(&[][..], |background| &background.steps);
        for scenario in &rule.scenarios {
            all.push(case(file, feature, &rule.tags, background, inner, scenario, &mut rows));
        }
    }
    all
}

fn case(
    file: &str,
    feature: &Feature,
    rule_tags: &[String],
    background: &[Step],
    rule_background: &[Step],
    scenario: &Scenario,
    rows: &mut Rows,
) -> Case {
    let mut tags: Vec<String> = Vec::new();
    for tag in feature.tags.iter().chain(rule_tags).chain(&scenario.tags) {
        let tag = tag.trim_start_matches('@').to_owned();
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    let owned = |key| values(&tags, key).into_iter().map(str::to_owned).collect::<Vec<String>>();
    let steps = background.iter().chain(rule_background).chain(&scenario.steps).map(step).collect();
    Case {
        named: id_of(&tags).is_some(),
        id: rows.name(&tags).unwrap_or_else(|| format!("{file}:{}", scenario.position.line)),
        name: scenario.name.clone(),
        feature: feature.name.clone(),
        area: area(file),
        file: file.to_owned(),
        line: scenario.position.line,
        clauses: values(&tags, "req").into_iter().map(ClauseTag::read).collect(),
        span: Span { since: owned("since").into_iter().next(), until: owned("until").into_iter().next() },
        capabilities: owned("cap"),
        tags,
        steps,
    }
}

fn step(step: &Step) -> CaseStep {
    CaseStep {
        kind: step.ty.into(),
        keyword: step.keyword.trim().to_owned(),
        text: step.value.clone(),
        line: step.position.line,
    }
}

fn values<'a>(tags: &'a [String], key: &str) -> Vec<&'a str> {
    tags.iter().filter_map(|tag| tag.strip_prefix(key)?.strip_prefix(':')).collect()
}

/// `merchant/checkout/create.feature` is of the area `checkout`.
fn area(file: &str) -> String {
    let folders: Vec<&str> = file.split('/').collect();
    match folders[..] {
        ["merchant" | "connector", area, _, ..] | [area, _] => area.to_owned(),
        _ => "other".to_owned(),
    }
}

/// Counts how often an `@id` occurs in a feature: more than once means rows of an outline.
struct Rows {
    total: HashMap<String, u32>,
    seen: HashMap<String, u32>,
}

impl Rows {
    fn count(feature: &Feature) -> Self {
        let scenarios = feature.scenarios.iter().chain(feature.rules.iter().flat_map(|rule| &rule.scenarios));
        let mut total = HashMap::new();
        for scenario in scenarios {
            if let Some(id) = id_of(&scenario.tags) {
                *total.entry(id).or_insert(0) += u32::from(is_row(scenario));
            }
        }
        Self { total, seen: HashMap::new() }
    }

    fn name(&mut self, tags: &[String]) -> Option<String> {
        let id = id_of(tags)?;
        if self.total.get(&id).copied().unwrap_or(0) == 0 {
            return Some(id);
        }
        let row = self.seen.entry(id.clone()).or_insert(0);
        *row += 1;
        Some(format!("{id}.{row}"))
    }
}

fn id_of(tags: &[String]) -> Option<String> {
    tags.iter().find_map(|tag| tag.trim_start_matches('@').strip_prefix("id:")).map(str::to_owned)
}

/// Expanded outlines keep their examples.
fn is_row(scenario: &Scenario) -> bool {
    !scenario.examples.is_empty()
}

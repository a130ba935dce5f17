//! The catalogue as a page, as JSON, and as scenario files.

use super::catalogue::{self, Fault};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// A fault for programs.
#[must_use]
pub fn json(fault: &Fault) -> Value {
    json!({
        "id": fault.id,
        "family": fault.family(),
        "lane": fault.lane,
        "stage": fault.stage().name(),
        "about": fault.about,
        "violates": fault.violates,
        "reaction": fault.reaction,
        "params": fault.schema(),
        "scenario": format!("scenarios/faults/{}.yaml", fault.id),
    })
}

/// A rule that arms the fault, as YAML, every parameter at its default.
#[must_use]
pub fn example(fault: &Fault) -> String {
    let mut text = format!("  - fault: {}\n", fault.id);
    if !fault.params.is_empty() {
        let params: Vec<String> =
            fault.params.iter().map(|param| format!("{}: {}", param.name, param.default)).collect();
        let _ = writeln!(text, "    params: {{ {} }}", params.join(", "));
    }
    text
}

/// The scenario file of a fault: a world and the rule.
#[must_use]
pub fn scenario(fault: &Fault) -> String {
    let clauses = match fault.violates {
        [] => format!("# A sound connector {}.\n", fault.reaction),
        clauses => format!("# Violates {}.\n", clauses.join(", ")),
    };
    format!(
        "# {}\n{clauses}name: Petal & Thorn, {}\nbase: flower-shop\nfaults:\n{}",
        fault.about,
        fault.id,
        example(fault)
    )
}

/// The page `docs/faults.md`.
#[must_use]
pub fn markdown() -> String {
    let count = catalogue::all().count();
    let merchant = catalogue::all().filter(|fault| fault.lane == super::Lane::Merchant).count();
    let mut text = format!(
        "{HEAD}\n{count} faults: {merchant} break the merchant's conformance, {} are stimuli for connectors.\n",
        count - merchant
    );
    let mut families: Vec<&str> = catalogue::all().map(Fault::family).collect();
    families.sort_unstable();
    families.dedup();
    for family in families {
        let _ = writeln!(text, "\n## {family}\n");
        text.push_str("| Fault | What happens | Lane, stage | Violates, or what a sound connector does | Parameters (default) |\n| --- | --- | --- | --- | --- |\n");
        for fault in catalogue::all().filter(|fault| fault.family() == family) {
            row(&mut text, fault);
        }
    }
    text.push_str("\n## Waiting\n\n");
    for (id, reason) in catalogue::WAITING {
        let _ = writeln!(text, "- `{id}`: {reason}");
    }
    text
}

fn row(text: &mut String, fault: &Fault) {
    let params: Vec<String> = fault
        .params
        .iter()
        .map(|param| format!("`{}` ({}): {}", param.name, param.default, param.about))
        .collect();
    let owed = match fault.violates {
        [] => fault.reaction.to_owned(),
        clauses => format!("{}; {}", clauses.join(", "), fault.reaction),
    };
    let _ = writeln!(
        text,
        "| `{}` | {} | {}, {} | {owed} | {} |",
        fault.id,
        fault.about,
        fault.lane.name(),
        fault.stage(),
        params.join("; ").replace('|', "\\|")
    );
}

const HEAD: &str = "# Faults

What the merchant can do wrong. This page is generated from the catalogue (`just regenerate`).

A fault is armed by a **rule**: the fault, when, how often, with which parameters.

```yaml
faults:
  - fault: price.drift
    when: { operation: [complete_checkout], nth: 1 }
    chance: 0.3
    budget: 5
    params: { by: 250 }
```

- `when`: `operation`, `transport`, `path`, `header`, `body` (JSON pointer to value), `status` (of the checkout before
  the operation), `from` / `until` (RFC 3339) or `from_seconds` / `until_seconds` (after arming), by the session's clock;
  `nth`, `every`, `first`, `after` count *occasions*: concerned moments at which there was something to spoil, per rule
  and operation. All conditions must hold.
- `chance`: 0 to 1, decided by hashing seed, rule, session, operation and ordinal: the same run decides alike.
- `budget`: most firings. `params`: the fault's own, below.

Four ways to arm:

- a scenario file: `faults:` in a world (`scenarios/faults/<id>.yaml` has one per fault, `scenarios/stories/` combines them),
  or `ucp-assay merchant --fault \"price.drift; by=250\"`;
- the Rust API: `session.faults().guard(rule)`, disarmed when the guard is dropped; over HTTP, the control API;
- per request, where allowed (`--allow-fault-header`): `UCP-Assay-Fault: price.drift; by=250, wire.latency; millis=50`;
- magic values in ordinary data, where allowed (`--magic-faults`), for clients that can set nothing else: an item
  `bouquet_roses!price.drift`, a token `success_token!commit.then_reset`, an e-mail `fault+price.drift@example.com`. The
  merchant sees item and token without the suffix. They hold for the request and all later ones about its checkout.

Where a fault is bound says what it means: an edit at `render` is signed validly, one at `send` breaks the signature, and
what fails there has had its effect. Every firing is in the session's journal: rule, ordinal, exchange.
";

//! `ctl fault`: the catalogue and the rules that are armed.

use super::call::Call;
use super::parse;
use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};

#[derive(Debug, Subcommand)]
pub(super) enum Fault {
    /// List every fault there is
    Catalogue,
    /// List armed rules with their firing counts
    List,
    /// Arm a rule
    Arm(RuleWish),
    /// Show an armed rule
    Show {
        /// Its name
        rule: String,
    },
    /// Disarm a rule
    Disarm {
        /// Its name
        rule: String,
    },
    /// List what rules did
    Firings {
        /// Of one rule
        #[arg(long)]
        rule: Option<String>,
    },
}

#[derive(Debug, Args)]
pub(super) struct RuleWish {
    /// Identifier of the fault
    fault: String,
    /// Name of the rule
    #[arg(long)]
    id: Option<String>,
    /// Conditions as JSON, such as `{"operation": ["complete_checkout"], "nth": 2}`
    #[arg(long, value_name = "JSON", value_parser = parse::json)]
    when: Option<Value>,
    /// Chance, 0 to 1
    #[arg(long)]
    chance: Option<f64>,
    /// Most firings
    #[arg(long)]
    budget: Option<u64>,
    /// A parameter of the fault; may be repeated
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = parse::named)]
    params: Vec<(String, Value)>,
    /// Why
    #[arg(long)]
    note: Option<String>,
}

impl Fault {
    pub(super) fn call(&self) -> Call {
        match self {
            Self::Catalogue => Call::to("listCatalogue").query("limit", Some(1000)),
            Self::List => Call::to("listFaults"),
            Self::Arm(wish) => Call::to("armFault").body(wish.body()),
            Self::Show { rule } => Call::to("getFault").path("rule", rule),
            Self::Disarm { rule } => Call::to("disarmFault").path("rule", rule),
            Self::Firings { rule } => Call::to("listFirings").query("rule", rule.as_ref()),
        }
    }
}

impl RuleWish {
    fn body(&self) -> Value {
        let params: Map<String, Value> = self.params.iter().cloned().collect();
        json!({
            "fault": self.fault,
            "id": self.id,
            "when": self.when,
            "chance": self.chance,
            "budget": self.budget,
            "params": if params.is_empty() { Value::Null } else { Value::Object(params) },
            "note": self.note,
        })
    }
}

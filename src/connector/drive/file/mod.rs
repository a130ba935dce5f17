//! The file that says how one connector is driven: which call means which action, where the results
//! stand. `drivers/schema.json` describes it, [`docs/connector-drivers.md`] explains it.
//!
//! [`docs/connector-drivers.md`]: https://github.com/ucp-assay/ucp-assay/blob/main/docs/connector-drivers.md

mod check;
mod load;
mod model;
mod secrets;
mod template;
mod variable;

#[cfg(test)]
mod tests;

pub(super) use load::Compiled;
pub use load::{DriverFileError, Loaded};
pub use model::{
    Call, Condition, DriverFile, Escalation, Expects, Operation, Results, Stdout, Timeouts, Webhook,
};
pub use template::{Scope, Template, TemplateError};
pub use variable::{VARIABLES, VariableRow, When};

//! Where a business publishes the documents it names under its own authority, below its base URL.

/// Path of the page about a payment handler, ended by the handler's name.
pub const HANDLER_SPECS: &str = "/specs/payment-handlers/";

/// Path of a payment handler's schemas; the handler's name and an ending follow.
pub const HANDLER_SCHEMAS: &str = "/schemas/payment-handlers/";

/// Ending of the schema of what an instrument carries.
pub const INSTRUMENT: &str = ".json";

/// Ending of the schema of a handler's settings.
pub const CONFIG: &str = ".config.json";

/// URL of the page about a payment handler.
#[must_use]
pub fn handler_spec(base_url: &str, name: &str) -> String {
    format!("{base_url}{HANDLER_SPECS}{name}")
}

/// URL of the schema of what an instrument of a payment handler carries.
#[must_use]
pub fn instrument_schema(base_url: &str, name: &str) -> String {
    format!("{base_url}{HANDLER_SCHEMAS}{name}{INSTRUMENT}")
}

/// URL of the schema of a payment handler's settings.
#[must_use]
pub fn config_schema(base_url: &str, name: &str) -> String {
    format!("{base_url}{HANDLER_SCHEMAS}{name}{CONFIG}")
}

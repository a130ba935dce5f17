//! The connector as an MCP server: one tool per action. Requests are served at the same time, so a
//! business that hangs keeps nobody from a `ping`; nothing but JSON-RPC goes to the output.

mod tools;

use std::io;

use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, Implementation, ListToolsResult,
    PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler, ServiceExt};
use serde_json::{Value, json};

use super::defect::Defect;
use super::driver::{Command, Driver, Outcome};
use super::reference::Reference;
use super::streams;

/// What an agent is told about this server.
const INSTRUCTIONS: &str = "Shops at businesses that speak UCP. Create a checkout, update it until its status is \
ready_for_complete, tell the buyer the total, complete it. When an answer has a continue_url and needs the buyer, \
give the buyer that URL.";

/// Why the server ended other than by the end of its input.
#[derive(Debug, thiserror::Error)]
pub enum McpError {
    /// The client did not introduce itself.
    #[error("the MCP session did not begin: {0}")]
    Begin(String),
    /// The session broke.
    #[error("the MCP session broke: {0}")]
    Broken(String),
    /// The standard streams cannot be used.
    #[error("the standard streams cannot be used: {0}")]
    Streams(#[from] io::Error),
}

/// Serves the connector on standard input and output until the input ends.
///
/// # Errors
/// [`McpError`] when there is no session, or it breaks.
pub async fn serve(connector: Reference) -> Result<(), McpError> {
    let server = Server { connector };
    let transport = streams::standard()?;
    let running = server.serve(transport).await.map_err(|error| McpError::Begin(error.to_string()))?;
    running.waiting().await.map_err(|error| McpError::Broken(error.to_string()))?;
    Ok(())
}

#[derive(Clone)]
struct Server {
    connector: Reference,
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        let mut own = Implementation::default();
        "ucp-assay".clone_into(&mut own.name);
        env!("CARGO_PKG_VERSION").clone_into(&mut own.version);
        let capabilities = ServerCapabilities::builder().enable_tools().build();
        ServerConfig::new(capabilities).with_server_info(own).with_instructions(INSTRUCTIONS)
    }

    async fn list_tools(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let listed = tools::ALL.iter().map(|tool| Tool::new(tool.name, tool.description, (tool.input)()));
        Ok(ListToolsResult::with_all_items(listed.collect()))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let arguments = Value::Object(request.arguments.unwrap_or_default());
        let command = tools::command(&request.name, &arguments)
            .map_err(|reason| ErrorData::invalid_params(reason, None))?;
        self.noise(&command);
        let outcome = self.connector.perform(&command).await;
        let outcome = outcome.map_err(|error| ErrorData::internal_error(error.to_string(), None))?;
        Ok(result(&outcome).into())
    }
}

impl Server {
    /// What stray printing does to a session; only a broken connector does it.
    fn noise(&self, command: &Command) {
        if self.connector.settings().defects.has(Defect::StdoutNoise) {
            println!("[AUDIT] {} at {}", command.action.name(), command.business);
        }
    }
}

/// The outcome as a tool's result: an error is one, with code, severity and `continue_url`.
fn result(outcome: &Outcome) -> CallToolResult {
    let mut told = json!(outcome);
    if outcome.is_success() {
        return CallToolResult::structured(told);
    }
    let worst = outcome.messages.iter().find_map(|message| message.severity.clone());
    if let Some(severity) = worst {
        told["severity"] = json!(severity);
    }
    CallToolResult::structured_error(told)
}

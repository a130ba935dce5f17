//! The merchant under load: the release binary as a child process.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// A running merchant; stopped when dropped.
#[derive(Debug)]
pub(crate) struct Merchant {
    child: Child,
    /// `host:port`.
    pub(crate) authority: String,
    /// Path that every operation's path is appended to.
    pub(crate) base: String,
}

impl Merchant {
    /// Starts the binary that was built beside this example.
    pub(crate) fn start(workers: usize) -> Result<Self, Box<dyn std::error::Error>> {
        let here = std::env::current_exe()?;
        let folder = here.parent().and_then(std::path::Path::parent).ok_or("no folder beside the example")?;
        let mut child = Command::new(folder.join("ucp-assay"))
            .args(["merchant", "--scenario", "minimal", "--port", "0", "--tls", "off", "--allow-plain-http"])
            .args(["--workers", &workers.to_string()])
            .stdout(Stdio::piped())
            .spawn()?;
        let output = child.stdout.take().ok_or("no output")?;
        let mut lines = BufReader::new(output).lines();
        let url = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| {
                line.split_whitespace().find_map(|word| word.strip_prefix("http://").map(str::to_owned))
            })
            .ok_or("the merchant printed no address")?;
        // Keep draining so that the child never blocks on a full pipe.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        let authority = url.split('/').next().unwrap_or_default().to_owned();
        Ok(Self { child, base: endpoint_path(&authority)?, authority })
    }

    /// Process identifier.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Resident memory in KiB.
    pub(crate) fn resident_kib(&self) -> Result<u64, Box<dyn std::error::Error>> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid()))?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).ok_or("no VmRSS")?;
        Ok(line.split_whitespace().nth(1).ok_or("no number")?.parse()?)
    }
}

impl Drop for Merchant {
    fn drop(&mut self) {
        if self.child.kill().is_ok() {
            drop(self.child.wait());
        }
    }
}

/// The path of the shopping service's REST endpoint, from the merchant's own profile.
fn endpoint_path(authority: &str) -> Result<String, Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let profile: serde_json::Value = runtime.block_on(async {
        let mut connection = crate::http::Connection::open(authority).await.map_err(|e| e.to_string())?;
        let head = format!("GET /.well-known/ucp HTTP/1.1\r\nhost: {authority}\r\n\r\n");
        let answer = connection.exchange(head.as_bytes()).await.map_err(|e| e.to_string())?;
        serde_json::from_slice(answer.body).map_err(|e| e.to_string())
    })?;
    let services = profile["ucp"]["services"]["dev.ucp.shopping"].as_array().ok_or("no shopping service")?;
    let rest = services.iter().find(|service| service["transport"] == "rest").ok_or("no rest transport")?;
    let endpoint = rest["endpoint"].as_str().ok_or("no endpoint")?;
    Ok(endpoint.splitn(4, '/').nth(3).map_or_else(String::new, |path| format!("/{path}")))
}

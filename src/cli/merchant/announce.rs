//! What a started merchant says about itself.

use super::MerchantArguments;
use crate::protocol::version::ProtocolVersion;
use crate::simulator::Application;
use std::io::Write;

/// Writes where each authority is reached and how to try it.
pub(super) fn announce(
    arguments: &MerchantArguments,
    applications: &[(ProtocolVersion, Application)],
    out: &mut dyn Write,
) -> std::io::Result<()> {
    for (version, application) in applications {
        let url = application.base_url();
        writeln!(out, "merchant    {url}  ({}, UCP {version})", arguments.scenario)?;
        writeln!(out, "listening   {}:{}", arguments.host, application.port())?;
        writeln!(out, "profile     {url}/.well-known/ucp")?;
    }
    if let Some(path) = &arguments.tls_ca_out {
        writeln!(out, "trust       {}", path.display())?;
    }
    if arguments.allow_plain_http {
        writeln!(out, "development allow-plain-http: profiles and inboxes on this machine, https or http")?;
    } else if arguments.allow_loopback {
        writeln!(out, "development allow-loopback: profiles and inboxes on this machine")?;
    }
    writeln!(out)?;
    for (_, application) in applications {
        let trust = match (&arguments.tls_ca_out, application.authority()) {
            (Some(path), Some(_)) => format!("--cacert {} ", path.display()),
            (None, Some(_)) => "--insecure ".to_owned(),
            (_, None) => String::new(),
        };
        writeln!(out, "Try: curl {trust}{}/.well-known/ucp", application.base_url())?;
    }
    writeln!(out, "Stop with Ctrl-C.")?;
    out.flush()
}

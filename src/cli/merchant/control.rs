//! `--control`: the control listener beside each authority.

use crate::protocol::version::ProtocolVersion;
use crate::simulator::control::{ControlServer, Settings, Token};
use crate::simulator::{Application, ApplicationError};
use clap::Args;
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

/// Where the control listener is when only `--control` is given.
const USUAL: &str = "127.0.0.1:8440";

/// Options of the control plane.
#[derive(Debug, Args)]
#[command(next_help_heading = "Control plane")]
pub(super) struct ControlArguments {
    /// Open the control listener (default 127.0.0.1:8440); a port alone means this machine, port 0 a free one.
    /// Several versions take this port and those that follow it
    #[arg(
        long, value_name = "ADDR:PORT", num_args = 0..=1, require_equals = true, default_missing_value = USUAL,
        value_parser = parse_address
    )]
    control: Option<SocketAddr>,
    /// File that holds the control token; written with a generated one, for its owner only, when it does not
    /// exist. Without it the token is generated and printed once
    #[arg(long, value_name = "FILE", requires = "control")]
    control_token_file: Option<PathBuf>,
    /// Speak TLS on the control listener, with the merchant's certificate
    #[arg(long, requires = "control")]
    control_tls: bool,
    /// Host name under which the control listener is reached, beside localhost and addresses of this machine;
    /// may be repeated
    #[arg(long, value_name = "NAME", requires = "control")]
    control_host: Vec<String>,
}

fn parse_address(text: &str) -> Result<SocketAddr, String> {
    if let Ok(port) = text.trim_start_matches(':').parse::<u16>() {
        return Ok(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port));
    }
    text.parse().map_err(|_| "expected ADDR:PORT such as 127.0.0.1:8440, or a port".to_owned())
}

/// The control listeners of a merchant.
#[derive(Debug)]
pub(super) struct Opened {
    servers: Vec<(ProtocolVersion, ControlServer)>,
    /// What is told about the token.
    token: Told,
}

#[derive(Debug)]
enum Told {
    /// Printed once.
    Secret(Token),
    /// Kept here.
    File(PathBuf),
}

impl ControlArguments {
    /// Opens a listener per authority; none when none is asked for.
    ///
    /// # Errors
    /// When one cannot be opened, or the token cannot be read or written.
    pub(super) fn open(
        &self,
        applications: &[(ProtocolVersion, Application)],
    ) -> Result<Option<Opened>, ApplicationError> {
        let Some(first) = self.control else { return Ok(None) };
        let (token, told) = self.token()?;
        let mut servers = Vec::with_capacity(applications.len());
        for (at, (version, application)) in applications.iter().enumerate() {
            let listen = SocketAddr::new(first.ip(), following(first.port(), at)?);
            servers.push((*version, self.start(listen, token.clone(), application)?));
        }
        let ports: Vec<u16> = applications.iter().map(|(_, application)| application.port()).collect();
        match servers.iter().find(|(_, server)| ports.contains(&server.address().port())) {
            Some((_, server)) => Err(ApplicationError::Control(format!(
                "the control listener must not share port {} with the merchant; choose another with --control=ADDR:PORT",
                server.address().port()
            ))),
            None => Ok(Some(Opened { servers, token: told })),
        }
    }

    fn start(
        &self,
        listen: SocketAddr,
        token: Token,
        application: &Application,
    ) -> Result<ControlServer, ApplicationError> {
        let tls = match (self.control_tls, application.tls()) {
            (false, _) => None,
            (true, Some(tls)) => Some(tls.clone()),
            (true, None) => {
                let reason = "--control-tls uses the merchant's certificate, which has none with --tls off";
                return Err(ApplicationError::Control(reason.to_owned()));
            }
        };
        let settings = Settings { listen, tls, hosts: self.control_host.clone(), ..Settings::local(token) };
        ControlServer::start(settings, application.sessions().clone())
            .map_err(|error| ApplicationError::Control(error.to_string()))
    }

    fn token(&self) -> Result<(Token, Told), ApplicationError> {
        let made = || Token::generate().map_err(|error| ApplicationError::Control(error.to_string()));
        let Some(path) = &self.control_token_file else {
            let token = made()?;
            return Ok((token.clone(), Told::Secret(token)));
        };
        let token = match std::fs::read_to_string(path) {
            Ok(text) => {
                warn_if_open(path);
                Token::parse(&text)
                    .map_err(|error| ApplicationError::Control(format!("{}: {error}", path.display())))?
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let token = made()?;
                write_private(path, token.reveal()).map_err(|error| file_error(path, &error))?;
                token
            }
            Err(error) => return Err(file_error(path, &error)),
        };
        Ok((token, Told::File(path.clone())))
    }
}

/// The port of listener number `at`; 0 stays 0.
fn following(first: u16, at: usize) -> Result<u16, ApplicationError> {
    let next = u16::try_from(at).ok().and_then(|at| first.checked_add(at));
    match (first, next) {
        (0, _) => Ok(0),
        (_, Some(port)) => Ok(port),
        (_, None) => Err(ApplicationError::Control(format!("no port follows {first}; choose a lower one"))),
    }
}

fn file_error(path: &Path, error: &std::io::Error) -> ApplicationError {
    ApplicationError::File { path: path.to_owned(), reason: error.to_string() }
}

/// Says so when others than the owner can read a token.
fn warn_if_open(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let open = std::fs::metadata(path).is_ok_and(|about| about.permissions().mode() & 0o077 != 0);
        if open {
            eprintln!("ucp-assay: warning: {} can be read by others; chmod 600 it", path.display());
        }
    }
}

/// Writes a new file that only its owner can read.
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(format!("{text}\n").as_bytes())
}

impl Opened {
    /// Writes where the listeners are, and the token if it is kept nowhere.
    pub(super) fn announce(&self, out: &mut dyn Write) -> std::io::Result<()> {
        for (version, server) in &self.servers {
            writeln!(out, "control     {}/  (dashboard and API of UCP {version})", server.url())?;
        }
        match &self.token {
            Told::Secret(token) => writeln!(out, "token       {}  (shown once)", token.reveal()),
            Told::File(path) => writeln!(out, "token       in {}", path.display()),
        }
    }

    /// Stops the listeners.
    pub(super) async fn stop(self) {
        for (_, server) in self.servers {
            server.stop().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;
    use rstest::rstest;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        control: ControlArguments,
    }

    fn parsed(line: &str) -> Result<ControlArguments, clap::Error> {
        let words = std::iter::once("merchant").chain(line.split_whitespace());
        Line::try_parse_from(words).map(|line| line.control)
    }

    #[rstest]
    #[case("", None)]
    #[case("--control", Some("127.0.0.1:8440"))]
    #[case("--control=9000", Some("127.0.0.1:9000"))]
    #[case("--control=:0", Some("127.0.0.1:0"))]
    #[case("--control=0.0.0.0:9000", Some("0.0.0.0:9000"))]
    #[case("--control=[::1]:9000", Some("[::1]:9000"))]
    fn it_is_off_by_default_and_on_this_machine_when_on(#[case] line: &str, #[case] at: Option<&str>) {
        let expected = at.map(|at| at.parse::<SocketAddr>().unwrap());
        assert_eq!(parsed(line).unwrap().control, expected);
    }

    #[rstest]
    #[case("--control=elsewhere")]
    #[case("--control=localhost:99999")]
    #[case("--control-tls")]
    #[case("--control-token-file x")]
    fn nonsense_is_refused(#[case] line: &str) {
        assert!(parsed(line).is_err());
    }

    #[test]
    fn a_token_file_is_written_once_for_its_owner_and_then_read() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("token");
        let line = format!("--control --control-token-file {}", path.display());
        let (first, _) = parsed(&line).unwrap().token().unwrap();
        let (second, _) = parsed(&line).unwrap().token().unwrap();
        assert_eq!(first, second);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        std::fs::write(&path, "short").unwrap();
        assert!(parsed(&line).unwrap().token().unwrap_err().to_string().contains("32"));
    }
}

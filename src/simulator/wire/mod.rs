//! Sockets, TLS and the HTTP server below the routes.

mod leave;
mod line;
mod polite;
mod server;
mod socket;
mod tls;

pub(super) use leave::leave;
pub(super) use server::{Listening, listen};
pub(super) use tls::Front;

//! Sockets, TLS and the HTTP server below the routes.

mod polite;
mod server;

pub(super) use server::{Listening, listen};

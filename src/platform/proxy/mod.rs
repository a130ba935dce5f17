//! A CONNECT proxy on this machine that leads names of the outside world to a listener of ours: a program
//! under test asks for `https://merchant.example.com` and reaches the simulator, with no change to the
//! machine. TLS goes through untouched. What leads nowhere here is refused, so that nothing under test
//! reaches the internet by accident, and written down.

mod head;
mod routes;
mod server;

pub use routes::{Asked, Routes};
pub use server::ConnectProxy;

#[cfg(test)]
mod tests;

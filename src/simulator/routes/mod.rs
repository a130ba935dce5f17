//! From method and path to what serves them: discovery, documents, health, and the operations.

mod buyer;
mod dispatch;
mod documents;

pub(super) use dispatch::{authority, serve};

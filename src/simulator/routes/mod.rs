//! From method and path to what serves them: discovery, documents, health, pages for people, and the operations.

mod buyer;
mod dispatch;
mod documents;
mod pages;

pub(super) use dispatch::{authority, serve};

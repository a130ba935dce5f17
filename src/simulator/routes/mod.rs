//! From method and path to what serves them: discovery, documents, health, pages for people, and the operations.

mod buyer;
mod dispatch;
mod documents;
mod handler_documents;
mod pages;

pub(super) use dispatch::{authority, serve};

use super::sessions::Sessions;
use actix_web::web::{Data, ServiceConfig, to};

/// The merchant as a service without a listener, for benches and for embedding in an actix
/// application of your own.
pub fn configure(sessions: Sessions) -> impl FnOnce(&mut ServiceConfig) {
    move |config| {
        config.app_data(Data::new(sessions)).default_service(to(serve));
    }
}

//! The page behind `continue_url`: where a person does what the API cannot carry (approve an order,
//! authenticate a payment, answer a question, give an address), or sees how the checkout ended.
//!
//! Server-rendered, works without JavaScript, loads nothing from elsewhere. The address holds the
//! checkout's identifier, which nobody can guess; acting needs a POST from the page itself.

mod form;
mod guard;
mod html;
mod steps;
mod view;

#[cfg(test)]
mod tests;

pub use form::{FormError, parse};
pub use guard::is_same_origin;
pub use html::{HEADERS, not_found, page, plain_page, refused};

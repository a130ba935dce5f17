//! What each fault does: one function per fault, by area.

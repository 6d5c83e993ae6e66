//! From markdown to an article; reads it as plain text so far.

pub(super) use super::plain::article;

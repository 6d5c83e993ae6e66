//! Browser glue: each file wraps one browser feature and decides nothing.

pub mod dom_text;
pub mod focus;
pub mod highlights;
pub mod hit;
pub mod observe;
pub mod rects;
pub mod scroll;
pub mod selection;
pub mod unicode;

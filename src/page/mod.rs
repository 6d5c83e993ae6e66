//! Browser glue: each file wraps one browser feature and decides nothing.

pub mod arrivals;
pub mod clock;
pub mod compress;
pub mod database;
pub mod dom_text;
pub mod files;
pub mod focus;
pub mod highlights;
pub mod hit;
pub mod idb;
pub mod intl;
pub mod js_error;
pub mod locks;
pub mod observe;
pub mod paper;
pub mod part;
pub mod rects;
pub mod render;
pub mod scroll;
pub mod selection;
pub mod sharing;
pub mod sheets;
pub mod slices;
pub mod source;
pub mod tabs;
pub mod unicode;

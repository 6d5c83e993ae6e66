//! Browser glue: each file wraps one browser feature and decides nothing.

pub mod clock;
pub mod compress;
pub mod database;
pub mod files;
pub mod idb;
pub mod intl;
pub mod js_error;
pub mod render;
pub mod sheets;
pub mod slices;
pub mod source;
pub mod tabs;

//! Browser glue: each file wraps one browser feature and decides nothing.

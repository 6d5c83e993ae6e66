//! Components: a projection of the session's state.

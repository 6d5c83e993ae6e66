//! From a state and an action to the next state and its commands.

use std::rc::Rc;

use super::{Action, Command, State};

/// What follows from `action`. Answers the same `Rc` when nothing changed.
pub fn reduce(state: &Rc<State>, action: Action) -> (Rc<State>, Vec<Command>) {
    let _ = action;
    (Rc::clone(state), Vec::new())
}

//! What is going on: state, actions, and the commands that follow from them.

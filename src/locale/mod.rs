//! Every word that people see, per language.

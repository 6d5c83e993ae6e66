//! The model: an annotation, its person, its history; editing and merging.

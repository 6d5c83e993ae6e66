//! The custom element's other half: attributes, methods, events, life cycle.

//! Durable keeping: what a store must promise, and the store in memory.

//! The version vector of an annotation: how many versions each of its author's devices wrote.

use std::cmp::Ordering;

/// Device → counter, sorted by device, no counter zero.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Version(Vec<(String, u32)>);

impl Version {
    /// From entries in any order; the highest counter of a device counts, zeros are left out.
    pub fn new(entries: impl IntoIterator<Item = (String, u32)>) -> Self {
        let mut version = Self::default();
        for (device, counter) in entries {
            version.raise(device, counter);
        }
        version
    }

    /// The entries, sorted by device.
    pub fn entries(&self) -> &[(String, u32)] {
        &self.0
    }

    /// The sum of the counters (`revision`), 1 for what was written once.
    pub fn revision(&self) -> u32 {
        self.0
            .iter()
            .fold(0u32, |sum, (_, counter)| sum.saturating_add(*counter))
    }

    /// The version after this one, written by `device`.
    pub fn next(&self, device: &str) -> Self {
        let counter = self
            .0
            .iter()
            .find(|(name, _)| name == device)
            .map_or(0, |(_, counter)| *counter);
        let mut next = self.clone();
        next.raise(device.to_owned(), counter.saturating_add(1));
        next
    }

    /// The least version that is after both.
    pub fn join(&self, other: &Self) -> Self {
        Self::new(self.0.iter().chain(&other.0).cloned())
    }

    fn raise(&mut self, device: String, counter: u32) {
        if counter == 0 {
            return;
        }
        match self.0.binary_search_by(|(name, _)| name.cmp(&device)) {
            Ok(at) => {
                if let Some(entry) = self.0.get_mut(at) {
                    entry.1 = entry.1.max(counter);
                }
            }
            Err(at) => self.0.insert(at, (device, counter)),
        }
    }

    fn covers(&self, other: &Self) -> bool {
        other.0.iter().all(|(device, counter)| {
            let at = self.0.binary_search_by(|(name, _)| name.cmp(device));
            at.is_ok_and(|at| self.0.get(at).is_some_and(|(_, own)| own >= counter))
        })
    }
}

impl PartialOrd for Version {
    /// `None` when each knows something that the other does not.
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self.covers(other), other.covers(self)) {
            (true, true) => Some(Ordering::Equal),
            (true, false) => Some(Ordering::Greater),
            (false, true) => Some(Ordering::Less),
            (false, false) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_version_is_after_the_one_before_and_beside_another_device() {
        let first = Version::default().next("phone");
        let second = first.next("phone");
        let beside = first.next("laptop");
        assert!(second > first && beside > first);
        assert_eq!(second.partial_cmp(&beside), None);
        assert!(second.join(&beside) > second);
        assert_eq!(second.join(&beside).revision(), 3);
    }
}

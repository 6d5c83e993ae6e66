//! Sorted maps and sets in one block of memory: a fraction of the code of the standard library's trees.
//!
//! An insertion moves what is behind it, so values are small or shared ones. What arrives in order,
//! as from a store, is only appended.

use std::borrow::Borrow;

/// A map, sorted by key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Map<K, V> {
    list: Vec<(K, V)>,
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Self { list: Vec::new() }
    }
}

impl<K: Ord, V> Map<K, V> {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// The place of a key, or where it would stand.
    fn find<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        match self.list.last() {
            Some((last, _)) if last.borrow() < key => Err(self.list.len()),
            _ => self
                .list
                .binary_search_by(|(other, _)| other.borrow().cmp(key)),
        }
    }

    /// The value under a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let at = self.find(key).ok()?;
        self.list.get(at).map(|(_, value)| value)
    }

    /// The value under a key, to change.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let at = self.find(key).ok()?;
        self.list.get_mut(at).map(|(_, value)| value)
    }

    /// The value under a key, to change, for whoever goes through many keys in about their order: `last` is where the
    /// one before was found, and mostly this one is next to it.
    pub fn get_mut_after<Q: Ord + ?Sized>(&mut self, last: &mut usize, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let next = self.list.get(*last + 1);
        *last = match next {
            Some((other, _)) if other.borrow() == key => *last + 1,
            _ => self.find(key).ok()?,
        };
        self.list.get_mut(*last).map(|(_, value)| value)
    }

    /// Whether there is a value under a key.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.find(key).is_ok()
    }

    /// Puts a value under a key; answers the one before.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.find(&key) {
            Ok(at) => (self.list.get_mut(at)).map(|(_, old)| std::mem::replace(old, value)),
            Err(at) => {
                self.list.insert(at, (key, value));
                None
            }
        }
    }

    /// Takes in many values. In the order of their keys they are merged in one pass; what is out of order is
    /// inserted by itself.
    pub fn insert_all(&mut self, list: Vec<(K, V)>) {
        if list.len() < 8 {
            for (key, value) in list {
                self.insert(key, value);
            }
            return;
        }
        let mut late = Vec::new();
        let mut merged = Vec::with_capacity(self.list.len() + list.len());
        let mut old = std::mem::take(&mut self.list).into_iter().peekable();
        for (key, value) in list {
            if merged.last().is_some_and(|(last, _)| *last >= key) {
                late.push((key, value));
                continue;
            }
            while let Some(before) = old.next_if(|(other, _)| *other <= key) {
                if before.0 < key {
                    merged.push(before);
                }
            }
            merged.push((key, value));
        }
        merged.extend(old);
        self.list = merged;
        for (key, value) in late {
            self.insert(key, value);
        }
    }

    /// Takes out all that `is_gone` says, in one pass.
    pub fn remove_all(&mut self, is_gone: impl Fn(&K) -> bool) {
        self.list.retain(|(key, _)| !is_gone(key));
    }

    /// The keys that only one of both has, or whose values `is_same` says not to be the same; by key.
    pub fn differences<'a>(
        &'a self,
        other: &'a Self,
        is_same: impl Fn(&V, &V) -> bool,
    ) -> Vec<&'a K> {
        let mut found = Vec::new();
        let mut theirs = other.list.iter().peekable();
        for (key, value) in &self.list {
            // Mostly it is the next one.
            let mut same = theirs.next_if(|(other, _)| other == key);
            while same.is_none() {
                let Some((only, _)) = theirs.next_if(|(other, _)| other < key) else {
                    break;
                };
                found.push(only);
                same = theirs.next_if(|(other, _)| other == key);
            }
            if !same.is_some_and(|(_, other)| is_same(value, other)) {
                found.push(key);
            }
        }
        found.extend(theirs.map(|(only, _)| only));
        found
    }

    /// Takes a key out; answers its value.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let at = self.find(key).ok()?;
        Some(self.list.remove(at).1)
    }
}

impl<K: Ord + Clone, V: Default> Map<K, V> {
    /// Changes the value under a key, of a new key the default.
    pub fn change(&mut self, key: &K, change: impl FnOnce(&mut V)) {
        let at = match self.find(key) {
            Ok(at) => at,
            Err(at) => {
                self.list.insert(at, (key.clone(), V::default()));
                at
            }
        };
        if let Some((_, value)) = self.list.get_mut(at) {
            change(value);
        }
    }
}

impl<K, V> Map<K, V> {
    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Keys and values, by key.
    pub fn iter(&self) -> std::slice::Iter<'_, (K, V)> {
        self.list.iter()
    }

    /// The keys in their order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> {
        self.list.iter().map(|(key, _)| key)
    }

    /// The values in the order of their keys.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> {
        self.list.iter().map(|(_, value)| value)
    }

    /// The values in the order of their keys, to change.
    pub fn values_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut V> {
        self.list.iter_mut().map(|(_, value)| value)
    }

    /// Keys and values as a list, by key.
    pub fn into_list(self) -> Vec<(K, V)> {
        self.list
    }
}

impl<'a, K, V> IntoIterator for &'a Map<K, V> {
    type Item = &'a (K, V);
    type IntoIter = std::slice::Iter<'a, (K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for Map<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut map = Self::new();
        for (key, value) in pairs {
            map.insert(key, value);
        }
        map
    }
}

/// A sorted set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set<K> {
    map: Map<K, ()>,
}

impl<K> Default for Set<K> {
    fn default() -> Self {
        Self {
            map: Map::default(),
        }
    }
}

impl<K: Ord> Set<K> {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts it in; whether it was not there.
    pub fn insert(&mut self, key: K) -> bool {
        self.map.insert(key, ()).is_none()
    }

    /// All of them, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &K> {
        self.map.keys()
    }

    /// Whether it is there.
    pub fn contains<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.map.contains_key(key)
    }
}

impl<K: Ord> FromIterator<K> for Set<K> {
    fn from_iter<I: IntoIterator<Item = K>>(keys: I) -> Self {
        let mut set = Self::new();
        for key in keys {
            set.insert(key);
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_holds_what_a_tree_holds(
            steps in prop::collection::vec((0u8..20, 0u8..4), 0..200),
            all in prop::collection::vec(0u8..30, 0..40),
        ) {
            let mut map: Map<u8, u8> = Map::new();
            let mut tree = BTreeMap::new();
            for (key, what) in steps {
                match what {
                    0 => prop_assert_eq!(map.remove(&key), tree.remove(&key)),
                    2 if key % 4 == 0 => {
                        map.remove_all(|other| other % 3 == key % 3);
                        tree.retain(|other, _| other % 3 != key % 3);
                    }
                    1 => {
                        map.change(&key, |value| *value += 1);
                        *tree.entry(key).or_default() += 1;
                    }
                    _ => prop_assert_eq!(map.insert(key, what), tree.insert(key, what)),
                }
                prop_assert_eq!(map.get(&key), tree.get(&key));
                prop_assert_eq!(map.contains_key(&key), tree.contains_key(&key));
            }
            let mut last = 0;
            for key in (0u8..20).chain([3, 4, 0]) {
                prop_assert_eq!(map.get_mut_after(&mut last, &key), tree.get_mut(&key));
            }
            let many: Vec<(u8, u8)> = all.into_iter().map(|key| (key, 9)).collect();
            let before = map.clone();
            map.insert_all(many.clone());
            let differ: Vec<u8> = (0..30).filter(|key| map.get(key) != before.get(key)).collect();
            let found = map.differences(&before, |a, b| a == b);
            prop_assert_eq!(found, differ.iter().collect::<Vec<_>>());
            let found = before.differences(&map, |a, b| a == b);
            prop_assert_eq!(found, differ.iter().collect::<Vec<_>>());
            tree.extend(many);
            prop_assert_eq!(map.len(), tree.len());
            prop_assert_eq!(map.into_list(), tree.into_iter().collect::<Vec<_>>());
        }
    }
}

//! The laws of the merge, over generated versions and over histories of several people and devices.
#![allow(clippy::indexing_slicing)]

mod common;

use common::{Replica, World, history, record, shuffled, version};
use postil::annotation::{Record, conflict, edit};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn merge_is_commutative(a in record(), b in record()) {
        prop_assert_eq!(a.merge(&b), b.merge(&a));
    }

    #[test]
    fn merge_is_associative(a in record(), b in record(), c in record()) {
        prop_assert_eq!(a.merge(&b).merge(&c), a.merge(&b.merge(&c)));
    }

    #[test]
    fn merge_is_idempotent(a in record(), b in record()) {
        prop_assert_eq!(&a.merge(&a), &a);
        let both = a.merge(&b);
        prop_assert_eq!(&both.merge(&a), &both);
        prop_assert_eq!(&both.merge(&both), &both);
    }

    #[test]
    fn merge_keeps_only_versions_that_no_other_dominates(all in proptest::collection::vec(version(), 1..6)) {
        let record = Record::with_others(all[0].clone(), all.iter().skip(1).cloned());
        for one in record.versions() {
            prop_assert!(all.contains(one), "nothing is made up");
            prop_assert!(!all.iter().any(|other| other.version > one.version));
        }
        for one in &all {
            let is_kept = record.versions().any(|kept| kept == one);
            let is_known = record.versions().any(|kept| {
                kept.version > one.version
                    || (one.version.entries().is_empty() && kept.version.entries().is_empty()
                        && kept.modified_instant() > one.modified_instant())
            });
            let is_said = record.versions().any(|kept| {
                kept.version == one.version
                    && kept.deleted.is_some() == one.deleted.is_some()
                    && kept.same_content(one)
            });
            prop_assert!(is_kept || is_known || is_said, "what is not kept is dominated or said by another");
        }
    }

    #[test]
    fn what_lives_is_shown_then_the_highest_revision_then_the_latest(record in record()) {
        let rank = |one: &postil::annotation::Annotation| {
            (one.deleted.is_none(), one.version.revision(), one.modified_instant())
        };
        for other in record.conflicts() {
            prop_assert!(rank(record.shown()) >= rank(other));
        }
    }

    #[test]
    fn any_order_and_any_repetition_ends_in_the_same_state(steps in history(), seed in any::<u64>()) {
        let world = World::of(&steps);
        let everything: Vec<Record> = world.replicas.iter().flat_map(Replica::all).collect();
        let mut expected = Replica::default();
        everything.iter().for_each(|record| expected.take(record));
        for (device, replica) in world.replicas.iter().enumerate() {
            let mut replica = replica.clone();
            for record in shuffled(&everything, seed.wrapping_add(device as u64)) {
                replica.take(&record);
            }
            prop_assert_eq!(&replica.records, &expected.records);
        }
    }

    #[test]
    fn no_words_get_lost_unless_somebody_who_saw_them_changed_them(steps in history()) {
        // Whoever edits next to a conflict keeps both texts, on every device.
        let world = World::of(&steps);
        for replica in &world.replicas {
            for record in replica.records.values().filter(|one| !one.conflicts().is_empty()) {
                let Some(creator) = record.shown().creator.clone() else { continue };
                let stamp = edit::Stamp {
                    now: common::time("2026-09-09T09:09:09Z"),
                    device: "device-new".to_owned(),
                    person: creator,
                };
                let patch = edit::Patch {
                    tags: edit::Field::Set(vec!["fresh".to_owned()]),
                    ..edit::Patch::default()
                };
                let Ok(after) = edit::patch(record, patch, &stamp) else { continue };
                for old in record.conflicts() {
                    prop_assert!(after.holds_content_of(old));
                    prop_assert!(after.merge(record).holds_content_of(old));
                }
                prop_assert_eq!(after.merge(record), after);
            }
        }
    }

    #[test]
    fn any_subset_first_ends_in_the_same_state(steps in history(), seed in any::<u64>()) {
        let world = World::of(&steps);
        let everything: Vec<Record> = world.replicas.iter().flat_map(Replica::all).collect();
        let mut expected = Replica::default();
        everything.iter().for_each(|record| expected.take(record));
        // Some of what is known, edited in between by whoever wrote it, then all of it.
        for part in 1..5u64 {
            let mut replica = Replica::default();
            let shuffled = shuffled(&everything, seed ^ part);
            let some = shuffled.len() * part as usize / 5;
            shuffled.iter().take(some).for_each(|record| replica.take(record));
            replica.all().iter().for_each(|record| replica.take(record));
            shuffled.iter().skip(some).for_each(|record| replica.take(record));
            prop_assert_eq!(&replica.records, &expected.records);
        }
    }

    #[test]
    fn a_name_given_later_is_no_other_version(record in record(), name in "[A-Z][a-z]{1,8}") {
        let mut versions: Vec<_> = record.versions().cloned().collect();
        for author in versions.iter_mut().filter_map(|one| one.creator.as_mut()) {
            author.name = Some(name.clone());
        }
        let renamed = Record::with_others(versions[0].clone(), versions[1..].to_vec());
        let met = record.merge(&renamed);
        prop_assert_eq!(&met, &renamed.merge(&record));
        prop_assert_eq!(met.conflicts().len(), record.conflicts().len());
        prop_assert_eq!(&met.merge(&record).merge(&renamed), &met);
    }

    #[test]
    fn no_two_versions_of_a_record_say_the_same_on_equal_vectors(all in proptest::collection::vec(version(), 1..8)) {
        let record = Record::with_others(all[0].clone(), all.iter().skip(1).cloned());
        let versions: Vec<_> = record.versions().collect();
        for (at, one) in versions.iter().enumerate() {
            for other in &versions[at + 1..] {
                let is_twin = one.version == other.version
                    && one.deleted.is_some() == other.deleted.is_some()
                    && one.same_content(other);
                prop_assert!(!is_twin);
            }
        }
    }

    #[test]
    fn wrong_clocks_decide_about_nothing_that_the_vectors_decide(record in record(), years in 0..4usize) {
        // Only versions with vectors: those of other tools have nothing but their time.
        let has_vectors = record.versions().all(|one| !one.version.entries().is_empty());
        prop_assume!(has_vectors);
        let year = ["1970", "1999", "2031", "9999"][years];
        let mut versions: Vec<_> = record.versions().cloned().collect();
        for one in &mut versions {
            one.modified = Some(common::time(&format!("{year}-05-06T07:08:09Z")));
        }
        let moved = Record::with_others(versions[0].clone(), versions[1..].to_vec());
        prop_assert_eq!(moved.version(), record.version());
        prop_assert_eq!(moved.conflicts().len(), record.conflicts().len());
        let rank = |one: &Record| (one.is_deleted(), one.shown().version.revision());
        prop_assert_eq!(rank(&moved), rank(&record));
    }

    #[test]
    fn both_texts_of_a_conflict_are_in_what_joins_them(steps in history()) {
        let world = World::of(&steps);
        for record in world.replicas.iter().flat_map(Replica::all) {
            let joined = conflict::joined(&record);
            let words = joined.note.as_ref().map_or("", |note| note.value.as_str());
            for version in record.versions().filter(|one| one.deleted.is_none()) {
                let text = version.note.as_ref().map_or("", |note| note.value.trim());
                prop_assert!(words.contains(text), "{text:?} in {words:?}");
                prop_assert!(version.tags.iter().all(|tag| joined.tags.contains(tag)));
            }
        }
    }
}

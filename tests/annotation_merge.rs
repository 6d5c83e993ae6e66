//! The laws of the merge, over generated versions and over histories of several people and devices.
#![allow(clippy::indexing_slicing)]

mod common;

use common::{Replica, World, history, record, shuffled, version};
use postil::annotation::{Record, edit};
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
}

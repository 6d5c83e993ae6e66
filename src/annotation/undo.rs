//! Undo and redo, as pure functions over what was and what became of a record.
//!
//! Undoing a change of one's own writes a new version with the old content, so that merges stay right. Undoing
//! an import puts the record back as it was, as if the file had never been opened: a tombstone would travel and
//! delete other people's notes.
//!
//! What another tab made of the note meanwhile is not taken back with it: it is merged where it is of other parts of
//! the note, and stands beside what undo brings back where it is of the same.

use std::rc::Rc;

use super::edit::{self, Stamp};
use super::{Annotation, AnnotationId, Record, conflict};

/// One record's part in something that can be undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The record before; `None` when there was none.
    pub before: Option<Rc<Record>>,
    /// The record after.
    pub after: Rc<Record>,
    /// Whether it came with a file and not from the reader's hand.
    pub imported: bool,
}

/// What undo or redo wants done with the store.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Save this version; a save is a merge.
    Save(Rc<Record>),
    /// Put the record exactly so, or take it out.
    Put(AnnotationId, Option<Rc<Record>>),
    /// Somebody changed it meanwhile: leave it alone.
    Nothing,
}

/// Takes the edit back, given the record as it is now.
pub fn undo(edit: &Edit, current: Option<&Record>, stamp: &Stamp) -> Step {
    let current = current.unwrap_or(&edit.after);
    if edit.imported {
        return put_back(edit.before.as_ref(), &edit.after, current);
    }
    let next = match &edit.before {
        Some(before) if !before.is_deleted() => instead(before, Some(&edit.after), current, stamp),
        _ => Record::new(edit::tombstone(current, stamp)),
    };
    Step::Save(Rc::new(next))
}

/// Does the edit again, given the record as it is now.
pub fn redo(edit: &Edit, current: Option<&Record>, stamp: &Stamp) -> Step {
    if edit.imported {
        return match current {
            // As it was before the import: what came of it then comes of it now.
            Some(current) if edit.before.as_deref() == Some(current) => {
                Step::Save(Rc::clone(&edit.after))
            }
            Some(current) => Step::Save(Rc::new(current.merge(&edit.after))),
            None => Step::Put(edit.after.id().clone(), Some(Rc::clone(&edit.after))),
        };
    }
    let current = current.unwrap_or(&edit.after);
    Step::Save(Rc::new(if edit.after.is_deleted() {
        Record::new(edit::tombstone(current, stamp))
    } else {
        instead(&edit.after, edit.before.as_deref(), current, stamp)
    }))
}

/// `wanted` in the place of `left`, which `current` is, unless somebody changed it meanwhile.
fn instead(wanted: &Record, left: Option<&Record>, current: &Record, stamp: &Stamp) -> Record {
    let now = current.shown();
    let left = left
        .map(Record::shown)
        .filter(|left| left.deleted.is_none());
    let is_left = |one: &Annotation| left.is_some_and(|left| one.same_content(left));
    let next = edit::beside_conflicts(current, wanted, stamp);
    if now.deleted.is_some() || is_left(now) || now.same_content(wanted.shown()) {
        return next;
    }
    if let Some(merged) = left.and_then(|left| conflict::by_field(left, wanted.shown(), now)) {
        let merged = Record::with_others(merged, wanted.conflicts().iter().cloned());
        return edit::beside_conflicts(current, &merged, stamp);
    }
    let others: Vec<Annotation> = next.conflicts().to_vec();
    let others = others.into_iter().filter(|other| !is_left(other));
    edit::with_beside(&Record::with_others(next.shown().clone(), others), now)
}

fn put_back(before: Option<&Rc<Record>>, after: &Record, current: &Record) -> Step {
    if std::ptr::eq(current, after) || current == after {
        Step::Put(after.id().clone(), before.cloned())
    } else {
        Step::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::edit::{Draft, Patch, create, delete, markdown, patch, restore, settle};
    use crate::annotation::{
        AnnotationId, EditErrorKind, Field, Motivation, NoteChange, Person, Target, Timestamp,
    };
    use serde_json::Map;

    fn stamp(device: &str, person: &str) -> Stamp {
        Stamp {
            now: Timestamp::parse("2026-01-02T03:04:05Z").unwrap(),
            device: device.to_owned(),
            person: Person {
                id: ["urn:", person].concat(),
                name: None,
            },
        }
    }

    fn note(words: &str) -> Record {
        let draft = Draft {
            id: AnnotationId::parse("urn:example:1").unwrap(),
            motivation: None,
            target: Target::Article("urn:article".to_owned()),
            note: Some(markdown(words)),
            tags: vec![" b ".to_owned(), "a".to_owned(), "b".to_owned()],
            color: None,
            extra: Map::new(),
        };
        create(draft, &stamp("phone", "me"))
    }

    fn reworded(record: &Record, words: &str, device: &str) -> Record {
        let change = Patch {
            note: NoteChange::Words(words.to_owned()),
            ..Patch::default()
        };
        patch(record, change, &stamp(device, "me")).unwrap()
    }

    fn words(record: &Record) -> Option<&str> {
        record.shown().note.as_ref().map(|note| note.value.as_str())
    }

    fn edit(before: &Record, after: &Record) -> Edit {
        Edit {
            before: Some(Rc::new(before.clone())),
            after: Rc::new(after.clone()),
            imported: false,
        }
    }

    fn saved(step: Step) -> Record {
        match step {
            Step::Save(record) => Record::clone(&record),
            other => panic!("expected a save, but found {other:?}"),
        }
    }

    #[test]
    fn undo_writes_a_new_version_with_the_old_words_and_redo_the_new_ones() {
        let me = stamp("phone", "me");
        let before = note("before");
        let after = reworded(&before, "after", "phone");
        let edit = edit(&before, &after);
        let undone = saved(undo(&edit, Some(&after), &me));
        assert_eq!(words(&undone), Some("before"));
        assert_eq!(
            undone.merge(&after),
            undone,
            "a merge does not bring it back"
        );
        let redone = saved(redo(&edit, Some(&undone), &me));
        assert_eq!(words(&redone.merge(&undone)), Some("after"));
    }

    fn texts(record: &Record) -> Vec<&str> {
        let notes = record.versions().filter_map(|one| one.note.as_ref());
        let mut texts: Vec<&str> = notes.map(|note| note.value.as_str()).collect();
        texts.sort_unstable();
        texts
    }

    #[test]
    fn undo_and_redo_keep_what_another_tab_made_of_the_note_meanwhile() {
        let me = stamp("phone", "me");
        let before = note("before");
        let after = reworded(&before, "after", "phone");
        let edit = edit(&before, &after);
        let since = reworded(&after, "since", "phone");
        let undone = saved(undo(&edit, Some(&since), &me)).merge(&since);
        assert_eq!(texts(&undone), ["before", "since"]);
        let since = reworded(&before, "since", "phone");
        let redone = saved(redo(&edit, Some(&since), &me)).merge(&since);
        assert_eq!(texts(&redone), ["after", "since"]);

        let tagged = Patch {
            tags: Field::Set(vec!["theirs".to_owned()]),
            ..Patch::default()
        };
        let since = patch(&after, tagged, &me).unwrap();
        let undone = saved(undo(&edit, Some(&since), &me)).merge(&since);
        assert_eq!(texts(&undone), ["before"]);
        assert_eq!(undone.shown().tags, ["theirs"]);
    }

    #[test]
    fn undo_in_a_conflict_takes_back_its_own_text_alone() {
        let me = stamp("phone", "me");
        let before = note("before");
        let after = reworded(&before, "after", "phone");
        let edit = edit(&before, &after);
        let both = after.merge(&reworded(&before, "theirs", "laptop"));
        let undone = saved(undo(&edit, Some(&both), &me)).merge(&both);
        assert_eq!(texts(&undone), ["before", "theirs"]);
    }

    #[test]
    fn undoing_a_creation_is_a_tombstone_and_redoing_it_brings_the_words_back() {
        let me = stamp("phone", "me");
        let after = note("new");
        let edit = Edit {
            before: None,
            after: Rc::new(after.clone()),
            imported: false,
        };
        let gone = saved(undo(&edit, Some(&after), &me));
        assert!(gone.is_deleted() && words(&gone).is_none());
        assert_eq!(words(&saved(redo(&edit, Some(&gone), &me))), Some("new"));
    }

    #[test]
    fn undoing_a_deletion_restores() {
        let me = stamp("phone", "me");
        let before = note("words");
        let gone = delete(&before, &me).unwrap();
        let edit = Edit {
            before: Some(Rc::new(before)),
            after: Rc::new(gone.clone()),
            imported: false,
        };
        let back = saved(undo(&edit, Some(&gone), &me));
        assert!(!back.is_deleted() && words(&back) == Some("words"));
        assert!(saved(redo(&edit, Some(&back), &me)).is_deleted());
    }

    #[test]
    fn undoing_an_import_puts_the_record_back_unless_somebody_changed_it_since() {
        let me = stamp("phone", "me");
        let before = note("mine");
        let after = reworded(&before, "theirs", "forged");
        let edit = Edit {
            before: Some(Rc::new(before.clone())),
            after: Rc::new(after.clone()),
            imported: true,
        };
        let id = before.id().clone();
        assert_eq!(
            undo(&edit, Some(&after), &me),
            Step::Put(id.clone(), Some(Rc::new(before)))
        );
        let since = reworded(&after, "since", "phone");
        assert_eq!(undo(&edit, Some(&since), &me), Step::Nothing);
        assert_eq!(redo(&edit, None, &me), Step::Put(id, Some(Rc::new(after))));
    }

    #[test]
    fn only_the_author_edits_and_the_trash_is_not_edited() {
        let record = note("mine");
        let you = stamp("laptop", "you");
        let refused = delete(&record, &you).unwrap_err();
        let creator = Some("urn:me".to_owned());
        assert_eq!(refused.kind, EditErrorKind::NotYours { creator });
        assert_eq!(
            refused.to_string(),
            "failed to change annotation `urn:example:1`: another person wrote it"
        );
        let gone = delete(&record, &stamp("phone", "me")).unwrap();
        let refused = patch(&gone, Patch::default(), &stamp("phone", "me")).unwrap_err();
        assert_eq!(refused.kind, EditErrorKind::Deleted);
        let refused = restore(&gone, gone.shown(), &stamp("phone", "me")).unwrap_err();
        assert_eq!(refused.kind, EditErrorKind::NotDeleted);
    }

    #[test]
    fn a_patch_keeps_what_it_does_not_name_and_nothing_changed_is_no_version() {
        let record = note("words");
        assert_eq!(record.shown().tags, ["b", "a"]);
        let me = stamp("phone", "me");
        assert_eq!(patch(&record, Patch::default(), &me).unwrap(), record);
        let change = Patch {
            note: NoteChange::Remove,
            motivation: Field::Set(Motivation::Bookmarking),
            ..Patch::default()
        };
        let after = patch(&record, change, &me).unwrap();
        assert_eq!(after.shown().tags, ["b", "a"]);
        assert_eq!(after.shown().motivation, Motivation::Bookmarking);
        assert_eq!(after.shown().version.revision(), 2);
    }

    #[test]
    fn settling_a_conflict_dominates_all_versions() {
        let record = note("first");
        let both = reworded(&record, "left", "phone").merge(&reworded(&record, "right", "laptop"));
        assert_eq!(both.conflicts().len(), 1);
        let tagged = Patch {
            tags: Field::Remove,
            ..Patch::default()
        };
        let tagged = patch(&both, tagged, &stamp("phone", "me")).unwrap();
        assert_eq!(tagged.conflicts().len(), 1, "an edit does not settle");
        let settled = settle(&tagged, &tagged.conflicts()[0], &stamp("phone", "me")).unwrap();
        assert!(settled.conflicts().is_empty());
        assert_eq!(tagged.merge(&both).merge(&settled), settled);
    }
}

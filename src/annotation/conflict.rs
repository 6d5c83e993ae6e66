//! What becomes of versions that stand beside each other: both texts joined, or merged field by field.

use super::{Annotation, Motivation, Record};

/// Between two texts that were joined.
const BETWEEN: &str = "\n\n---\n\n";

/// The shown version with the words and tags of all that live, each once.
pub fn joined(record: &Record) -> Annotation {
    let mut all = record.shown().clone();
    let mut texts: Vec<String> = Vec::new();
    for version in record
        .versions()
        .filter(|version| version.deleted.is_none())
    {
        for tag in &version.tags {
            if !all.tags.contains(tag) {
                all.tags.push(tag.clone());
            }
        }
        let Some(words) = &version.note else { continue };
        if all.note.is_none() {
            all.note = Some(words.clone());
            all.motivation = version.motivation.clone();
        }
        let text = words.value.trim();
        if !texts.iter().any(|known| known == text) {
            texts.push(text.to_owned());
        }
    }
    if let Some(note) = &mut all.note {
        note.value = texts.join(BETWEEN);
    }
    all
}

/// What two changes of one version come to, when no field was changed by both; `None` when one was. Tags are put
/// together one by one.
pub fn by_field(base: &Annotation, mine: &Annotation, theirs: &Annotation) -> Option<Annotation> {
    let mut merged = mine.clone();
    merged.note = either(&base.note, &mine.note, &theirs.note)?;
    merged.color = either(&base.color, &mine.color, &theirs.color)?;
    merged.target = either(&base.target, &mine.target, &theirs.target)?;
    merged.extra = either(&base.extra, &mine.extra, &theirs.extra)?;
    merged.tags = tags(&base.tags, &mine.tags, &theirs.tags);
    merged.motivation = match either(&base.motivation, &mine.motivation, &theirs.motivation) {
        Some(motivation) => motivation,
        // Who wrote words made a note of a highlight in passing; who marked a question meant it.
        None if mine.motivation == Motivation::Commenting => theirs.motivation.clone(),
        None if theirs.motivation == Motivation::Commenting => mine.motivation.clone(),
        None => return None,
    };
    Some(merged)
}

/// The value that was changed, where only one side changed it or both alike.
fn either<T: PartialEq + Clone>(base: &T, mine: &T, theirs: &T) -> Option<T> {
    if mine == theirs || theirs == base {
        Some(mine.clone())
    } else if mine == base {
        Some(theirs.clone())
    } else {
        None
    }
}

/// My tags without those that they took away, and with those that they added.
pub fn tags(base: &[String], mine: &[String], theirs: &[String]) -> Vec<String> {
    let mut merged: Vec<String> = mine
        .iter()
        .filter(|tag| theirs.contains(tag) || !base.contains(tag))
        .cloned()
        .collect();
    for tag in theirs {
        if !base.contains(tag) && !merged.contains(tag) {
            merged.push(tag.clone());
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::edit::{self, Draft, Field, NoteChange, Patch, Stamp, markdown};
    use crate::annotation::{AnnotationId, Color, Person, Target, Timestamp};
    use serde_json::Map;

    fn stamp(device: &str) -> Stamp {
        Stamp {
            now: Timestamp::parse("2026-01-02T03:04:05Z").unwrap(),
            device: device.to_owned(),
            person: Person {
                id: "urn:me".to_owned(),
                name: None,
            },
        }
    }

    fn base() -> Record {
        let draft = Draft {
            id: AnnotationId::parse("urn:example:1").unwrap(),
            motivation: None,
            target: Target::Article("urn:article".to_owned()),
            note: Some(markdown("words")),
            tags: vec!["a".to_owned(), "b".to_owned()],
            color: None,
            extra: Map::new(),
        };
        edit::create(draft, &stamp("phone"))
    }

    fn changed(patch: Patch, device: &str) -> Record {
        edit::patch(&base(), patch, &stamp(device)).unwrap()
    }

    fn words(words: &str) -> Patch {
        Patch {
            note: NoteChange::Words(words.to_owned()),
            ..Patch::default()
        }
    }

    fn tagged(tags: &[&str]) -> Patch {
        Patch {
            tags: Field::Set(tags.iter().map(|&tag| tag.to_owned()).collect()),
            ..Patch::default()
        }
    }

    #[test]
    fn changes_of_different_fields_come_together_and_of_the_same_do_not() {
        let merged = |mine: Patch, theirs: Patch| {
            let (mine, theirs) = (changed(mine, "phone"), changed(theirs, "laptop"));
            let both = by_field(base().shown(), mine.shown(), theirs.shown());
            let other = by_field(base().shown(), theirs.shown(), mine.shown());
            assert_eq!(both.is_some(), other.is_some());
            both
        };
        let both = merged(words("new words"), tagged(&["b", "c"])).unwrap();
        assert_eq!(both.note.unwrap().value, "new words");
        assert_eq!(both.tags, ["b", "c"]);
        let both = merged(tagged(&["a"]), tagged(&["a", "b", "c"])).unwrap();
        assert_eq!(
            both.tags,
            ["a", "c"],
            "one took `b` away, the other added `c`"
        );
        let color = Patch {
            color: Field::Set(Color::Pink),
            ..Patch::default()
        };
        assert_eq!(
            merged(words("new"), color).unwrap().color,
            Some(Color::Pink)
        );
        assert_eq!(merged(words("one"), words("other")), None);
        assert!(merged(words("alike"), words("alike")).is_some());
    }

    #[test]
    fn joined_words_are_all_there_once() {
        let left = changed(words("left"), "phone");
        let right = changed(words("right"), "laptop");
        let twin = changed(words("right "), "tablet");
        let gone = edit::delete(&base(), &stamp("watch")).unwrap();
        let all = left.merge(&right).merge(&twin).merge(&gone);
        let joined = joined(&all);
        let text = joined.note.as_ref().unwrap().value.clone();
        assert_eq!(text.split(BETWEEN).count(), 2, "{text}");
        assert!(text.contains("left") && text.contains("right"), "{text}");
        let settled = edit::settle(&all, &joined, &stamp("phone")).unwrap();
        assert!(settled.conflicts().is_empty() && !settled.is_deleted());
        assert_eq!(settled.merge(&all), settled);
    }
}

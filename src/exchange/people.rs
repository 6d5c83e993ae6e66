//! People in JSON: who sent a file, as the `creator` of the collection, and what is kept of people here.

use serde_json::Value;

use super::fields::{Object, as_list, is_iri, present};
use super::jsonld_out::write_person;
use super::limits::{MAX_COUNTER, MAX_NAME_BYTES};
use crate::annotation::{Color, Person, Profile, profile};

/// Ids of one person beyond this number are left out.
const MAX_ALSO: usize = 50;
const ALSO: &str = "postil:also";

/// A profile as an agent of the Web Annotation model; what that has no word for stands in terms of ours.
pub fn write_profile(profile: &Profile) -> Value {
    let mut written = write_person(&Person {
        id: profile.id.clone(),
        name: profile.name.clone(),
    });
    let Some(entries) = written.as_object_mut() else {
        return written;
    };
    let mut put = |name: &str, value: Value| {
        entries.insert(name.to_owned(), value);
    };
    if let Some(initials) = &profile.initials {
        put("nickname", Value::from(initials.as_str()));
    }
    if let Some(color) = profile.color {
        put("color", Value::from(color.name()));
    }
    if !profile.also.is_empty() {
        put(ALSO, Value::from(profile.also.clone()));
    }
    if profile.revision > 0 {
        put("revision", Value::from(profile.revision));
    }
    written
}

/// A profile of anybody's making; `None` when it is of nobody. What cannot be read of it is left out.
pub fn read_profile(value: &Value) -> Option<Profile> {
    let entries = value.as_object()?;
    let id = present(entries, "id")?.as_str().filter(|id| is_iri(id))?;
    let revision = entries.get("revision").and_then(Value::as_u64).unwrap_or(0);
    let mut profile = Profile::new(id);
    profile.name = text(entries, "name").map(str::to_owned);
    profile.initials = text(entries, "nickname").and_then(profile::typed_initials);
    profile.color = text(entries, "color").and_then(Color::from_name);
    profile.revision = u32::try_from(revision)
        .unwrap_or(MAX_COUNTER)
        .min(MAX_COUNTER);
    for other in as_list(entries.get(ALSO)).iter().take(MAX_ALSO) {
        if let Some(other) = other.as_str().filter(|other| is_iri(other) && *other != id) {
            profile.also.push(other.to_owned());
        }
    }
    profile.also.sort_unstable();
    profile.also.dedup();
    Some(profile)
}

/// Several profiles, as one text to keep.
pub fn write_profiles(profiles: &[Profile]) -> String {
    let list = profiles.iter().map(write_profile).collect();
    Value::Array(list).to_string()
}

/// What [`write_profiles`] wrote; nothing of what cannot be read.
pub fn read_profiles(text: &str) -> Vec<Profile> {
    let value: Value = serde_json::from_str(text).unwrap_or(Value::Null);
    as_list(Some(&value))
        .iter()
        .filter_map(read_profile)
        .collect()
}

/// The sender of a collection with this head.
pub(super) fn sender(head: &Object) -> Option<Profile> {
    read_profile(as_list(head.get("creator")).first()?)
}

fn text<'a>(entries: &'a Object, name: &str) -> Option<&'a str> {
    let text = entries.get(name)?.as_str()?.trim();
    (!text.is_empty() && text.len() <= MAX_NAME_BYTES).then_some(text)
}

/// The `creator` of a collection; none of nobody.
pub(super) fn put_sender(head: &mut Object, sender: Option<&Profile>) {
    if let Some(sender) = sender {
        head.insert("creator".to_owned(), write_profile(sender));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::object;
    use serde_json::json;

    fn agent(more: Value) -> Value {
        let mut agent = object([("id", "urn:uuid:a".into())]);
        agent.extend(more.as_object().cloned().unwrap_or_default());
        Value::Object(agent)
    }

    #[test]
    fn what_is_written_of_a_person_is_read_again() {
        let profile = Profile {
            id: "urn:uuid:a".to_owned(),
            name: Some("Ada \u{1F469}\u{200D}\u{1F680}".to_owned()),
            initials: Some("AL".to_owned()),
            color: Some(Color::Purple),
            also: vec!["urn:uuid:b".to_owned()],
            revision: 3,
        };
        assert_eq!(
            read_profile(&write_profile(&profile)),
            Some(profile.clone())
        );
        let all = [profile, Profile::new("urn:uuid:c")];
        assert_eq!(read_profiles(&write_profiles(&all)), all);
        assert!(read_profiles("{").is_empty());
    }

    #[test]
    fn of_a_hostile_profile_only_what_can_be_shown_is_taken() {
        let read = |more| read_profile(&agent(more)).unwrap();
        let nothing = Profile::new("urn:uuid:a");
        for more in [
            json!({"name": 7, "nickname": [], "color": "red", "postil:also": {}}),
            json!({"name": "  ", "nickname": "\u{202E}", "revision": -1}),
            json!({"name": "n".repeat(MAX_NAME_BYTES + 1)}),
            json!({"postil:also": ["urn:uuid:a", "not an iri", 7]}),
        ] {
            assert_eq!(read(more), nothing);
        }
        let many: Vec<String> = (0..200).map(|at| format!("urn:x:{at}")).collect();
        assert_eq!(read(json!({"postil:also": many})).also.len(), MAX_ALSO);
        assert_eq!(read(json!({"revision": 1e18 as u64})).revision, MAX_COUNTER);
        assert_eq!(read_profile(&json!({"name": "nobody"})), None);
        assert_eq!(read_profile(&json!("urn:uuid:a")), None);
    }
}

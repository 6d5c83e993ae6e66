//! Who reads together: the reader's own profile, what other people say of themselves, whose notes are shown.

use std::rc::Rc;

use super::reduce::{Turn, remember};
use super::state::{Entry, Layer, Past, State};
use super::{Command, Said};
use crate::annotation::{Color, Person, Profile, Record, Stamp, Timestamp, profile};

/// The people of one reader.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// What the reader says about themself.
    pub me: Profile,
    /// The name that the site owner gives the reader; it wins.
    pub given: Option<String>,
    /// What others said about themselves in the files that they sent, sorted by id.
    pub people: Vec<Profile>,
    /// Layers that are not shown, by their ids.
    pub hidden: Vec<String>,
}

/// A change of who reads together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroupChange {
    /// The reader's name; an empty one is none.
    Name(String),
    /// The reader's initials; empty ones are those of the name.
    Initials(String),
    /// The colour of the reader's badge.
    Color(Color),
    /// This person and the reader are one.
    Join(String),
    /// They are not.
    Part(String),
    /// Whether a layer is shown.
    Show(String, bool),
}

impl Group {
    /// The reader's name: as the site owner says, else as the reader does.
    pub fn name(&self) -> Option<String> {
        let name = self.given.as_ref().or(self.me.name.as_ref())?.trim();
        Some(name.to_owned())
    }

    /// Whether a person is the reader, on this device or another.
    pub fn is_me(&self, id: &str) -> bool {
        !id.is_empty() && (self.me.id == id || self.me.also.iter().any(|other| other == id))
    }

    /// The reader and all others.
    pub fn everybody(&self) -> Vec<Profile> {
        let mut all = vec![self.me.clone()];
        all.extend(self.people.iter().cloned());
        all
    }

    /// All ids of the reader.
    pub fn mine(&self) -> Vec<String> {
        let mut mine = vec![self.me.id.clone()];
        mine.extend(self.me.also.iter().cloned());
        mine
    }

    /// What somebody said about themself.
    pub fn profile(&self, id: &str) -> Option<&Profile> {
        let at = self.people.binary_search_by(|one| one.id.as_str().cmp(id));
        self.people.get(at.ok()?)
    }

    /// The person whose layer holds the notes of `id`: of several ids that name each other, the first. A claim that the
    /// other side does not make puts nobody's notes under another name.
    pub fn person<'a>(&'a self, id: &'a str) -> &'a str {
        if self.is_me(id) {
            return &self.me.id;
        }
        let mut first = id;
        while let Some(profile) = self.profile(first) {
            let twins = profile.also.iter().filter(|other| {
                let also = self.profile(other).map(|one| &one.also);
                also.is_some_and(|also| also.iter().any(|back| back == first))
            });
            match twins.min().filter(|other| other.as_str() < first) {
                Some(other) => first = other,
                None => break,
            }
        }
        first
    }

    /// Whether a person says to be the reader, whom the reader has not said so of.
    pub fn claims_me(&self, id: &str) -> bool {
        let claims = |one: &Profile| one.also.iter().any(|other| self.is_me(other));
        !self.is_me(id) && self.profile(id).is_some_and(claims)
    }

    /// Takes in what the sender of a file says; nothing that is said under the reader's id of this device.
    pub fn learn(&mut self, said: &Profile) {
        if self.me.id == said.id || said.is_empty() {
            return;
        }
        match self.people.binary_search_by(|one| one.id.cmp(&said.id)) {
            Ok(at) => {
                if let Some(known) = self.people.get_mut(at) {
                    *known = known.later(said);
                }
            }
            Err(at) => self.people.insert(at, said.clone()),
        }
    }
}

impl State {
    /// The store has said who reads here.
    pub fn introduce(&mut self, reader: &str, device: String, people: Vec<Profile>) {
        self.device = device;
        self.reader.id = reader.to_owned();
        let group = Rc::make_mut(&mut self.group);
        let me = people.iter().find(|one| one.id == reader);
        group.me = me.cloned().unwrap_or_else(|| Profile::new(reader));
        people.iter().for_each(|one| group.learn(one));
        self.reader.name = group.name();
    }

    /// Who changes this record, when and where: of notes from the reader's other devices their author there.
    pub fn stamp_of(&self, record: &Record, now: Timestamp) -> Stamp {
        let mut stamp = self.stamp(now);
        if let Some(author) = &record.shown().creator
            && self.group.is_me(&author.id)
        {
            stamp.person.id.clone_from(&author.id);
            let name = stamp.person.name.take();
            stamp.person.name = name.or_else(|| author.name.clone());
        }
        stamp
    }

    /// The record as it goes out: the reader's notes under the name that the reader has now.
    pub fn named(&self, record: &Rc<Record>) -> Rc<Record> {
        let name = &self.reader.name;
        let is_other = |author: &Person| self.group.is_me(&author.id) && author.name != *name;
        let authors = record.versions().map(|version| version.creator.as_ref());
        if name.is_none() || !authors.flatten().any(is_other) {
            return Rc::clone(record);
        }
        let mut versions: Vec<_> = record.versions().cloned().collect();
        for author in versions.iter_mut().filter_map(|one| one.creator.as_mut()) {
            if is_other(author) {
                author.name.clone_from(name);
            }
        }
        let first = record.shown().clone();
        Rc::new(match versions.split_first() {
            Some((shown, others)) => Record::with_others(shown.clone(), others.to_vec()),
            None => Record::new(first),
        })
    }

    /// The id of the layer that an annotation is on: the person's, or the address of the site owner's file.
    pub fn layer_of<'a>(&'a self, entry: &'a Entry) -> &'a str {
        match (&entry.layer, &entry.record.shown().creator) {
            (Layer::Provided(address), _) => address,
            (Layer::Stored, Some(author)) => self.group.person(&author.id),
            (Layer::Stored, None) => "",
        }
    }

    /// Whether the layer of an annotation is shown.
    pub fn is_shown(&self, entry: &Entry) -> bool {
        let hidden = &self.group.hidden;
        hidden.is_empty() || !hidden.iter().any(|layer| layer == self.layer_of(entry))
    }

    /// What the reader says about themself, for files that go out; nothing of a reader without a name.
    pub fn sender(&self) -> Option<Profile> {
        let mut me = self.group.me.clone();
        me.name = self.reader.name.clone();
        (!me.is_empty() && !me.id.is_empty()).then_some(me)
    }
}

pub(super) fn changed(turn: &mut Turn, change: GroupChange) {
    let group = Rc::make_mut(&mut turn.state.group);
    match change {
        GroupChange::Show(layer, is_shown) => {
            group.hidden.retain(|hidden| *hidden != layer);
            if !is_shown {
                group.hidden.push(layer);
            }
        }
        GroupChange::Join(id) => return join(turn, id, true),
        GroupChange::Part(id) => return join(turn, id, false),
        GroupChange::Name(name) => group.me.name = filled(&name),
        GroupChange::Initials(text) => group.me.initials = profile::typed_initials(&text),
        GroupChange::Color(color) => group.me.color = Some(color),
    }
    let group = Rc::make_mut(&mut turn.state.group);
    group.me.revision = group.me.revision.saturating_add(1);
    turn.state.reader.name = turn.state.group.name();
    turn.then(Command::KeepGroup);
}

fn filled(text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| text.to_owned())
}

/// Joins a person with the reader, or parts them: one step that can be undone.
fn join(turn: &mut Turn, id: String, is_same: bool) {
    if id.is_empty() || id == turn.state.reader.id || turn.state.group.is_me(&id) == is_same {
        return;
    }
    set_joined(turn, &id, is_same);
    let said = if is_same { Said::Joined } else { Said::Parted };
    turn.then(Command::Announce(said));
    remember(turn, Past::Joined(id, is_same));
}

/// Joins or parts, and keeps it.
pub(super) fn set_joined(turn: &mut Turn, id: &str, is_same: bool) {
    let group = Rc::make_mut(&mut turn.state.group);
    group.me.join(id, is_same);
    turn.then(Command::KeepGroup);
}

/// Takes in what the sender of a file says.
pub(super) fn learn(turn: &mut Turn, sender: Option<&Profile>) {
    let Some(sender) = sender else { return };
    let mut group = Group::clone(&turn.state.group);
    group.learn(sender);
    if group != *turn.state.group {
        turn.state.group = Rc::new(group);
        turn.then(Command::KeepGroup);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(id: &str, also: &[&str], revision: u32) -> Profile {
        Profile {
            name: Some(id.to_uppercase()),
            also: also.iter().map(|&id| id.to_owned()).collect(),
            revision,
            ..Profile::new(id)
        }
    }

    fn group(people: &[Profile]) -> Group {
        let mut group = Group {
            me: Profile::new("urn:me"),
            ..Group::default()
        };
        people.iter().for_each(|one| group.learn(one));
        group
    }

    #[test]
    fn two_ids_are_one_person_only_when_both_say_so() {
        let claim = said("urn:b", &["urn:a", "urn:me"], 1);
        let one_sided = group(std::slice::from_ref(&claim));
        assert_eq!(one_sided.person("urn:b"), "urn:b");
        assert!(one_sided.claims_me("urn:b") && !one_sided.is_me("urn:b"));
        let both = group(&[claim, said("urn:a", &["urn:b"], 1)]);
        assert_eq!(both.person("urn:b"), "urn:a");
        assert_eq!(both.person("urn:a"), "urn:a");
    }

    #[test]
    fn ids_that_name_each_other_in_a_circle_end() {
        let ids = ["urn:a", "urn:b", "urn:c"];
        let people: Vec<Profile> = ids.iter().map(|id| said(id, &ids, 1)).collect();
        let group = group(&people);
        assert!(ids.iter().all(|id| group.person(id) == "urn:a"));
    }

    #[test]
    fn nobody_speaks_in_the_readers_name_and_the_later_word_holds() {
        let mut one = group(&[said("urn:me", &["urn:b"], 9), said("urn:b", &[], 2)]);
        assert_eq!(one.people.len(), 1);
        assert!(!one.is_me("urn:b") && !one.is_me(""));
        one.learn(&said("urn:b", &["urn:c"], 1));
        assert!(one.profile("urn:b").unwrap().also.is_empty());
    }
}

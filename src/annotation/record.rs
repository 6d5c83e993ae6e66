//! A record: all versions of one annotation that stand beside each other, and the merge of two records.
//!
//! Invariants: never empty; no version dominates another; versions sorted, the shown one first; no two say the
//! same on equal vectors. The merge is a join (commutative, associative, idempotent), so neither the order of files
//! nor repeats nor wrong clocks matter. What version dominates is said by the vectors alone; only versions of other
//! tools, which have none, go by the time they were modified.
//!
//! Of versions in conflict one that lives is shown before a tombstone: what was changed in one place while it was
//! deleted in another stays to be seen until its author decides. The author's name is no part of what a version
//! says: whoever takes another name later is not in conflict with himself.

use std::cmp::Ordering;

use super::{Annotation, AnnotationId, Version, canonical};

/// The versions of one annotation that no other dominates.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    shown: Annotation,
    conflicts: Vec<Annotation>,
}

// Its one fraction is a share, never NaN. Two handles of one record are thereby alike without a look into it.
impl Eq for Record {}

impl Record {
    /// A record of one version.
    pub fn new(annotation: Annotation) -> Self {
        Self {
            shown: annotation,
            conflicts: Vec::new(),
        }
    }

    /// A record of this version and others; those of another id are left out.
    pub fn with_others(first: Annotation, others: impl IntoIterator<Item = Annotation>) -> Self {
        let id = first.id.clone();
        let mut versions = vec![first.clone()];
        versions.extend(others.into_iter().filter(|other| other.id == id));
        Self::join(first, versions)
    }

    /// The annotation's id.
    pub fn id(&self) -> &AnnotationId {
        &self.shown.id
    }

    /// The version that is shown.
    pub fn shown(&self) -> &Annotation {
        &self.shown
    }

    /// The versions that stand beside the shown one, until the author settles it.
    pub fn conflicts(&self) -> &[Annotation] {
        &self.conflicts
    }

    /// All versions, the shown one first.
    pub fn versions(&self) -> impl Iterator<Item = &Annotation> {
        std::iter::once(&self.shown).chain(&self.conflicts)
    }

    /// Whether the shown version is a tombstone.
    pub fn is_deleted(&self) -> bool {
        self.shown.deleted.is_some()
    }

    /// The least version that is after all of this record's.
    pub fn version(&self) -> Version {
        self.versions().fold(Version::default(), |joined, version| {
            joined.join(&version.version)
        })
    }

    /// What both know. Of two records of different ids, this one.
    pub fn merge(&self, other: &Self) -> Self {
        if self.id() != other.id() || self == other {
            return self.clone();
        }
        let versions = self.versions().chain(other.versions()).cloned().collect();
        Self::join(self.shown.clone(), versions)
    }

    /// Whether a version with this content (words, tags, colour, target) is among them.
    pub fn holds_content_of(&self, annotation: &Annotation) -> bool {
        self.versions().any(|version| {
            version.deleted.is_some() == annotation.deleted.is_some()
                && version.same_content(annotation)
        })
    }

    fn join(first: Annotation, versions: Vec<Annotation>) -> Self {
        let kept: Vec<&Annotation> = versions
            .iter()
            .filter(|version| !versions.iter().any(|other| dominates(other, version)))
            .collect();
        let mut keyed: Vec<(String, &Annotation)> = kept
            .into_iter()
            .map(|version| (canonical::of_version(version), version))
            .collect();
        keyed.sort_by(|(key, version), (other_key, other)| {
            shown_first(version, other).then_with(|| other_key.cmp(key))
        });
        let mut kept: Vec<(String, &Annotation)> = Vec::with_capacity(keyed.len());
        for (_, version) in keyed {
            let content = version.content();
            let is_known = |(known, one): &(String, &Annotation)| {
                is_as_known(one, version) && *known == content
            };
            if !kept.iter().any(is_known) {
                kept.push((content, version));
            }
        }
        let mut versions = kept.into_iter().map(|(_, version)| version.clone());
        Self {
            shown: versions.next().unwrap_or(first),
            conflicts: versions.collect(),
        }
    }
}

/// Whether two versions know the same: where they also have the same content they are one, names and times aside.
fn is_as_known(a: &Annotation, b: &Annotation) -> bool {
    let author = |version: &Annotation| version.creator.as_ref().map(|one| one.id.clone());
    a.version == b.version && a.deleted.is_some() == b.deleted.is_some() && author(a) == author(b)
}

/// Whether `a` knows all that `b` does, and more.
fn dominates(a: &Annotation, b: &Annotation) -> bool {
    match a.version.partial_cmp(&b.version) {
        Some(Ordering::Greater) => true,
        Some(Ordering::Equal) if a.version.entries().is_empty() => {
            a.modified_instant() > b.modified_instant()
        }
        _ => false,
    }
}

/// What lives first, then higher revision, then later modified.
fn shown_first(a: &Annotation, b: &Annotation) -> Ordering {
    let is_gone = |version: &Annotation| version.deleted.is_some();
    is_gone(a)
        .cmp(&is_gone(b))
        .then_with(|| b.version.revision().cmp(&a.version.revision()))
        .then_with(|| b.modified_instant().cmp(&a.modified_instant()))
}

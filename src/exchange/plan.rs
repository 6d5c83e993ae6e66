//! What an import would do, before anything is written.
//!
//! Every item is taken or refused by itself, whatever the order of the file. Opening a file twice changes
//! nothing the second time.

use std::rc::Rc;

use super::jsonld::CONFLICTS;
use super::limits::MAX_CONFLICTS;
use super::problem::{Problem, ProblemKind};
use crate::anchor::Selectors;
use crate::annotation::{AnnotationId, Edit, Record, Target};
use crate::table::{Map, Set};

/// What the plan needs to know from outside.
pub struct PlanContext<'a> {
    /// The IRIs that the article here goes by; fragments do not count.
    pub articles: &'a [String],
    /// The record that is here under an id, if there is one.
    pub current: &'a dyn Fn(&AnnotationId) -> Option<Rc<Record>>,
    /// Whether an id is on a layer that the page provides.
    pub is_read_only: &'a dyn Fn(&AnnotationId) -> bool,
    /// Whether a passage of another article stands here intact and unique.
    pub stands_here: &'a dyn Fn(&Selectors) -> bool,
}

/// One item that is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// Its index in the file.
    pub index: usize,
    /// Why.
    pub problem: Problem,
}

/// What an import does with one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Outcome {
    Added,
    Updated,
    Unchanged,
    Deleted,
    /// It now stands beside another version.
    Conflict,
}

/// What an import does. An item counts once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// Annotations that were not here.
    pub added: usize,
    /// Newer versions of what is here.
    pub updated: usize,
    /// Nothing new.
    pub unchanged: usize,
    /// Deletions.
    pub deleted: usize,
    /// Versions that now stand beside another.
    pub conflicts: usize,
    /// Items not taken, in the order of the file.
    pub rejected: Vec<Rejected>,
    /// What to write, one for each record that changes; also what undo takes back.
    pub edits: Vec<Edit>,
}

impl Plan {
    /// The records to save.
    pub fn records(&self) -> Vec<Rc<Record>> {
        let after = |edit: &Edit| Rc::clone(&edit.after);
        self.edits.iter().map(after).collect()
    }
}

/// A plan being made, item by item, so that long work can be sliced.
#[derive(Debug)]
pub struct Planner {
    items: std::vec::IntoIter<Item>,
    strangers: Set<AnnotationId>,
    /// Where the edit of an id that the file has twice stands in the plan.
    edit_of: Map<AnnotationId, Option<usize>>,
    plan: Plan,
}

/// An item with its index in the file.
type Item = (usize, Result<Record, Problem>);

impl Planner {
    /// Begins a plan for the items of a file.
    pub fn begin(items: Vec<Item>, context: &PlanContext<'_>) -> Self {
        Self {
            strangers: strangers(&items, context),
            edit_of: twice(&items),
            items: items.into_iter(),
            plan: Plan::default(),
        }
    }

    /// Decides about the next item; whether there was one. `taken` hears what became of it, when it is taken.
    pub fn step(
        &mut self,
        context: &PlanContext<'_>,
        taken: &mut dyn FnMut(&Record, Outcome),
    ) -> bool {
        let Some((index, item)) = self.items.next() else {
            return false;
        };
        let decided = item.and_then(|record| {
            let (record, outcome) = self.decide(record, context)?;
            taken(&record, outcome);
            Ok(())
        });
        if let Err(problem) = decided {
            self.plan.rejected.push(Rejected { index, problem });
        }
        true
    }

    /// The plan, as far as it was made.
    pub fn finish(self) -> Plan {
        self.plan
    }

    fn decide(
        &mut self,
        record: Record,
        context: &PlanContext<'_>,
    ) -> Result<(Rc<Record>, Outcome), Problem> {
        let known = self.edit_of.get(record.id()).copied().flatten();
        let edit = known.and_then(|at| self.plan.edits.get(at));
        let here = match edit {
            Some(edit) => edit.before.clone(),
            None => (context.current)(record.id()),
        };
        let now = edit.map(|edit| Rc::clone(&edit.after)).or(here.clone());
        check(
            &record,
            now.as_deref(),
            here.is_some(),
            &self.strangers,
            context,
        )?;
        let after = match &now {
            Some(now) => Rc::new(now.merge(&record)),
            None => Rc::new(record),
        };
        let beside = |record: &Record| record.conflicts().len();
        if beside(&after) > MAX_CONFLICTS.max(now.as_deref().map_or(0, beside)) {
            let (property, limit) = (CONFLICTS, MAX_CONFLICTS);
            return Err(Problem::new(ProblemKind::TooMany { property, limit }));
        }
        let outcome = outcome(now.as_deref(), &after);
        count(&mut self.plan, outcome);
        if outcome == Outcome::Unchanged {
            return Ok((after, outcome));
        }
        match known.and_then(|at| self.plan.edits.get_mut(at)) {
            Some(edit) => edit.after = Rc::clone(&after),
            None => {
                if let Some(place) = self.edit_of.get_mut(after.id()) {
                    *place = Some(self.plan.edits.len());
                }
                self.plan.edits.push(Edit {
                    before: here,
                    after: Rc::clone(&after),
                    imported: true,
                });
            }
        }
        Ok((after, outcome))
    }
}

/// The ids that stand in a file more than once.
fn twice(items: &[Item]) -> Map<AnnotationId, Option<usize>> {
    let mut ids: Vec<&AnnotationId> = items
        .iter()
        .filter_map(|(_, item)| item.as_ref().ok().map(Record::id))
        .collect();
    // Mostly a file has them in order.
    if !ids.is_sorted() {
        ids.sort_unstable();
    }
    let mut twice = Map::new();
    for pair in ids.windows(2) {
        if let [one, other] = pair
            && one == other
        {
            twice.insert(AnnotationId::clone(one), None);
        }
    }
    twice
}

/// Decides about every item of a file.
pub fn import_plan(items: Vec<Item>, context: &PlanContext<'_>) -> Plan {
    let mut planner = Planner::begin(items, context);
    while planner.step(context, &mut |_, _| {}) {}
    planner.finish()
}

/// Whether the item may be taken, or why not.
fn check(
    record: &Record,
    now: Option<&Record>,
    is_here: bool,
    strangers: &Set<AnnotationId>,
    context: &PlanContext<'_>,
) -> Result<(), Problem> {
    let refuse = |kind| Err(Problem::new(kind));
    if (context.is_read_only)(record.id()) {
        return refuse(ProblemKind::ReadOnly);
    }
    let Some(now) = now else {
        if strangers.contains(record.id()) {
            let source = source_of(&record.shown().target).map(str::to_owned);
            return refuse(ProblemKind::OtherArticle { source });
        }
        return Ok(());
    };
    let author = |record: &Record| record.shown().creator.as_ref().map(|one| one.id.clone());
    if author(record) != author(now) {
        return refuse(if is_here {
            ProblemKind::OtherCreator
        } else {
            ProblemKind::DuplicateId
        });
    }
    Ok(())
}

/// What taking an item does, given what is here before and after it.
fn outcome(before: Option<&Record>, after: &Record) -> Outcome {
    match before {
        Some(before) if before == after => Outcome::Unchanged,
        Some(before) if after.conflicts().len() > before.conflicts().len() => Outcome::Conflict,
        Some(before) if after.is_deleted() && !before.is_deleted() => Outcome::Deleted,
        None if after.is_deleted() => Outcome::Deleted,
        Some(_) => Outcome::Updated,
        None => Outcome::Added,
    }
}

fn count(plan: &mut Plan, outcome: Outcome) {
    *match outcome {
        Outcome::Added => &mut plan.added,
        Outcome::Updated => &mut plan.updated,
        Outcome::Unchanged => &mut plan.unchanged,
        Outcome::Deleted => &mut plan.deleted,
        Outcome::Conflict => &mut plan.conflicts,
    } += 1;
}

/// The ids of items that belong to another article: by their source, or by the note that they reply to.
fn strangers(items: &[Item], context: &PlanContext<'_>) -> Set<AnnotationId> {
    let mut parents: Map<&AnnotationId, &AnnotationId> = Map::new();
    let mut strangers = Set::new();
    for (_, item) in items {
        let Ok(record) = item else { continue };
        match &record.shown().target {
            Target::Reply(parent) => {
                parents.insert(record.id(), parent);
            }
            target if !is_of_here(target, context) => {
                strangers.insert(record.id().clone());
            }
            _ => {}
        }
    }
    let mut settled: Set<&AnnotationId> = Set::new();
    for start in parents.keys() {
        let mut path = Vec::new();
        let mut at = *start;
        let is_strange = loop {
            if strangers.contains(at) && (context.current)(at).is_none() {
                break true;
            }
            if !settled.insert(at) {
                break false;
            }
            path.push(at);
            match parents.get(at) {
                Some(parent) => at = parent,
                None => break false,
            }
        };
        if is_strange {
            for id in path {
                strangers.insert(id.clone());
            }
        }
    }
    strangers
}

fn is_of_here(target: &Target, context: &PlanContext<'_>) -> bool {
    let is_here = |source: &str| {
        let bare = |iri: &str| iri.split('#').next().unwrap_or_default().to_owned();
        context
            .articles
            .iter()
            .any(|article| bare(article) == bare(source))
    };
    match target {
        Target::Article(source) => is_here(source),
        Target::Passage(passages) => {
            passages.iter().any(|passage| is_here(&passage.source))
                || passages
                    .first()
                    .is_some_and(|passage| (context.stands_here)(&passage.selectors))
        }
        Target::Reply(_) => true,
        Target::Foreign(_) => false,
    }
}

fn source_of(target: &Target) -> Option<&str> {
    match target {
        Target::Article(source) => Some(source),
        Target::Passage(passages) => passages.first().map(|passage| passage.source.as_str()),
        Target::Reply(id) => Some(id.as_str()),
        Target::Foreign(_) => None,
    }
}

//! Files become an offer: whose notes they are, what taking them would do, what cannot be taken. Writes nothing.

use std::rc::Rc;

use super::super::controller::Controller;
use super::work::{Failure, Work};
use crate::anchor::{self, Placement, Placer, Quote, Selectors, digest};
use crate::annotation::{AnnotationId, Profile, Record, Target};
use crate::exchange::{
    FileReader, ImportError, ImportErrorKind, Outcome, Plan, PlanContext, Planner, Problem,
    ProblemKind, ReadContext, as_text, zip,
};
use crate::page::slices::Slices;
use crate::page::{clock, compress};
use crate::session::{ImportOffer, Kept, Layer, Offered, PersonOffer, Refusal, Source, State};
use crate::table::{Map, Set};

/// A piece of an unpacked file that is checked at once, in bytes.
const PIECE: usize = 200_000;

/// What was given to read.
pub(super) struct Given {
    /// The file's name, where it has one.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Items with their index, running on through all files.
type Items = Vec<(usize, Result<Record, Problem>)>;

#[derive(Default)]
struct Files {
    items: Items,
    /// Where each file begins, and its name.
    starts: Vec<(usize, Rc<str>)>,
    format: Option<&'static str>,
    label: Option<String>,
    senders: Vec<Profile>,
    unreadable: Vec<(String, ImportErrorKind)>,
}

/// Reads what was given and says what taking it would do.
pub(super) async fn make(
    work: &mut Work,
    given: Vec<Given>,
    source: Source,
) -> Result<ImportOffer, Failure> {
    let controller = Rc::clone(&work.controller);
    let state = controller.state();
    let names = given.iter().map(|one| one.name.clone()).collect();
    let files = read_all(work, given, &state).await?;
    let other_version = of_other_version(&state, &files.items);
    let standing = standing(work, &state, &files.items).await?;
    let mut people = People::new(&state);
    let plan = plan(work, &state, files.items, &standing, &mut people).await?;
    work.breathe(0, 0).await?;
    let mut records: Vec<Offered> = plan
        .edits
        .into_iter()
        .map(|edit| Offered {
            person: people.index_of(&edit.after),
            record: edit.after,
            before: edit.before,
            placement: None,
        })
        .collect();
    let by_id = |one: &Offered, other: &Offered| one.record.id().cmp(other.record.id());
    if !records.is_sorted_by(|one, other| by_id(one, other).is_le()) {
        records.sort_by(by_id);
    }
    place_offered(work, &mut records, &mut people).await?;
    let is_elsewhere = |kind: &ProblemKind| matches!(kind, ProblemKind::OtherArticle { .. });
    let rejected = plan.rejected.into_iter();
    let rejected: Vec<Refusal> = rejected
        .map(|one| {
            let (index, file) = file_of(&files.starts, one.index);
            Refusal {
                file,
                index,
                problem: one.problem,
            }
        })
        .collect();
    Ok(ImportOffer {
        names,
        source,
        format: files.format.unwrap_or_default(),
        label: files.label,
        senders: files.senders,
        elsewhere: rejected
            .iter()
            .filter(|one| is_elsewhere(&one.problem.kind))
            .count(),
        other_version,
        people: people.list,
        records: Rc::new(records),
        text: state.text.clone(),
        rejected: Rc::new(rejected),
        unreadable: files.unreadable,
        at: clock::now(),
    })
}

/// The index in its file, and the file's name where there are several.
fn file_of(starts: &[(usize, Rc<str>)], index: usize) -> (usize, Option<Rc<str>>) {
    let file = starts.iter().rev().find(|(start, _)| *start <= index);
    match file {
        Some((start, name)) => {
            let name = (starts.len() > 1).then(|| Rc::clone(name));
            (index - start, name)
        }
        None => (index, None),
    }
}

/// Reads all files; fails when not one of them can be read.
async fn read_all(work: &mut Work, given: Vec<Given>, state: &State) -> Result<Files, Failure> {
    let context = ReadContext {
        article: Some(state.article.clone()),
    };
    let mut files = Files::default();
    for Given { name, bytes } in given {
        match read(work, &mut files, &name, &bytes, &context).await {
            Err(Failure::Unreadable(error)) => files.unreadable.push((name, error.kind)),
            done => done?,
        }
    }
    if files.starts.is_empty()
        && let Some((_, kind)) = files.unreadable.pop()
    {
        return Err(Failure::Unreadable(ImportError { kind }));
    }
    Ok(files)
}

async fn read(
    work: &mut Work,
    files: &mut Files,
    name: &str,
    bytes: &[u8],
    context: &ReadContext,
) -> Result<(), Failure> {
    let unpacked;
    let bytes = if zip::is_zip(bytes) {
        unpacked = unzipped(work, bytes).await?;
        &unpacked
    } else {
        bytes
    };
    let mut reader = FileReader::open(as_text(bytes)?)?;
    let start = files.items.len();
    let total = start + reader.count();
    files.items.reserve(reader.count());
    while let Some((index, item)) = reader.read_next(context) {
        files.items.push((start + index, item));
        if work.is_due() {
            work.breathe(start + index, total).await?;
        }
    }
    files.starts.push((start, name.into()));
    files.senders.extend(reader.sender().cloned());
    files.format.get_or_insert(reader.format().name());
    if files.label.is_none() {
        files.label = reader.label().map(str::to_owned);
    }
    Ok(())
}

/// The set in a ZIP, whole and as large as it says.
async fn unzipped(work: &mut Work, bytes: &[u8]) -> Result<Vec<u8>, Failure> {
    let entry = zip::find_set(bytes)?;
    if entry.method == zip::Method::Stored {
        return Ok(entry.packed.to_vec());
    }
    let damaged = || {
        let reason = "the ZIP is damaged";
        Failure::Unreadable(ImportError {
            kind: ImportErrorKind::BadArchive { reason },
        })
    };
    let inflated = compress::inflate(entry.packed, entry.size).await;
    let unpacked = inflated.ok().flatten().ok_or_else(damaged)?;
    let mut crc = zip::Crc::default();
    for (at, piece) in unpacked.chunks(PIECE).enumerate() {
        if work.is_due() {
            work.breathe(at * PIECE, unpacked.len()).await?;
        }
        crc.take(piece);
    }
    if !entry.is_whole_by(unpacked.len(), crc.finish()) {
        return Err(damaged());
    }
    Ok(unpacked)
}

async fn plan(
    work: &mut Work,
    state: &State,
    items: Items,
    standing: &Set<String>,
    people: &mut People<'_>,
) -> Result<Plan, Failure> {
    let total = items.len();
    let context = PlanContext {
        articles: std::slice::from_ref(&state.article),
        current: &|id| current(state, id),
        is_read_only: &|id| {
            let entry = state.entries.get(id);
            entry.is_some_and(|entry| entry.layer != Layer::Stored)
        },
        stands_here: &|selectors| {
            let quote = selectors.quote.as_ref();
            quote.is_some_and(|quote| standing.contains(&extract(quote)))
        },
    };
    work.breathe(0, total).await?;
    let mut planner = Planner::begin(items, &context);
    let mut done = 0;
    while planner.step(&context, &mut |record, outcome| {
        people.count(record, outcome);
    }) {
        done += 1;
        if work.is_due() {
            work.breathe(done, total).await?;
        }
    }
    Ok(planner.finish())
}

fn current(state: &State, id: &AnnotationId) -> Option<Rc<Record>> {
    let entry = state.entries.get(id)?;
    (entry.kept != Kept::Draft).then(|| state.named(&entry.record))
}

/// What the target in force says of its passage.
fn passage(record: &Record) -> Option<&crate::annotation::PassageTarget> {
    match &record.shown().target {
        Target::Passage(targets) => targets.first(),
        _ => None,
    }
}

/// How many passages of this article were marked in another version of its text.
fn of_other_version(state: &State, items: &Items) -> usize {
    let Some(text) = &state.text else {
        return 0;
    };
    let here = digest(text);
    let versions = items.iter().filter_map(|(_, item)| {
        let passage = passage(item.as_ref().ok()?)?;
        let is_of_here = passage.source == state.article;
        passage.selectors.version.as_ref().filter(|_| is_of_here)
    });
    versions.filter(|version| **version != here).count()
}

/// The extracts of passages of other articles that stand here too, intact and once.
async fn standing(work: &mut Work, state: &State, items: &Items) -> Result<Set<String>, Failure> {
    let strange = items.iter().filter_map(|(_, item)| {
        let passage = passage(item.as_ref().ok()?)?;
        let quote = passage.selectors.quote.as_ref()?;
        (passage.source != state.article).then(|| quote.clone())
    });
    let quotes: Vec<Quote> = strange.collect();
    let targets = quotes.iter().map(|quote| Selectors {
        quote: Some(quote.clone()),
        ..Selectors::default()
    });
    let placements = place_all(work, targets.collect()).await?;
    let mut standing = Set::new();
    for (quote, placement) in quotes.iter().zip(placements) {
        if placement.state == anchor::State::Exact {
            standing.insert(extract(quote));
        }
    }
    Ok(standing)
}

fn extract(quote: &Quote) -> String {
    [&quote.prefix, "\u{1}", &quote.exact, "\u{1}", &quote.suffix].concat()
}

/// Places targets that are not annotations here yet; none where there is no text.
async fn place_all(work: &mut Work, targets: Vec<Selectors>) -> Result<Vec<Placement>, Failure> {
    let controller: Rc<Controller> = Rc::clone(&work.controller);
    let Some(text) = controller.state().text.clone() else {
        return Ok(Vec::new());
    };
    if targets.is_empty() {
        return Ok(Vec::new());
    }
    let earlier = controller.placing.earlier.borrow().clone();
    let mut placer = Placer::new(text, targets, earlier);
    loop {
        let slices = Slices::start();
        if placer.advance(&mut || !slices.is_over()) {
            return Ok(placer.finish());
        }
        work.breathe(0, 0).await?;
    }
}

/// Finds the places of what would be written, and counts what has none here.
async fn place_offered(
    work: &mut Work,
    offered: &mut [Offered],
    people: &mut People<'_>,
) -> Result<(), Failure> {
    let mut targets = Vec::with_capacity(offered.len());
    for one in offered.iter() {
        targets.extend(passage(&one.record).map(|passage| passage.selectors.clone()));
    }
    work.breathe(0, 0).await?;
    let mut placements = place_all(work, targets).await?.into_iter();
    work.breathe(0, 0).await?;
    for one in offered {
        one.placement = passage(&one.record).and_then(|_| placements.next());
        let placement = one.placement.as_ref();
        let is_unplaced = placement.is_some_and(|found| found.state == anchor::State::Unplaced);
        if is_unplaced && !one.record.is_deleted() {
            people.of(&one.record).counts.unplaced += 1;
        }
    }
    Ok(())
}

/// Whose notes are in the files.
struct People<'a> {
    state: &'a State,
    list: Vec<PersonOffer>,
    by_id: Map<String, usize>,
}

impl<'a> People<'a> {
    fn new(state: &'a State) -> Self {
        Self {
            state,
            list: Vec::new(),
            by_id: Map::new(),
        }
    }

    fn index_of(&mut self, record: &Record) -> usize {
        let creator = record.shown().creator.as_ref();
        let id = creator.map_or("", |person| person.id.as_str());
        if let Some(at) = self.by_id.get(id) {
            return *at;
        }
        let at = self.list.len();
        self.by_id.insert(id.to_owned(), at);
        self.list.push(PersonOffer {
            id: id.to_owned(),
            name: creator.and_then(|person| person.name.clone()),
            is_reader: self.state.group.is_me(id),
            is_chosen: true,
            counts: Default::default(),
        });
        at
    }

    fn of(&mut self, record: &Record) -> &mut PersonOffer {
        let at = self.index_of(record);
        #[expect(clippy::indexing_slicing, reason = "an index of this list")]
        &mut self.list[at]
    }

    fn count(&mut self, record: &Record, outcome: Outcome) {
        self.of(record).counts.count(outcome);
    }
}

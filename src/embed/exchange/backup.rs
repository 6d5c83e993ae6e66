//! A copy of everything that this site keeps in this browser, as one file; and taking one in again.

use std::rc::Rc;

use super::super::controller::Controller;
use super::super::keeping::Shared;
use super::super::reminding;
use super::offer::Given;
use super::send::file_name;
use super::work::{Failure, Work};
use crate::annotation::Record;
use crate::exchange::{
    ImportError, ImportErrorKind, MAX_ITEMS, PlanContext, Planner, Problem, as_text,
};
use crate::page::tabs::{Change, Tabs};
use crate::page::{clock, files};
use crate::session::{self, Action, Counts, Dialog, RestoreOffer, RestorePart, Said};
use crate::store::backup::{Line, draft_line, head, read_head, read_line, record_line};
use crate::store::{DraftEntry, Loaded, Stored, Why};
use crate::table::{Map, Set};

/// What the file is called at its end.
const ENDING: &str = "postil-backup.jsonl";
const MEDIA_TYPE: &str = "application/jsonl";
/// So many records are merged in one transaction.
const CHUNK: usize = 200;

/// Saves a copy of everything.
pub(super) async fn save(controller: &Rc<Controller>) -> Result<(), Failure> {
    let mut work = Work::of(controller, session::Work::BackingUp);
    let keeping = controller.keeping().await;
    let state = controller.state();
    let mut text = head(&clock::now(), &state.reader.id);
    let articles = keeping.articles().await?;
    for (at, article) in articles.iter().enumerate() {
        for (id, kept) in keeping.texts(article).await? {
            if work.is_due() {
                work.breathe(at, articles.len()).await?;
            }
            record_line(&mut text, article, &id, &kept);
        }
        for draft in keeping.drafts(article).await? {
            draft_line(&mut text, article, &draft);
        }
    }
    work.end()?;
    let blob = files::blob(text.as_bytes(), MEDIA_TYPE)?;
    let name = file_name(controller, ENDING);
    files::save(&blob, &name)?;
    reminding::looked_after(controller).await;
    super::send::saved(controller, name);
    Ok(())
}

/// Shows what taking a backup in would do.
pub(super) async fn offer(controller: &Rc<Controller>, given: Given) -> Result<(), Failure> {
    let mut work = Work::of(controller, session::Work::Importing);
    let text = as_text(&given.bytes)?;
    let Some(made) = read_head(text) else {
        let kind = ImportErrorKind::UnknownFormat;
        return Err(Failure::Unreadable(ImportError { kind }));
    };
    let count = text.lines().count() - 1;
    if count > MAX_ITEMS {
        let kind = ImportErrorKind::TooManyItems { items: count };
        return Err(Failure::Unreadable(ImportError { kind }));
    }
    let mut offer = RestoreOffer {
        name: given.name,
        made,
        counts: Counts::default(),
        drafts: 0,
        rejected: 0,
        parts: Vec::new(),
        at: clock::now(),
    };
    let mut parts: Map<String, RestorePart> = Map::new();
    for (at, line) in text.lines().skip(1).enumerate() {
        if work.is_due() {
            work.breathe(at, count).await?;
        }
        match read_line(line) {
            Some(Line::Record(article, stored)) => {
                parts.change(&article, |part| part.stored.push(*stored));
            }
            Some(Line::Draft(article, draft)) => {
                parts.change(&article, |part| part.drafts.push(draft));
            }
            None if line.trim().is_empty() => {}
            None => offer.rejected += 1,
        }
    }
    let keeping = controller.keeping().await;
    for (article, part) in parts.into_list() {
        let part = RestorePart { article, ..part };
        let part = compared(&mut work, &keeping, part, &mut offer).await?;
        offer.parts.push(part);
    }
    work.end()?;
    controller.act(Action::Open(Dialog::Restore(Rc::new(offer))));
    Ok(())
}

/// What of a part is not here yet, by the same rules as for any file.
async fn compared(
    work: &mut Work,
    keeping: &Shared,
    part: RestorePart,
    offer: &mut RestoreOffer,
) -> Result<RestorePart, Failure> {
    let RestorePart {
        article,
        stored,
        drafts,
    } = part;
    let Loaded { records, .. } = keeping.load(&article).await?;
    let here: Map<_, _> = records
        .into_iter()
        .map(|record| (record.id().clone(), Rc::new(record)))
        .collect();
    let context = PlanContext {
        articles: std::slice::from_ref(&article),
        current: &|id| here.get(id).cloned(),
        is_read_only: &|_| false,
        stands_here: &|_| true,
    };
    let records = stored
        .iter()
        .map(|one| Ok::<Record, Problem>(one.record.clone()));
    let mut planner = Planner::begin(records.enumerate().collect(), &context);
    let counts = &mut offer.counts;
    while planner.step(&context, &mut |_, outcome| counts.count(outcome)) {
        if work.is_due() {
            work.breathe(0, 0).await?;
        }
    }
    let refused: Set<usize> = planner
        .finish()
        .rejected
        .iter()
        .map(|one| one.index)
        .collect();
    let known = keeping.drafts(&article).await?;
    let is_new = |draft: &DraftEntry| !known.iter().any(|other| other.key == draft.key);
    let drafts: Vec<DraftEntry> = drafts.into_iter().filter(is_new).collect();
    let before = stored.len();
    let stored = stored.into_iter().enumerate();
    let stored: Vec<Stored> = stored
        .filter(|(at, _)| !refused.contains(at))
        .map(|(_, one)| one)
        .collect();
    offer.rejected += before - stored.len();
    offer.drafts += drafts.len();
    Ok(RestorePart {
        article,
        stored,
        drafts,
    })
}

/// Merges a backup with what is here.
pub(super) async fn restore(
    controller: &Rc<Controller>,
    offer: Rc<RestoreOffer>,
) -> Result<(), Failure> {
    controller.act(Action::Close);
    let mut work = Work::of(controller, session::Work::Restoring);
    let keeping = controller.keeping().await;
    let why = Why::Import {
        reader: controller.state().group.mine(),
        at: offer.at.clone(),
    };
    for (at, part) in offer.parts.iter().enumerate() {
        for chunk in part.stored.chunks(CHUNK) {
            let merge = keeping.restore(&part.article, chunk.to_vec(), why.clone());
            merge.await?;
            if work.is_due() {
                work.breathe(at, offer.parts.len()).await?;
            }
        }
        for draft in &part.drafts {
            keeping.put_draft(&part.article, draft.clone()).await?;
        }
        Tabs::open(&part.article, |_| {}).announce(&Change::Everything);
    }
    work.end()?;
    let loaded = keeping.load(&controller.state().article).await?;
    controller.act(Action::Arrived {
        records: loaded.records,
        trash: loaded.trash,
    });
    controller.say(Said::BackupTaken);
    controller.show();
    Ok(())
}

//! What the reader looks for among the notes: the panel, the margin and the text follow it.

use super::fold::fold;
use super::view::{CardView, Kind, MarginView};
use crate::annotation::Color;

/// In which order the panel lists notes; those on the whole article always stand first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// As they stand in the text.
    #[default]
    Document,
    /// The newest first.
    Newest,
    /// The oldest first.
    Oldest,
}

/// What kinds of notes there are to choose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sieve {
    /// Without words.
    Highlight,
    /// With words, on a passage or on the whole article.
    Note,
    /// Asking, answered or not.
    Question,
    /// Asking, and not answered yet.
    Open,
    /// To come back to.
    Bookmark,
    /// Whose passage is not found.
    Unplaced,
}

/// One thing that notes are chosen by. Several of one sort widen the choice, of two sorts narrow it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Facet {
    /// What it is.
    Kind(Sieve),
    /// Its colour.
    Color(Color),
    /// One of its tags.
    Tag(String),
    /// Who wrote it, by id; empty when nobody says.
    Person(String),
}

/// What is looked for, and in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words that must all be there.
    pub search: String,
    /// What was chosen, in the order of its choosing.
    pub facets: Vec<Facet>,
    /// The order of the list.
    pub sort: Sort,
    /// Whether the others leave the text and the margin, instead of standing back.
    pub hides: bool,
}

impl Filter {
    /// Whether anything is looked for.
    pub fn is_active(&self) -> bool {
        !self.facets.is_empty() || !self.search.trim().is_empty()
    }

    /// The same with `facet` chosen, or not any more.
    pub fn toggled(&self, facet: &Facet) -> Self {
        let mut next = self.clone();
        match next.facets.iter().position(|chosen| chosen == facet) {
            Some(at) => {
                next.facets.remove(at);
            }
            None => next.facets.push(facet.clone()),
        }
        next
    }

    /// The same order, with nothing looked for.
    pub fn cleared(&self) -> Self {
        Self {
            search: String::new(),
            facets: Vec::new(),
            ..self.clone()
        }
    }

    /// A test of cards; what it needs of the filter is made once.
    pub fn test(&self) -> impl Fn(&CardView) -> bool + '_ {
        let search = fold(&self.search);
        move |card| has_words(card, &search) && has_facets(card, &self.facets)
    }
}

/// All words anywhere in a card, or all in one of its replies.
fn has_words(card: &CardView, search: &str) -> bool {
    if search.trim().is_empty() {
        return true;
    }
    let words = card.folded.0.get_or_init(|| folded(card).into());
    search.split_whitespace().all(|word| words.contains(word))
        || card.replies.iter().any(|reply| has_words(reply, search))
}

/// Everything in a card that can be searched for.
fn folded(card: &CardView) -> String {
    let mut all = card.quote.clone();
    let name = card.author.name().unwrap_or_default();
    let words = card.words.as_deref().unwrap_or_default();
    for part in [words, name]
        .into_iter()
        .chain(card.tags.iter().map(String::as_str))
    {
        all.push('\n');
        all.push_str(part);
    }
    fold(&all)
}

/// Of each sort that was chosen of, one must hold.
fn has_facets(card: &CardView, facets: &[Facet]) -> bool {
    let sort = std::mem::discriminant::<Facet>;
    facets.iter().all(|facet| {
        has_facet(card, facet)
            || facets
                .iter()
                .any(|other| sort(other) == sort(facet) && has_facet(card, other))
    })
}

fn has_facet(card: &CardView, facet: &Facet) -> bool {
    let in_reply = || card.replies.iter().any(|reply| has_facet(reply, facet));
    match facet {
        Facet::Kind(sieve) => is_of(card, *sieve),
        Facet::Color(color) => has_color(card) && card.color == *color,
        Facet::Tag(tag) => card.tags.contains(tag) || in_reply(),
        Facet::Person(id) => card.creator == *id || in_reply(),
    }
}

fn has_color(card: &CardView) -> bool {
    !matches!(card.kind, Kind::Reply | Kind::PageNote | Kind::Bookmark)
}

fn is_of(card: &CardView, sieve: Sieve) -> bool {
    match sieve {
        Sieve::Highlight => card.kind == Kind::Highlight,
        Sieve::Note => matches!(card.kind, Kind::Note | Kind::PageNote),
        Sieve::Question => card.kind == Kind::Question,
        Sieve::Open => card.kind == Kind::Question && card.answered.is_none(),
        Sieve::Bookmark => card.kind == Kind::Bookmark,
        Sieve::Unplaced => card.is_unplaced(),
    }
}

/// A facet that some note has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// Which.
    pub facet: Facet,
    /// How many notes have it.
    pub notes: usize,
    /// The display name of a person, where there is one.
    pub name: Option<String>,
}

/// What the notes can be chosen by, with how many each would show: kinds, colours, tags, people.
pub fn counts(view: &MarginView) -> Vec<Count> {
    const SIEVES: [Sieve; 6] = [
        Sieve::Highlight,
        Sieve::Note,
        Sieve::Question,
        Sieve::Open,
        Sieve::Bookmark,
        Sieve::Unplaced,
    ];
    let mut counts: Vec<Count> = (SIEVES.map(Facet::Kind).into_iter())
        .chain(Color::ALL.map(Facet::Color))
        .map(|facet| Count {
            facet,
            notes: 0,
            name: None,
        })
        .collect();
    let (mut tags, mut people) = (Vec::new(), Vec::new());
    for card in view.all() {
        for count in &mut counts {
            count.notes += usize::from(has_facet(card, &count.facet));
        }
        gather(card, &mut tags, &mut people);
    }
    for list in [&mut tags, &mut people] {
        list.sort_by(|a, b| (&a.facet, &a.name).cmp(&(&b.facet, &b.name)));
        list.dedup_by(|next, first| {
            let is_same = next.facet == first.facet;
            first.notes += if is_same { next.notes } else { 0 };
            is_same
        });
    }
    counts.extend(tags);
    counts.extend(people);
    counts.retain(|count| count.notes > 0);
    counts
}

/// The tags and people of one card, each once.
fn gather(card: &CardView, tags: &mut Vec<Count>, people: &mut Vec<Count>) {
    fn of(card: &CardView, own: &mut Vec<Count>) {
        let person = Count {
            facet: Facet::Person(card.creator.clone()),
            notes: 1,
            name: card.author.name().map(str::to_owned),
        };
        let tags = card.tags.iter().map(|tag| Count {
            facet: Facet::Tag(tag.clone()),
            notes: 1,
            name: None,
        });
        for count in tags.chain([person]) {
            if !own.iter().any(|known| known.facet == count.facet) {
                own.push(count);
            }
        }
        for reply in &card.replies {
            of(reply, own);
        }
    }
    let mut own = Vec::new();
    of(card, &mut own);
    for count in own {
        match count.facet {
            Facet::Tag(_) => tags.push(count),
            _ => people.push(count),
        }
    }
}

/// How many tags are offered at once.
const OFFERED: usize = 8;

/// The tags that complete what is written: those that begin with it first, then those that hold it;
/// none that the note has already, and none while nothing is written.
pub fn fitting(known: &[String], taken: &[String], written: &str) -> Vec<String> {
    let wanted = fold(written.trim());
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut fits: Vec<(bool, String, &String)> = known
        .iter()
        .filter(|tag| !taken.contains(tag))
        .filter_map(|tag| {
            let folded = fold(tag);
            let at = folded.find(&wanted)?;
            Some((at > 0, folded, tag))
        })
        .collect();
    fits.sort();
    let fits = fits.into_iter().take(OFFERED);
    fits.map(|(_, _, tag)| tag.clone()).collect()
}

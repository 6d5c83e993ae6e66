//! When a place is claimed: the rules, and nothing else.
//!
//! Lengths are in words. `g` is how far a place is ahead: of every other place in this text
//! (*lead*), and of what its best rival reached in the text that the passage was written in
//! (*margin*), as shares of what the extract scores against itself. A deleted passage whose twin
//! stays scores exactly like its rival, so its margin is nothing.

use super::evidence::Match;

/// Ahead by less than this is not ahead; twice that under another heading.
const AHEAD: f32 = 0.05;

/// Where the rival's own text is kept, the extract must fit the place better than that does.
const OVER_RIVAL: f32 = 0.02;
/// A changed passage must keep more than its rival does, by this share of its words.
const NEARER: f32 = 0.02;
/// Where less of what would be marked is the passage's own, it is not the passage.
const LEAST_OWN: f32 = 0.5;

/// What a short passage with a rival near must be ahead.
const SHORT_AHEAD: f32 = 0.1;

/// How a place compares with others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Standing {
    /// Over the next place of this text.
    pub lead: f32,
    /// Over the rival in the old text; `None` when nobody knows.
    pub margin: Option<f32>,
    /// Over the rival's own text at this place, when that is kept.
    pub over_rival: Option<f32>,
    /// What the rival's text keeps of the passage, as a share of its words.
    pub rival_kept: Option<f32>,
    /// Under another heading than it was.
    pub is_other_section: bool,
    /// How often the quote stands in this text.
    pub stands: usize,
    /// What surely placed notes around say about the lead, and about the margin.
    pub by_neighbours: (bool, bool),
}

/// Whether the place is claimed, found without an earlier text of the article.
pub(super) fn accepts(found: &Match, standing: &Standing) -> bool {
    let Some(margin) = standing.margin else {
        return false;
    };
    let (lead_known, margin_known) = standing.by_neighbours;
    if standing.over_rival.is_some_and(|over| over < OVER_RIVAL) && margin < 0.3 {
        return false;
    }
    let lead = if lead_known { 1.0 } else { standing.lead };
    let margin = if margin_known { 1.0 } else { margin };
    let ahead = lead.min(margin);
    let least = if standing.is_other_section {
        2.0 * AHEAD
    } else {
        AHEAD
    };
    // A short passage whose rival came near leans on its context alone, and that is what a
    // deleted neighbour brings along.
    let is_short = found.words < 8 && standing.rival_kept.is_some();
    ahead
        >= if is_short {
            least.max(SHORT_AHEAD)
        } else {
            least
        }
        && if found.is_identical {
            accepts_identical(found, ahead, standing.stands)
        } else {
            let of_rival = standing.rival_kept.unwrap_or(0.0);
            found.kept >= of_rival + NEARER && accepts_changed(found, ahead)
        }
}

fn accepts_identical(found: &Match, g: f32, stands: usize) -> bool {
    let grade = found.grade();
    let side = found.best_side();
    let eight = (found.left.of_eight, found.right.of_eight);
    match found.words {
        25.. => grade >= 1 || g >= 0.2,
        8.. => grade >= 1 || (g >= 0.2 && stands == 1),
        4.. => {
            (grade >= 2 && (!found.is_one_sided() || side.touching >= 3))
                || (grade >= 1 && (side.of_four == 4 || g >= 0.2))
        }
        _ if stands >= 8 && eight.0 + eight.1 < 6 => false,
        _ if found.is_one_sided() => side.of_four == 4 && side.touching >= 4 && g >= 0.25,
        words => {
            grade == 3
                || (grade == 2 && (eight.0.max(eight.1) >= 5 || g >= 0.12))
                || (words >= 2 && grade == 1 && side.of_four >= 3 && g >= 0.2)
        }
    }
}

fn accepts_changed(found: &Match, g: f32) -> bool {
    let grade = found.grade();
    let side = found.best_side();
    let (kept, likeness) = (found.kept, found.likeness);
    if found.own < LEAST_OWN {
        return false;
    }
    match found.words {
        0..4 => false,
        words @ 4..12 => {
            let least = if words < 8 { 0.79 } else { 0.7 };
            let is_kept = kept >= least && likeness >= 0.5;
            let one_sided = found.is_one_sided();
            let near = if one_sided {
                side.touching
            } else {
                side.of_four
            };
            is_kept
                && ((grade >= 2 && !one_sided)
                    || (grade >= 1 && near >= 3 && kept >= 0.79 && g >= 0.12))
        }
        12..25 => (grade >= 2 && kept >= 0.6 && likeness >= 0.5) || (grade == 1 && kept >= 0.75),
        25.. => {
            (grade >= 1 && kept >= 0.6 && likeness >= 0.5)
                || (kept >= 0.8 && likeness >= 0.7 && g >= 0.2)
        }
    }
}

/// Whether the place is claimed to which a diff with an earlier text leads; `is_twin` says whether
/// its rival keeps more of it than the place does, which is asked when the words changed and one
/// side does not agree: a diff may take one of two twins for the other.
pub(super) fn accepts_warm(found: &Match, is_twin: &mut dyn FnMut() -> bool) -> bool {
    let grade = found.grade();
    let side = found.best_side();
    let (kept, likeness) = (found.kept, found.likeness);
    if found.is_identical {
        return match found.words {
            0..4 => grade >= 2 || side.of_four == 4,
            4..12 => grade >= 1,
            12.. => true,
        };
    }
    if found.own < LEAST_OWN {
        return false;
    }
    let is_one_sided = found.is_one_sided();
    let is_kept = match found.words {
        0..4 => false,
        4..12 => {
            grade >= 1
                && likeness >= 0.5
                && kept >= if is_one_sided { 0.79 } else { 0.7 }
                && (!is_one_sided || side.touching >= 3)
        }
        12.. => kept >= 0.6 && likeness >= 0.5 && (grade >= 1 || kept >= 0.75),
    };
    is_kept && !(is_one_sided && is_twin())
}

/// Whether the place is likely enough to ask the reader.
pub(super) fn is_probable(found: &Match, standing: &Standing) -> bool {
    let enough = if found.words < 4 { 1.0 } else { 0.5 };
    let over_rival = standing.over_rival.unwrap_or(0.0);
    found.kept >= enough
        && (found.grade() >= 1 || (found.words >= 4 && found.kept >= 0.8))
        && standing.lead >= 0.02
        && over_rival >= -AHEAD
}

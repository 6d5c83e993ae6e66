//! The strip beside the text that shows where notes are: as few marks as the eye can tell apart.

use crate::annotation::Color;
use crate::text::ByteRange;

/// How many marks fit under each other.
pub const ROWS: usize = 240;
/// How many colours stand beside each other in a row.
const COLUMNS: usize = 3;

/// Where a note is, to be shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// From 0, the beginning of the article, to 1, its end.
    pub at: f64,
    /// Its colour.
    pub color: Color,
}

/// A mark on the strip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Which row, from the top.
    pub row: usize,
    /// Its colour.
    pub color: Color,
    /// Which column, and of how many.
    pub column: (usize, usize),
}

/// The row of a place in the article.
pub fn row(at: f64) -> usize {
    let row = (at.clamp(0.0, 1.0) * ROWS as f64) as usize;
    row.min(ROWS - 1)
}

/// The marks for notes in any order: each row shows each of its colours once.
pub fn marks(spots: impl Iterator<Item = Spot>) -> Vec<Mark> {
    let mut seen = [[false; Color::ALL.len()]; ROWS];
    for spot in spots {
        let color = Color::ALL.iter().position(|color| *color == spot.color);
        let cell = seen.get_mut(row(spot.at));
        if let Some(cell) = cell.and_then(|colors| colors.get_mut(color?)) {
            *cell = true;
        }
    }
    let mut marks = Vec::new();
    for (row, colors) in seen.iter().enumerate() {
        let here = Color::ALL.iter().zip(colors).filter(|(_, seen)| **seen);
        let columns = here.clone().count().min(COLUMNS);
        for (column, (color, _)) in here.take(columns).enumerate() {
            marks.push(Mark {
                row,
                color: *color,
                column: (column, columns),
            });
        }
    }
    marks
}

/// Which note is nearest to a place on the strip, among those at `places` in any order.
pub fn nearest(places: impl Iterator<Item = f64>, at: f64) -> Option<usize> {
    let mut best: Option<(usize, f64)> = None;
    for (index, place) in places.enumerate() {
        let away = (place - at).abs();
        if best.is_none_or(|(_, least)| away < least) {
            best = Some((index, away));
        }
    }
    best.map(|(index, _)| index)
}

/// How many people marked each of `rows` equal parts of a text of `length` bytes.
pub fn density(marks: &[(usize, ByteRange)], length: u32, rows: usize) -> Vec<usize> {
    let mut by_row: Vec<Vec<usize>> = vec![Vec::new(); rows];
    let row = |at: u32| (u64::from(at) * rows as u64 / u64::from(length.max(1))) as usize;
    for (layer, passage) in marks {
        let last = row(passage.end().get().saturating_sub(1)).min(rows.saturating_sub(1));
        for at in row(passage.start().get())..=last {
            if let Some(known) = by_row.get_mut(at)
                && !known.contains(layer)
            {
                known.push(*layer);
            }
        }
    }
    by_row.iter().map(Vec::len).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(at: f64, color: Color) -> Spot {
        Spot { at, color }
    }

    #[test]
    fn notes_of_one_colour_in_one_row_are_one_mark() {
        let marks = marks((0..5_000).map(|at| spot(f64::from(at) / 5_000.0, Color::Blue)));
        assert_eq!(marks.len(), ROWS);
        assert!(marks.iter().all(|mark| mark.column == (0, 1)));
    }

    #[test]
    fn colours_in_one_row_stand_beside_each_other() {
        let marks = marks([spot(0.5, Color::Pink), spot(0.5, Color::Yellow)].into_iter());
        let told: Vec<_> = marks.iter().map(|mark| (mark.color, mark.column)).collect();
        assert_eq!(told, [(Color::Yellow, (0, 2)), (Color::Pink, (1, 2))]);
    }

    #[test]
    fn a_press_finds_the_nearest_note_and_places_outside_are_taken_in() {
        assert_eq!(nearest([0.1, 0.5, 0.9].into_iter(), 0.6), Some(1));
        assert_eq!(nearest([].into_iter(), 0.6), None);
        assert_eq!((row(-1.0), row(2.0), row(f64::NAN)), (0, ROWS - 1, 0));
    }
}

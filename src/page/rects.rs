//! Where things are on the screen.

use js_sys::Number;
use web_sys::{DomRect, Range};

/// A box in CSS pixels; from the viewport's left top corner unless said otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// The left edge.
    pub left: f64,
    /// The top edge.
    pub top: f64,
    /// The right edge.
    pub right: f64,
    /// The bottom edge.
    pub bottom: f64,
}

impl Rect {
    /// From what the browser measured.
    pub fn of(rect: &DomRect) -> Self {
        Self {
            left: rect.left(),
            top: rect.top(),
            right: rect.right(),
            bottom: rect.bottom(),
        }
    }

    /// From left to right.
    pub fn width(self) -> f64 {
        self.right - self.left
    }

    /// From top to bottom.
    pub fn height(self) -> f64 {
        self.bottom - self.top
    }

    /// Whether a point lies in it, its edges included.
    pub fn holds(self, x: f64, y: f64) -> bool {
        self.left <= x && x <= self.right && self.top <= y && y <= self.bottom
    }

    /// The smallest box around both.
    pub fn with(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// The same box as seen from another's left top corner.
    pub fn from(self, origin: Self) -> Self {
        Self {
            left: self.left - origin.left,
            top: self.top - origin.top,
            right: self.right - origin.left,
            bottom: self.bottom - origin.top,
        }
    }

    /// Whether both boxes stand in one line of text: the middle of one lies in the other.
    fn shares_line(self, other: Self) -> bool {
        let middle = f64::midpoint(self.top, self.bottom);
        let others = f64::midpoint(other.top, other.bottom);
        (other.top <= middle && middle <= other.bottom)
            || (self.top <= others && others <= self.bottom)
    }
}

/// The boxes of a range's text, one or more a line; without empty ones.
pub fn of_range(range: &Range) -> Vec<Rect> {
    let Some(list) = range.get_client_rects() else {
        return Vec::new();
    };
    let rects = (0..list.length()).filter_map(|at| list.item(at));
    rects
        .map(|rect| Rect::of(&rect))
        .filter(|rect| rect.width() > 0.0 && rect.height() > 0.0)
        .collect()
}

/// The first and the last line of a range's boxes, which are in order of text.
pub fn first_and_last_line(rects: &[Rect]) -> Option<(Rect, Rect)> {
    let line = |one: Rect, other: &Rect| one.with(*other);
    let (first, last) = (*rects.first()?, *rects.last()?);
    let beginning = rects.iter().take_while(|rect| rect.shares_line(first));
    let end = rects.iter().rev().take_while(|rect| rect.shares_line(last));
    Some((beginning.fold(first, line), end.fold(last, line)))
}

/// A number as CSS and SVG take it, written by the engine: Rust's own code for it is 6 kB.
pub fn css_number(value: f64) -> String {
    Number::from(value)
        .to_string_with_radix(10)
        .map_or_else(|_| String::new(), String::from)
}

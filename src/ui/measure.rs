//! What only the page can know and the components need: where things are, what was said last.

use std::rc::Rc;

use super::intent::Goal;
use super::shared::Same;
use crate::session::Said;
use crate::text::ByteOffset;

/// A place to put something at, in CSS pixels from the top left corner of the frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// From the left, whatever the direction.
    pub x: f64,
    /// The top of the line.
    pub top: f64,
    /// The bottom of the line.
    pub bottom: f64,
}

/// Where things of the article are; measured again when they move.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measure {
    /// The width of the element, in CSS pixels.
    pub width: f64,
    /// The height of the frame, in CSS pixels.
    pub height: f64,
    /// How high passages stand: by the byte of the article text that each begins with, in CSS pixels
    /// from the top of the frame; in the order of the text.
    pub tops: Same<Vec<(ByteOffset, f64)>>,
    /// Which part of the frame is in view, from and to in CSS pixels from its top, in steps of some
    /// hundred; cards far outside are not in the document. `None`: all are.
    pub in_view: Option<(f64, f64)>,
    /// The end of the selection that the reader moves.
    pub selection: Option<Spot>,
    /// Where the reader clicked on overlapping highlights.
    pub choice: Option<Spot>,
}

/// What the live region says; a new serial says it again.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Heard {
    /// Counts up with every announcement.
    pub serial: u32,
    /// What happened.
    pub said: Option<Said>,
}

/// Put the focus there after the next render; a new serial does it again.
#[derive(Clone, Debug, PartialEq)]
pub struct FocusRequest {
    /// Counts up with every request.
    pub serial: u32,
    /// Where.
    pub goal: Rc<Goal>,
}

//! How wide the widget's own element is: what the margin becomes follows from it.
//!
//! The host decides the width, so it is measured, not asked of the viewport. A container query
//! would need size containment on the element, and then a flex or grid host that lets its items
//! take the width of their content would collapse the article to nothing.

/// The three shapes of the margin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Breadth {
    /// No margin: a card opens in a sheet at the bottom.
    #[default]
    Narrow,
    /// A margin of marks that open.
    Medium,
    /// Cards beside their passages.
    Wide,
}

/// From this width on there is a margin of marks, in CSS pixels.
const MEDIUM: f64 = 640.0;
/// From this width on there is a margin of cards, in CSS pixels.
const WIDE: f64 = 960.0;

impl Breadth {
    /// For an element of this width in CSS pixels.
    pub fn of(width: f64) -> Self {
        if width >= WIDE {
            Self::Wide
        } else if width >= MEDIUM {
            Self::Medium
        } else {
            Self::Narrow
        }
    }

    /// The value of `data-breadth`, which the style sheets go by.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Narrow => "narrow",
            Self::Medium => "medium",
            Self::Wide => "wide",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shape_changes_exactly_at_its_limits() {
        assert_eq!(Breadth::of(639.9), Breadth::Narrow);
        assert_eq!(Breadth::of(640.0), Breadth::Medium);
        assert_eq!(Breadth::of(959.9), Breadth::Medium);
        assert_eq!(Breadth::of(960.0), Breadth::Wide);
        assert_eq!(Breadth::of(f64::NAN), Breadth::Narrow);
    }
}

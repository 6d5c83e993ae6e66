//! From a point on the screen to the character of the article text under it.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{Document, Node, Range as DomRange, ShadowRoot};

use super::dom_text::DomText;
use super::rects::{self, Rect};
use crate::text::{Bias, ByteOffset, ByteRange, Range};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = Document)]
    type Points;
    #[wasm_bindgen(method, catch, js_name = caretPositionFromPoint)]
    fn caret_position(
        this: &Points,
        x: f64,
        y: f64,
        options: &Object,
    ) -> Result<Option<Caret>, JsValue>;
    #[wasm_bindgen(method, catch, js_name = caretRangeFromPoint)]
    fn caret_range(this: &Points, x: f64, y: f64) -> Result<Option<DomRange>, JsValue>;

    type Caret;
    #[wasm_bindgen(method, getter, js_name = offsetNode)]
    fn node(this: &Caret) -> Option<Node>;
    #[wasm_bindgen(method, getter)]
    fn offset(this: &Caret) -> u32;
}

/// The beginning of the character that lies under a point of the viewport; `None` beside the
/// text, in the white space at a line's end and between lines too.
pub fn character_at(text: &DomText, x: f64, y: f64) -> Option<ByteOffset> {
    let (node, offset) = caret(text, x, y)?;
    let end = text.offset_at(&node, offset, Bias::End)?;
    let start = text.offset_at(&node, offset, Bias::Start)?;
    // A caret stands between two characters; the point is on one of them, or on none.
    let whole = text.text().as_str();
    let before = whole.get(..end.to_usize())?.chars().next_back();
    let after = whole.get(start.to_usize()..)?.chars().next();
    let before = before.and_then(|c| span(end.get().checked_sub(c.len_utf8() as u32)?, end.get()));
    let after = after.and_then(|c| span(start.get(), start.get() + c.len_utf8() as u32));
    // Where the boxes of two characters lie on each other, the nearer middle is meant.
    let mut nearest: Option<(f64, ByteOffset)> = None;
    for character in [before, after].into_iter().flatten() {
        let rects = boxes(text, character).into_iter();
        for rect in rects.filter(|rect| rect.holds(x, y)) {
            let away = (f64::midpoint(rect.left, rect.right) - x).abs();
            if nearest.is_none_or(|(other, _)| away < other) {
                nearest = Some((away, character.start()));
            }
        }
    }
    nearest.map(|(_, at)| at)
}

/// Whether a point of the viewport lies on the text of a passage.
pub fn is_on(text: &DomText, passage: ByteRange, x: f64, y: f64) -> bool {
    boxes(text, passage).iter().any(|rect| rect.holds(x, y))
}

fn boxes(text: &DomText, passage: ByteRange) -> Vec<Rect> {
    let range = text.range(passage);
    range.map_or_else(Vec::new, |range| rects::of_range(&range))
}

fn span(start: u32, end: u32) -> Option<ByteRange> {
    Range::new(ByteOffset::new(start), ByteOffset::new(end))
}

/// The caret nearest to the point, by whichever function the engine has.
fn caret(text: &DomText, x: f64, y: f64) -> Option<(Node, u32)> {
    let points: &Points = text.document().unchecked_ref();
    let roots: Array = shadow_roots_around(text.root()).iter().collect();
    let options = Object::new();
    // A new object takes any property.
    let _ = Reflect::set(&options, &"shadowRoots".into(), &roots);
    if let Ok(caret) = points.caret_position(x, y, &options) {
        let caret = caret?;
        return Some((caret.node()?, caret.offset()));
    }
    let range = points.caret_range(x, y).ok()??;
    Some((range.start_container().ok()?, range.start_offset().ok()?))
}

/// The open shadow roots of others that the node stands in, from the inside out.
pub(super) fn shadow_roots_around(node: &Node) -> Vec<ShadowRoot> {
    let mut roots = Vec::new();
    let mut at = node.get_root_node();
    while let Ok(root) = at.dyn_into::<ShadowRoot>() {
        at = root.host().get_root_node();
        roots.push(root);
    }
    roots
}

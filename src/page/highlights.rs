//! Painting passages by the CSS Custom Highlight API, near the viewport only.
//!
//! The registry of highlights belongs to the whole page: articles share a highlight of one name,
//! each adds and takes away its own ranges, and the name goes when the last range went. An engine
//! goes through all registered ranges whenever one changes, so those far away are not registered,
//! except for paper. Without the API, boxes are drawn over the text in a layer of ours.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::rc::Rc;

use gloo_events::EventListener;
use js_sys::{Map, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement, Range as DomRange};

use super::dom_text::DomText;
use super::observe::{self, Near, Resized};
use super::rects::{self, Rect, css_number};
use crate::text::{ByteRange, Intervals, covered_twice};

/// Near is within one height of the viewport.
const MARGIN: &str = "100%";
/// So many blocks that were never looked at are painted at once, far away or not: one new
/// highlight must not wait for the observer.
const AT_ONCE: usize = 8;

#[wasm_bindgen]
extern "C" {
    #[derive(Clone, Debug)]
    type Registry;
    #[wasm_bindgen(method)]
    fn get(this: &Registry, name: &str) -> Option<Highlight>;
    #[wasm_bindgen(method)]
    fn set(this: &Registry, name: &str, highlight: &Highlight);
    #[wasm_bindgen(method)]
    fn delete(this: &Registry, name: &str) -> bool;

    #[derive(Clone)]
    type Highlight;
    #[wasm_bindgen(constructor)]
    fn new() -> Highlight;
    #[wasm_bindgen(method)]
    fn add(this: &Highlight, range: &DomRange);
    #[wasm_bindgen(method, js_name = delete)]
    fn remove(this: &Highlight, range: &DomRange) -> bool;
    #[wasm_bindgen(method, getter)]
    fn size(this: &Highlight) -> u32;
    #[wasm_bindgen(method, setter)]
    fn set_priority(this: &Highlight, priority: i32);
}

/// Passages that look the same.
#[derive(Debug, PartialEq, Eq)]
pub struct Group {
    /// The name of the highlight, for `::highlight()`; begins with `postil-`.
    pub name: &'static str,
    /// The higher one is painted over the others.
    pub priority: i32,
    /// Whether two of its passages, or one of it and one of another such group, make an overlap.
    pub stacks: bool,
}

/// A passage to paint.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    /// How.
    pub group: &'static Group,
    /// What.
    pub passage: ByteRange,
}

/// Paints the passages of one article; takes its paint away on drop.
#[must_use = "the paint goes when this is dropped"]
#[derive(Debug)]
pub struct Painter {
    state: Rc<RefCell<State>>,
    near: Near,
    overlap: &'static Group,
    _listeners: Vec<EventListener>,
    _resized: Option<Resized>,
}

impl Painter {
    /// For the article text as it was read. Where passages of groups that stack lie on each
    /// other, `overlap` is painted too. `layer` takes the boxes where the engine has no highlight
    /// registry: an element of ours over the article, absolutely positioned.
    pub fn start(text: Rc<DomText>, overlap: &'static Group, layer: &HtmlElement) -> Self {
        let canvas = match registry() {
            Some(registry) => Canvas::Registry(registry),
            None => Canvas::Boxes(layer.clone()),
        };
        Self::on(canvas, text, overlap)
    }

    /// The same with boxes, whatever the engine has.
    pub fn with_boxes(text: Rc<DomText>, overlap: &'static Group, layer: &HtmlElement) -> Self {
        Self::on(Canvas::Boxes(layer.clone()), text, overlap)
    }

    fn on(canvas: Canvas, text: Rc<DomText>, overlap: &'static Group) -> Self {
        let boxes = matches!(canvas, Canvas::Boxes(_));
        let state = Rc::new(RefCell::new(State {
            canvas,
            target_of_block: vec![None; text.text().blocks().len()],
            text: Rc::clone(&text),
            marks: Intervals::default(),
            targets: Vec::new(),
            index: Map::new(),
            everything: false,
            painted: Vec::new(),
        }));
        let seen = Rc::clone(&state);
        let near = Near::watch(MARGIN, move |changes| {
            let mut state = seen.borrow_mut();
            for (element, near) in changes {
                state.came(&element, near);
            }
            state.sync();
        });
        let mut listeners = Vec::new();
        if let Some(window) = text.document().default_view() {
            let printed = Rc::clone(&state);
            listeners.extend(observe::printing(&window, move |printing| {
                let mut state = printed.borrow_mut();
                state.everything = printing;
                state.redraw(boxes);
            }));
        }
        let resized = boxes.then(|| {
            let moved = Rc::clone(&state);
            let fonts = Rc::clone(&state);
            listeners.push(observe::fonts_loaded(text.document(), move || {
                fonts.borrow_mut().redraw(true);
            }));
            Resized::watch(&[text.root()], move || moved.borrow_mut().redraw(true))
        });
        Self {
            state,
            near,
            overlap,
            _listeners: listeners,
            _resized: resized,
        }
    }

    /// Paints these passages and no others.
    pub fn set(&self, marks: &[Mark]) {
        let stacking: Vec<ByteRange> = marks
            .iter()
            .filter(|mark| mark.group.stacks)
            .map(|mark| mark.passage)
            .collect();
        // Both come in the order of the text: put together in it, they need not be sorted again.
        let mut twice = covered_twice(&stacking).into_iter().peekable();
        let mut all = Vec::with_capacity(marks.len() + twice.len());
        for mark in marks {
            while let Some(range) = twice.next_if(|range| range.start() < mark.passage.start()) {
                all.push((range, self.overlap));
            }
            all.push((mark.passage, mark.group));
        }
        all.extend(twice.map(|range| (range, self.overlap)));
        let mut state = self.state.borrow_mut();
        let fresh = state.take(Intervals::new(all));
        for element in &fresh {
            if fresh.len() <= AT_ONCE {
                state.came(element, true);
            }
            self.near.add(element);
        }
        state.sync();
    }

    /// How many ranges or groups of boxes are painted now.
    pub fn painted(&self) -> usize {
        self.state.borrow().painted.len()
    }
}

impl Drop for Painter {
    fn drop(&mut self) {
        let mut state = self.state.borrow_mut();
        state.marks = Intervals::default();
        state.sync();
    }
}

#[derive(Debug)]
struct State {
    text: Rc<DomText>,
    canvas: Canvas,
    marks: Intervals<&'static Group>,
    /// The elements watched; a block of the article text knows its own by index.
    targets: Vec<Target>,
    target_of_block: Vec<Option<usize>>,
    /// From element to its index in `targets`.
    index: Map,
    /// Paper: near or not, all is painted.
    everything: bool,
    /// Sorted by what it shows.
    painted: Vec<Painted>,
}

#[derive(Debug)]
struct Target {
    blocks: Vec<usize>,
    near: bool,
}

#[derive(Debug)]
struct Painted {
    group: &'static Group,
    passage: ByteRange,
    range: DomRange,
    boxes: Vec<Element>,
}

impl State {
    /// Has new passages; answers the elements that are to be watched from now on.
    fn take(&mut self, marks: Intervals<&'static Group>) -> Vec<Element> {
        let mut fresh = Vec::new();
        let text = Rc::clone(&self.text);
        let mut seen = 0;
        for (passage, _) in marks.items() {
            let blocks = text.text().blocks();
            let first = blocks.partition_point(|b| b.range.end() <= passage.start());
            let end = blocks.partition_point(|b| b.range.start() < passage.end());
            // The passages come by beginning: blocks before the furthest end are known.
            for block in first.max(seen)..end {
                if self.target_of_block.get(block).is_some_and(Option::is_none)
                    && let Some(at) = blocks.get(block).map(|b| b.range.start())
                    && let Some(element) = text.block_element(at)
                {
                    self.aim(block, &element, &mut fresh);
                }
            }
            seen = seen.max(end);
        }
        self.marks = marks;
        fresh
    }

    fn aim(&mut self, block: usize, element: &Element, fresh: &mut Vec<Element>) {
        let target = self.target(element).unwrap_or_else(|| {
            let new = self.targets.len();
            self.index.set(element, &JsValue::from_f64(new as f64));
            self.targets.push(Target {
                blocks: Vec::new(),
                near: false,
            });
            fresh.push(element.clone());
            new
        });
        if let Some(target) = self.targets.get_mut(target) {
            target.blocks.push(block);
        }
        if let Some(slot) = self.target_of_block.get_mut(block) {
            *slot = Some(target);
        }
    }

    fn target(&self, element: &Element) -> Option<usize> {
        self.index.get(element).as_f64().map(|index| index as usize)
    }

    fn came(&mut self, element: &Element, near: bool) {
        let target = self.target(element);
        if let Some(target) = target.and_then(|index| self.targets.get_mut(index)) {
            target.near = near;
        }
    }

    /// What is to be painted now, sorted.
    fn wanted(&self) -> Vec<(&'static Group, ByteRange)> {
        let mut wanted = Vec::new();
        if self.everything {
            wanted.extend(
                self.marks
                    .items()
                    .iter()
                    .map(|(range, group)| (*group, *range)),
            );
        } else {
            let blocks = self.text.text().blocks();
            let near = self.targets.iter().filter(|target| target.near);
            for block in near.flat_map(|target| &target.blocks) {
                if let Some(block) = blocks.get(*block) {
                    let here = self.marks.overlapping(block.range).into_iter();
                    wanted.extend(here.map(|(range, group)| (*group, range)));
                }
            }
        }
        wanted.sort_unstable_by(order);
        wanted.dedup();
        wanted
    }

    /// Takes away what is painted and not wanted, paints what is wanted and not painted.
    fn sync(&mut self) {
        let mut before = std::mem::take(&mut self.painted).into_iter().peekable();
        let wanted = self.wanted();
        let mut painted = Vec::with_capacity(wanted.len());
        for (group, passage) in wanted {
            let key = (group, passage);
            while let Some(old) = before.next_if(|old| order(&old.key(), &key).is_lt()) {
                self.canvas.wipe(&old);
            }
            match before.next_if(|old| order(&old.key(), &key).is_eq()) {
                Some(old) => painted.push(old),
                None => painted.extend(self.paint(group, passage)),
            }
        }
        before.for_each(|old| self.canvas.wipe(&old));
        self.painted = painted;
    }

    /// Paints anew; what stands already only when it has to be measured again.
    fn redraw(&mut self, measured: bool) {
        if measured {
            for old in std::mem::take(&mut self.painted) {
                self.canvas.wipe(&old);
            }
        }
        self.sync();
    }

    fn paint(&self, group: &'static Group, passage: ByteRange) -> Option<Painted> {
        let range = self.text.range(passage)?;
        let boxes = self.canvas.paint(group, &range);
        Some(Painted {
            group,
            passage,
            range,
            boxes,
        })
    }
}

impl Painted {
    fn key(&self) -> (&'static Group, ByteRange) {
        (self.group, self.passage)
    }
}

/// The same groups and passages stand together.
fn order(one: &(&Group, ByteRange), other: &(&Group, ByteRange)) -> Ordering {
    (one.1, one.0.name).cmp(&(other.1, other.0.name))
}

#[derive(Debug)]
enum Canvas {
    Registry(Registry),
    Boxes(HtmlElement),
}

impl Canvas {
    /// Answers the boxes, if it is done by boxes.
    fn paint(&self, group: &Group, range: &DomRange) -> Vec<Element> {
        match self {
            Self::Registry(registry) => {
                let highlight = registry.get(group.name).unwrap_or_else(|| {
                    let highlight = Highlight::new();
                    highlight.set_priority(group.priority);
                    registry.set(group.name, &highlight);
                    highlight
                });
                highlight.add(range);
                Vec::new()
            }
            Self::Boxes(layer) => {
                let origin = Rect::of(&layer.get_bounding_client_rect());
                let rects = rects::of_range(range).into_iter();
                rects
                    .filter_map(|rect| draw(layer, group, rect.from(origin)))
                    .collect()
            }
        }
    }

    fn wipe(&self, painted: &Painted) {
        match self {
            Self::Registry(registry) => {
                if let Some(highlight) = registry.get(painted.group.name) {
                    highlight.remove(&painted.range);
                    if highlight.size() == 0 {
                        registry.delete(painted.group.name);
                    }
                }
            }
            Self::Boxes(_) => painted.boxes.iter().for_each(Element::remove),
        }
    }
}

/// One box over the text; its look comes from the class.
fn draw(layer: &HtmlElement, group: &Group, rect: Rect) -> Option<Element> {
    let element = layer.owner_document()?.create_element("div").ok()?;
    let style = element.unchecked_ref::<HtmlElement>().style();
    element.set_class_name(group.name);
    style.set_property("position", "absolute").ok()?;
    for (property, value) in [
        ("left", rect.left),
        ("top", rect.top),
        ("width", rect.width()),
        ("height", rect.height()),
    ] {
        let value = [&css_number(value), "px"].concat();
        style.set_property(property, &value).ok()?;
    }
    let priority = group.priority.to_string();
    style.set_property("z-index", &priority).ok()?;
    layer.append_child(&element).ok()?;
    Some(element)
}

/// `CSS.highlights`, where the engine has it.
fn registry() -> Option<Registry> {
    let css = Reflect::get(&js_sys::global(), &"CSS".into()).ok()?;
    let registry = Reflect::get(&css, &"highlights".into()).ok()?;
    registry.is_object().then(|| registry.unchecked_into())
}

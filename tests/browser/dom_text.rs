//! The article text over real DOM, and the way there and back.

use postil::text::{Bias, ByteOffset};
use wasm_bindgen_test::{console_log, wasm_bindgen_test};
use web_sys::Node;

use crate::stage::{Stage, document, element, now, passage, range};

fn check_text(html: &str, expected: &str) {
    let stage = Stage::new(html);
    assert_eq!(stage.read().text().as_str(), expected, "of {html}");
}

#[wasm_bindgen_test]
fn blocks_and_breaks_are_lines_and_spaces_collapse() {
    check_text(
        " <p>One  <b>two</b>\n three</p>\n<p>Four<br>five</p> ",
        "One two three\nFour\nfive",
    );
    check_text("<ul><li>a<li>b <i> c</i></ul>", "a\nb c");
    check_text("<pre>  a\n   b</pre><p>c</p>", "a\n   b\nc");
    check_text(
        "<table><tr><td>a<td><p>b</p><tr><td>c<td>d</table>",
        "a\tb\nc\td",
    );
}

#[wasm_bindgen_test]
fn what_is_no_text_of_the_article_is_left_out() {
    check_text(
        "a<script>x()</script><style>p{}</style><template>t</template><span hidden>h</span>\
         <span data-postil-skip>s<b id=deep>k</b></span><!-- c --> b<ruby>k<rt>r</rt></ruby>",
        "a bk",
    );
    check_text("<p id=p>a<span id=q hidden>b</span><b id=r>c</b></p>", "ac");
}

#[wasm_bindgen_test]
fn a_block_has_the_id_and_the_level_of_its_element() {
    let stage = Stage::new("<p>a</p><h2 id=two>b</h2><section id=s><p>c</p></section>");
    let text = stage.read();
    let blocks = text.text().blocks();
    assert_eq!(blocks[1].heading, Some(2));
    assert_eq!(blocks[1].id.as_deref(), Some("two"));
    assert_eq!(blocks[2].id.as_deref(), Some("s"));
    let element = text.block_element(blocks[2].range.start()).unwrap();
    assert_eq!(element.local_name(), "p");
}

#[wasm_bindgen_test]
fn every_passage_goes_to_a_range_and_back() {
    let stage = Stage::new(
        "<p>An <a href='#'>é<b>你<i>🎈x</i></b> z</a>.</p> <ul><li> one <li><em>two</em></ul>\
         <table><tr><td>a<td>b</table><pre>k\n  l</pre>",
    );
    let text = stage.read();
    let whole = text.text().as_str();
    let borders: Vec<usize> = whole
        .char_indices()
        .map(|(at, _)| at)
        .chain([whole.len()])
        .collect();
    let mut checked = 0;
    for (index, start) in borders.iter().enumerate() {
        for end in &borders[index + 1..] {
            let words = &whole[*start..*end];
            if words.trim() != words {
                continue;
            }
            let dom = text.range(range(*start, *end)).unwrap();
            assert_eq!(
                text.passage_of(&dom),
                Some(range(*start, *end)),
                "{words:?}"
            );
            checked += 1;
        }
    }
    assert!(checked > 100);
}

#[wasm_bindgen_test]
fn a_range_of_the_dom_with_element_ends_is_a_passage() {
    let stage = Stage::new("<p>One</p><p>two <b>three</b></p><p>four</p>");
    let text = stage.read();
    let dom = document().create_range().unwrap();
    dom.set_start(&stage.host, 1).unwrap();
    dom.set_end(&stage.host, 2).unwrap();
    assert_eq!(text.passage_of(&dom), Some(passage(&text, "two three")));
    dom.select_node_contents(&document().body().unwrap())
        .unwrap();
    assert_eq!(
        text.passage_of(&dom),
        Some(range(0, text.text().as_str().len()))
    );
    dom.set_start(&stage.find("b"), 1).unwrap();
    dom.set_end_after(&stage.find("p:last-of-type")).unwrap();
    assert_eq!(text.passage_of(&dom), Some(passage(&text, "four")));
    dom.collapse();
    assert_eq!(text.passage_of(&dom), None);
}

#[wasm_bindgen_test]
fn a_passage_has_whole_characters_and_no_space_at_its_ends() {
    let stage = Stage::new("<p>a 👩‍👩‍👧 b e\u{301} c</p>");
    let text = stage.read();
    let node = stage.text_in("p");
    let dom = document().create_range().unwrap();
    dom.set_start(&node, 1).unwrap();
    dom.set_end(&node, 3).unwrap();
    assert_eq!(text.passage_of(&dom), Some(passage(&text, "👩‍👩‍👧")));
    let accent = node.text_content().unwrap().encode_utf16().count() as u32 - 3;
    dom.set_start(&node, accent).unwrap();
    dom.set_end(&node, accent + 1).unwrap();
    assert_eq!(text.passage_of(&dom), Some(passage(&text, "e\u{301}")));
    dom.set_start(&node, 1).unwrap();
    dom.set_end(&node, 2).unwrap();
    assert_eq!(text.passage_of(&dom), None);
}

#[wasm_bindgen_test]
fn places_outside_the_article_are_its_ends_or_nowhere() {
    let stage = Stage::new("<p>One</p><p>two</p>");
    let text = stage.read();
    let page: Node = document().body().unwrap().into();
    let end = ByteOffset::from_usize(text.text().as_str().len());
    let children = page.child_nodes().length();
    assert_eq!(
        text.offset_at(&page, 0, Bias::Start),
        Some(ByteOffset::new(0))
    );
    assert_eq!(text.offset_at(&page, children, Bias::End), end);
    assert_eq!(text.offset_at(&stage.ours("button"), 0, Bias::Start), None);
    assert_eq!(text.offset_at(&element("p", "apart"), 0, Bias::Start), None);
}

#[wasm_bindgen_test]
fn a_megabyte_in_ten_thousand_text_nodes_is_read_fast() {
    let paragraph = format!(
        "<p>{0}<b>{0}</b>{0}<i>{0}</i></p>",
        "lorem ipsum dolor sit amet ".repeat(4)
    );
    let stage = Stage::new(&paragraph.repeat(2500));
    let before = now();
    let text = stage.read();
    let took = now() - before;
    assert!(text.text().as_str().len() > 1_000_000);
    console_log!("reading 1 MB in 10,000 text nodes: {took:.1} ms");
    // Without optimisation the time says nothing.
    assert!(cfg!(debug_assertions) || took < 100.0, "{took} ms");
}

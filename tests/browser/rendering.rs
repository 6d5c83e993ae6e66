//! An article becomes DOM nodes.

use postil::article::{Article, Attribute, Element, Front, Node, Tag};
use postil::page::render::{remove, render};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Document;

const BASE: &str = "https://example.org/texts/one.md";

fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

fn host() -> web_sys::Element {
    let host = document().create_element("div").unwrap();
    document().body().unwrap().append_child(&host).unwrap();
    host
}

fn element(tag: Tag, attributes: &[(Attribute, &str)], children: Vec<Node>) -> Node {
    let attributes = attributes
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()));
    Node::Element(Element {
        tag,
        attributes: attributes.collect(),
        children,
    })
}

fn text(text: &str) -> Node {
    Node::Text(text.to_owned())
}

fn article(content: Vec<Node>) -> Article {
    Article {
        content,
        ..Article::default()
    }
}

async fn check(content: Vec<Node>, html: &str) {
    let host = host();
    let root = render(&article(content), &host, BASE)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(root.inner_html(), html);
    host.remove();
}

#[wasm_bindgen_test]
async fn every_allowed_element_is_built_under_its_own_name() {
    let names = "a abbr aside b bdi bdo blockquote br caption cite code col colgroup dd del details \
        dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img input ins kbd \
        li mark ol p pre q rp rt ruby s samp section small span strong sub summary sup table tbody \
        td tfoot th thead time tr u ul var wbr";
    let tags: Vec<Tag> = names
        .split_whitespace()
        .map(|name| Tag::from_name(name).unwrap())
        .collect();
    let content = tags.iter().map(|tag| element(*tag, &[], vec![])).collect();
    let host = host();
    let root = render(&article(content), &host, BASE)
        .await
        .unwrap()
        .unwrap();
    let children = root.children();
    let built: Vec<String> = (0..children.length())
        .map(|at| children.item(at).unwrap().local_name())
        .collect();
    assert_eq!(built, names.split_whitespace().collect::<Vec<_>>());
    host.remove();
}

#[wasm_bindgen_test]
async fn text_is_text_whatever_it_looks_like() {
    let host = host();
    let words = "<img src=x onerror=alert(1)>";
    let content = vec![element(
        Tag::P,
        &[(Attribute::Title, words)],
        vec![text(words)],
    )];
    let root = render(&article(content), &host, BASE)
        .await
        .unwrap()
        .unwrap();
    let paragraph = root.first_element_child().unwrap();
    assert_eq!(paragraph.child_element_count(), 0);
    assert_eq!(paragraph.text_content().as_deref(), Some(words));
    assert_eq!(paragraph.get_attribute("title").as_deref(), Some(words));
    host.remove();
}

#[wasm_bindgen_test]
async fn addresses_are_relative_to_the_source() {
    check(
        vec![
            element(Tag::A, &[(Attribute::Href, "two.md")], vec![]),
            element(Tag::A, &[(Attribute::Href, "#note")], vec![]),
            element(Tag::A, &[(Attribute::Href, " java\nscript:alert(1)")], vec![]),
            element(Tag::Img, &[(Attribute::Alt, "A map"), (Attribute::Src, "/map.png")], vec![]),
        ],
        "<a href=\"https://example.org/texts/two.md\"></a><a href=\"#note\"></a><a></a>\
         <img loading=\"lazy\" decoding=\"async\" alt=\"A map\" src=\"https://example.org/map.png\">",
    )
    .await;
}

#[wasm_bindgen_test]
async fn ids_that_mean_something_in_the_page_get_another_name() {
    check(
        vec![
            element(Tag::A, &[(Attribute::Href, "#location")], vec![]),
            element(Tag::H2, &[(Attribute::Id, "location")], vec![]),
            element(Tag::H2, &[(Attribute::Id, "a-heading")], vec![]),
        ],
        "<a href=\"#postil-location\"></a><h2 id=\"postil-location\"></h2><h2 id=\"a-heading\"></h2>",
    )
    .await;
}

#[wasm_bindgen_test]
async fn two_articles_of_one_source_do_not_share_ids() {
    let content = || article(vec![element(Tag::H2, &[(Attribute::Id, "twice")], vec![])]);
    let hosts = [host(), host(), host()];
    for host in &hosts {
        render(&content(), host, BASE).await.unwrap().unwrap();
    }
    let ids = hosts
        .each_ref()
        .map(|host| host.query_selector("h2").unwrap().unwrap().id());
    assert_eq!(ids, ["twice", "postil-twice", "postil-postil-twice"]);
    hosts.iter().for_each(web_sys::Element::remove);
}

#[wasm_bindgen_test]
async fn a_new_rendering_replaces_the_old_one_and_nothing_of_the_hosts() {
    let host = host();
    let own = document().create_element("p").unwrap();
    host.append_child(&own).unwrap();
    for words in ["first", "second"] {
        let root = render(&article(vec![text(words)]), &host, BASE)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(root.text_content().as_deref(), Some(words));
        assert_eq!(host.child_element_count(), 2);
    }
    remove(&host);
    assert_eq!(host.first_element_child(), Some(own));
    assert_eq!(host.child_element_count(), 1);
    host.remove();
}

#[wasm_bindgen_test]
async fn language_and_direction_stand_on_the_root() {
    for (language, dir) in [("ar-EG", "rtl"), ("nl", "auto")] {
        let host = host();
        let front = Front {
            language: Some(language.to_owned()),
            ..Front::default()
        };
        let article = Article {
            front,
            content: vec![text("a")],
        };
        let root = render(&article, &host, BASE).await.unwrap().unwrap();
        assert_eq!(root.get_attribute("lang").as_deref(), Some(language));
        assert_eq!(root.get_attribute("dir").as_deref(), Some(dir));
        host.remove();
    }
}

#[wasm_bindgen_test]
async fn a_long_article_comes_in_slices_and_stops_when_it_is_removed() {
    let content: Vec<Node> = (0..200_000)
        .map(|_| element(Tag::P, &[], vec![text("Some words.")]))
        .collect();
    let (host, article) = (host(), article(content));
    let rest = render(&article, &host, BASE);
    let watcher = async {
        postil::page::slices::next_task().await;
        let shown = host.first_element_child().unwrap().child_element_count();
        remove(&host);
        shown
    };
    let (whole, shown) = both(rest, watcher).await;
    assert_eq!(whole, Ok(None));
    assert!(shown > 0 && shown < 200_000, "{shown}");
    host.remove();
}

/// Runs two futures side by side.
async fn both<A: Future, B: Future>(a: A, b: B) -> (A::Output, B::Output) {
    use std::task::Poll;
    let (mut a, mut b) = (Box::pin(a), Box::pin(b));
    let (mut first, mut second) = (None, None);
    std::future::poll_fn(|context| {
        if first.is_none()
            && let Poll::Ready(value) = a.as_mut().poll(context)
        {
            first = Some(value);
        }
        if second.is_none()
            && let Poll::Ready(value) = b.as_mut().poll(context)
        {
            second = Some(value);
        }
        if first.is_some() && second.is_some() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    (first.unwrap(), second.unwrap())
}

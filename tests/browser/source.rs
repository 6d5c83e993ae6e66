//! Fetching a source.

use postil::article::{ArticleErrorKind, Format, MAX_SOURCE};
use postil::page::files::blob;
use postil::page::source::{LoadError, Loaded, Loading, load};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Url;

async fn fetch(url: &str, format: Option<Format>) -> Result<Loaded, LoadError> {
    let loading = Loading::new().unwrap();
    load(url, format, loading.controller(), || {}).await
}

async fn kind(url: &str) -> ArticleErrorKind {
    match fetch(url, None).await {
        Err(LoadError::Failed(error)) => error.kind().clone(),
        other => panic!("{other:?}"),
    }
}

fn address(bytes: &[u8], media_type: &str) -> String {
    Url::create_object_url_with_blob(&blob(bytes, media_type).unwrap()).unwrap()
}

#[wasm_bindgen_test]
async fn a_source_comes_with_its_format_and_address() {
    let url = address("# Één".as_bytes(), "text/markdown");
    let loaded = fetch(&url, None).await.unwrap();
    assert_eq!(loaded.bytes, "# Één".as_bytes());
    assert_eq!(
        (loaded.format, loaded.base_url),
        (Format::Markdown, url.clone())
    );
    let told = fetch(&url, Some(Format::Text)).await.unwrap();
    assert_eq!(told.format, Format::Text);
}

#[wasm_bindgen_test]
async fn what_is_no_article_says_why() {
    assert_eq!(
        kind("/no/such/file.md").await,
        ArticleErrorKind::Status { status: 404 }
    );
    assert_eq!(
        kind("http://127.0.0.1:1/").await,
        ArticleErrorKind::Unreachable
    );
    assert_eq!(kind("http://[").await, ArticleErrorKind::Unreachable);
    let media_type = "image/png".to_owned();
    assert_eq!(
        kind(&address(b"x", "image/png")).await,
        ArticleErrorKind::WrongType { media_type }
    );
}

#[wasm_bindgen_test]
async fn the_limit_is_twenty_million_bytes() {
    let full = address(&vec![b'a'; MAX_SOURCE], "text/plain");
    assert_eq!(fetch(&full, None).await.unwrap().bytes.len(), MAX_SOURCE);
    let over = address(&vec![b'a'; MAX_SOURCE + 1], "text/plain");
    assert_eq!(
        kind(&over).await,
        ArticleErrorKind::TooLarge {
            size: 20_000_001,
            limit: 20_000_000
        }
    );
}

#[wasm_bindgen_test]
async fn a_dropped_loading_stops_silently() {
    let loading = Loading::new().unwrap();
    let controller = loading.controller();
    drop(loading);
    let stopped = load("/", None, controller, || {}).await;
    assert!(matches!(stopped, Err(LoadError::Stopped)));
}

//! Small and back.

use postil::page::compress::{deflate, inflate};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn a_text_comes_back_as_it_was() {
    for text in ["", "a", &"Ein Satz, und noch einer. 💡\n".repeat(40_000)] {
        let small = deflate(text.as_bytes()).await.unwrap();
        assert!(small.len() < text.len() / 20 + 20);
        let back = inflate(&small, text.len()).await.unwrap();
        assert_eq!(back.as_deref(), Some(text.as_bytes()));
    }
}

#[wasm_bindgen_test]
async fn a_bomb_is_not_inflated() {
    let bomb = deflate(&vec![0; 30_000_000]).await.unwrap();
    assert!(bomb.len() < 40_000);
    assert_eq!(inflate(&bomb, 1_000_000).await, Ok(None));
    assert_eq!(inflate(&bomb, 29_999_999).await, Ok(None));
}

#[wasm_bindgen_test]
async fn damaged_bytes_are_refused() {
    assert!(inflate(b"\xff\xff no deflate", 100).await.is_err());
    let mut cut = deflate("some words, and some more".as_bytes())
        .await
        .unwrap();
    cut.truncate(cut.len() - 4);
    assert!(inflate(&cut, 100).await.is_err());
}

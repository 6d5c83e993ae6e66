//! Files.

use postil::page::files::{ReadError, blob, read};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn a_file_is_read_up_to_the_limit() {
    let file = blob("naïve".as_bytes(), "text/markdown").unwrap();
    assert_eq!(file.type_(), "text/markdown");
    assert_eq!(read(&file, 6).await.unwrap(), "naïve".as_bytes());
    let refused = read(&file, 5).await.unwrap_err();
    assert_eq!(refused, ReadError::TooLarge { size: 6, limit: 5 });
}

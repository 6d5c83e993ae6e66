//! Locks between tabs of one origin, by the Web Locks API: who is at work on what.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    type Locks;
    #[wasm_bindgen(method, catch)]
    fn request(
        this: &Locks,
        name: &str,
        options: &Object,
        held: &Function,
    ) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn query(this: &Locks) -> Result<Promise, JsValue>;
}

/// A lock that this tab has until this is dropped, or the tab is closed or crashes.
#[must_use = "the lock is given back when this is dropped"]
pub struct Held {
    release: Function,
    _granted: Closure<dyn FnMut() -> Promise>,
}

/// Takes a lock if nobody has it. `None` where the browser has no locks.
pub fn hold(name: &str) -> Option<Held> {
    let mut release = None;
    let until = Promise::new(&mut |resolve, _| release = Some(resolve));
    let granted = Closure::new(move || until.clone());
    let options = Object::new();
    // A plain object takes any property.
    let _ = Reflect::set(&options, &"ifAvailable".into(), &JsValue::TRUE);
    let promise = locks()?
        .request(name, &options, granted.as_ref().unchecked_ref())
        .ok()?;
    wasm_bindgen_futures::spawn_local(async move {
        // It settles when the lock is given back; a refusal leaves us without it, as documented.
        let _ = JsFuture::from(promise).await;
    });
    Some(Held {
        release: release?,
        _granted: granted,
    })
}

impl Drop for Held {
    fn drop(&mut self) {
        // A resolving function does not throw.
        let _ = self.release.call0(&JsValue::UNDEFINED);
    }
}

/// The names of all locks that tabs of this origin have now; none where the browser has no locks.
pub async fn held() -> Vec<String> {
    let Some(Ok(query)) = locks().map(|locks| locks.query()) else {
        return Vec::new();
    };
    let Ok(snapshot) = JsFuture::from(query).await else {
        return Vec::new();
    };
    let list = Reflect::get(&snapshot, &"held".into()).unwrap_or_default();
    let names = Array::from(&list);
    names
        .iter()
        .filter_map(|lock| Reflect::get(&lock, &"name".into()).ok()?.as_string())
        .collect()
}

fn locks() -> Option<Locks> {
    let navigator = web_sys::window()?.navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    (!locks.is_undefined()).then(|| locks.unchecked_into())
}

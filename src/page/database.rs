//! IndexedDB as futures: opening with migrations, transactions that are done when they are durable.

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Event, IdbDatabase, IdbFactory, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction,
    IdbVersionChangeEvent,
};

use super::js_error::JsError;
use crate::store::{StoreError, StoreErrorKind};

/// How long opening may take, in milliseconds: some browsers never answer.
const OPEN_TIME: u32 = 5_000;
/// How long an answer that came meanwhile has to be heard, in milliseconds.
const GRACE: u32 = 500;

/// One step of a migration, from one version to the next.
pub type Step = fn(&IdbDatabase, &IdbTransaction) -> Result<(), JsValue>;

#[wasm_bindgen]
extern "C" {
    // The third argument is not in `web_sys` without unstable interfaces.
    type Transactions;
    #[wasm_bindgen(method, catch)]
    fn transaction(
        this: &Transactions,
        stores: &Array,
        mode: &str,
        options: &Object,
    ) -> Result<IdbTransaction, JsValue>;
}

/// An open database; it closes when this is dropped, and makes way for a newer version of itself.
#[must_use = "the database closes when this is dropped"]
pub struct Database(IdbDatabase);

impl Database {
    /// Opens the database of this name, and takes it through the steps it lacks: its version is
    /// their number.
    pub async fn open(name: &str, steps: &'static [Step]) -> Result<Self, StoreError> {
        let factory = factory().map_err(|error| failure(error, StoreErrorKind::Unavailable))?;
        let request = factory
            .open_with_u32(name, u32::try_from(steps.len()).unwrap_or(1))
            .map_err(|thrown| failure(thrown.into(), StoreErrorKind::Unavailable))?;
        let upgrade = upgrade(&request, steps);
        let blocked = Rc::new(Cell::new(false));
        let flag = blocked.clone();
        let on_blocked = Closure::<dyn FnMut()>::new(move || flag.set(true));
        request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
        request.set_onblocked(Some(on_blocked.as_ref().unchecked_ref()));
        let mut timer = None;
        let answer = Promise::new(&mut |resolve, _| {
            request.set_onsuccess(Some(&resolve));
            request.set_onerror(Some(&resolve));
            timer = Some(Timeout::new(OPEN_TIME, move || {
                // In a page that was busy all the time the answer waits behind this.
                let give_up = move || {
                    let _ = resolve.call0(&JsValue::UNDEFINED);
                };
                Timeout::new(GRACE, give_up).forget();
            }));
        });
        let event = JsFuture::from(answer).await;
        drop(timer);
        request.set_onblocked(None);
        if event.is_ok_and(|event| event.is_undefined()) {
            give_up(&request, upgrade);
            let kind = match blocked.get() {
                true => StoreErrorKind::Blocked,
                false => StoreErrorKind::Unavailable,
            };
            return Err(StoreError::new(kind, "opening took too long"));
        }
        let unavailable = |thrown: JsValue| failure(thrown.into(), StoreErrorKind::Unavailable);
        if let Ok(Some(error)) = request.error() {
            return Err(unavailable(error.into()));
        }
        let opened = request.result().map_err(unavailable)?;
        let database: IdbDatabase = opened.unchecked_into();
        if let Some(close) = closing(&database) {
            database.set_onversionchange(Some(&close));
        }
        Ok(Self(database))
    }

    /// Begins a transaction over these object stores.
    pub fn begin(&self, stores: &[&str], access: Access) -> Result<Transaction, StoreError> {
        let names = stores.iter().map(|name| JsValue::from_str(name)).collect();
        let options = Object::new();
        let mode = match access {
            Access::Read => "readonly",
            Access::Write => {
                // Done is when it is on the disk; browsers that do not know the option ignore it.
                let _ = Reflect::set(&options, &"durability".into(), &"strict".into());
                "readwrite"
            }
        };
        let inner = self
            .0
            .unchecked_ref::<Transactions>()
            .transaction(&names, mode, &options)
            .map_err(|thrown| failure(thrown.into(), StoreErrorKind::Aborted))?;
        let finished = Promise::new(&mut |resolve, _| {
            inner.set_oncomplete(Some(&resolve));
            inner.set_onabort(Some(&resolve));
        });
        Ok(Transaction { inner, finished })
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// What a transaction may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Read, beside others.
    Read,
    /// Read and write, alone.
    Write,
}

/// A transaction. All of it is taken back unless it is finished.
#[must_use = "nothing is kept unless the transaction is finished"]
pub struct Transaction {
    inner: IdbTransaction,
    finished: Promise,
}

impl Transaction {
    /// An object store that the transaction began with.
    pub fn store(&self, name: &str) -> Result<IdbObjectStore, StoreError> {
        let store = self.inner.object_store(name);
        store.map_err(|thrown| failure(thrown.into(), StoreErrorKind::Aborted))
    }

    /// Waits until all of it is kept.
    pub async fn finish(self) -> Result<(), StoreError> {
        let event = JsFuture::from(self.finished.clone()).await;
        let kind = event.map(|event| event.unchecked_into::<Event>().type_());
        if kind.is_ok_and(|kind| kind == "complete") {
            return Ok(());
        }
        let error = self.inner.error().map(JsValue::from);
        let error = JsError::of(&error.unwrap_or_default());
        Err(failure(error, StoreErrorKind::Aborted))
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        // Refused when it is over, which is well.
        let _ = self.inner.abort();
    }
}

/// What a request answers. The transaction goes on as long as the next request is made at once.
pub async fn answer(request: Result<IdbRequest, JsValue>) -> Result<JsValue, StoreError> {
    let request = request.map_err(refused)?;
    let done = Promise::new(&mut |resolve, _| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&resolve));
    });
    let _ = JsFuture::from(done).await;
    match request.error() {
        Ok(Some(error)) => Err(refused(error.into())),
        _ => request.result().map_err(refused),
    }
}

/// Asks the browser not to throw away what is kept when the disk gets full; whether it agreed.
pub async fn persist() -> bool {
    async fn ask() -> Result<bool, JsValue> {
        let navigator = Reflect::get(&js_sys::global(), &"navigator".into())?;
        // Absent on pages that are not secure.
        let storage = Reflect::get(&navigator, &"storage".into())?;
        let persist: Function = Reflect::get(&storage, &"persist".into())?.dyn_into()?;
        let agreed: Promise = persist.call0(&storage)?.dyn_into()?;
        Ok(JsFuture::from(agreed).await?.is_truthy())
    }
    ask().await.unwrap_or(false)
}

fn factory() -> Result<IdbFactory, JsError> {
    // Null or throwing in frames without an origin.
    let factory = Reflect::get(&js_sys::global(), &"indexedDB".into())?;
    Ok(factory.dyn_into::<IdbFactory>()?)
}

type Upgrade = Closure<dyn FnMut(IdbVersionChangeEvent)>;

fn upgrade(request: &IdbOpenDbRequest, steps: &'static [Step]) -> Upgrade {
    let request = request.clone();
    Closure::new(move |event: IdbVersionChangeEvent| {
        let Ok(database) = request.result() else {
            return;
        };
        let database: IdbDatabase = database.unchecked_into();
        let Some(transaction) = request.transaction() else {
            return;
        };
        let lacking = steps.iter().skip(event.old_version() as usize);
        let failed = lacking
            .map(|step| step(&database, &transaction))
            .any(|done| done.is_err());
        if failed {
            // Opening fails then, and the old version stays as it is.
            let _ = transaction.abort();
        }
    })
}

/// The database may still open some day: it must then not stand in others' way.
fn give_up(request: &IdbOpenDbRequest, upgrade: Upgrade) {
    let late = request.clone();
    let close = Closure::once_into_js(move || {
        if let Ok(database) = late.result() {
            database.unchecked_into::<IdbDatabase>().close();
        }
    });
    request.set_onsuccess(Some(close.unchecked_ref()));
    // Without it a late upgrade would leave a database without object stores.
    upgrade.forget();
}

fn closing(database: &IdbDatabase) -> Option<Function> {
    let close: Function = Reflect::get(database, &"close".into())
        .ok()?
        .dyn_into()
        .ok()?;
    Some(close.bind0(database))
}

/// What the browser throws where a request is made.
pub fn refused(thrown: JsValue) -> StoreError {
    failure(thrown.into(), StoreErrorKind::Aborted)
}

/// The kind by the browser's name for it.
fn failure(error: JsError, otherwise: StoreErrorKind) -> StoreError {
    let kind = match error.name.as_str() {
        _ if error.is_quota() => StoreErrorKind::QuotaExceeded,
        "VersionError" => StoreErrorKind::Newer,
        "InvalidStateError" if otherwise == StoreErrorKind::Aborted => StoreErrorKind::Closed,
        // An object store that must be there is not; the file cannot be read.
        "NotFoundError" => StoreErrorKind::Corrupt,
        "UnknownError" if otherwise == StoreErrorKind::Unavailable => StoreErrorKind::Corrupt,
        _ => otherwise,
    };
    StoreError::new(kind, &error.to_string())
}

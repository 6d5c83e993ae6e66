//! The house's own rules: rooms know only the rooms below them, pure rooms know no browser, every
//! file says what it is for.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

use std::fs;
use std::path::{Path, PathBuf};

/// A room and the rooms that it may use besides itself and `locale`.
const ROOMS: [(&str, &[&str]); 11] = [
    ("locale", &[]),
    ("article", &[]),
    ("text", &["article"]),
    ("anchor", &["article", "text"]),
    ("annotation", &["article", "text", "anchor"]),
    ("exchange", &["article", "text", "anchor", "annotation"]),
    (
        "store",
        &["article", "text", "anchor", "annotation", "exchange"],
    ),
    (
        "session",
        &[
            "article",
            "text",
            "anchor",
            "annotation",
            "exchange",
            "store",
        ],
    ),
    (
        "page",
        &[
            "article",
            "text",
            "anchor",
            "annotation",
            "exchange",
            "store",
        ],
    ),
    (
        "ui",
        &[
            "article",
            "text",
            "anchor",
            "annotation",
            "exchange",
            "store",
            "session",
            "page",
        ],
    ),
    (
        "embed",
        &[
            "article",
            "text",
            "anchor",
            "annotation",
            "exchange",
            "store",
            "session",
            "page",
            "ui",
        ],
    ),
];
/// What only rooms with a browser may name.
const BROWSER: [&str; 6] = [
    "web_sys",
    "js_sys",
    "wasm_bindgen",
    "gloo_events",
    "gloo_timers",
    "yew",
];
const WITH_BROWSER: [&str; 3] = ["page", "ui", "embed"];

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder is there").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

fn sources() -> Vec<(String, PathBuf, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    files(&src, &mut found);
    found
        .into_iter()
        .map(|path| {
            let inside = path.strip_prefix(&src).expect("under src").to_owned();
            let room = inside.iter().next().expect("a name").to_string_lossy();
            let text = fs::read_to_string(&path).expect("readable");
            (room.into_owned(), inside, text)
        })
        .collect()
}

/// The code of a file: without comments, and without the tests at its end.
fn code(text: &str) -> String {
    let own = text
        .split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or(text);
    own.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Names that come right after `prefix`.
fn names_after<'a>(code: &'a str, prefix: &str) -> Vec<&'a str> {
    code.split(prefix)
        .skip(1)
        .map(|rest| {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
            rest.split_at(end.unwrap_or(rest.len())).0
        })
        .collect()
}

#[test]
fn the_arrows_between_rooms_go_one_way() {
    let mut wrong = Vec::new();
    for (room, path, text) in sources() {
        let Some((_, below)) = ROOMS.iter().find(|(name, _)| *name == room) else {
            assert_eq!(room, "lib.rs", "{} stands in no room", path.display());
            continue;
        };
        for used in names_after(&code(&text), "crate::") {
            let is_room = ROOMS.iter().any(|(name, _)| *name == used);
            let may = used == room || used == "locale" || below.contains(&used);
            if is_room && !may {
                wrong.push(format!("{}: {room} uses {used}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn pure_rooms_know_no_browser() {
    let mut wrong = Vec::new();
    for (room, path, text) in sources() {
        if WITH_BROWSER.contains(&room.as_str()) {
            continue;
        }
        let code = code(&text);
        for name in BROWSER {
            if code.contains(&format!("{name}::")) {
                wrong.push(format!("{}: {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_says_what_it_is_for() {
    for (_, path, text) in sources() {
        assert!(text.starts_with("//! "), "{}", path.display());
    }
}

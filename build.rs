//! Copies the style sheets of `styles/` to where `src/ui/sheets.rs` takes them from, without comments and spare white space.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=styles");
    let out = env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    copy(Path::new("styles"), Path::new(&out))
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (path, out) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            copy(&path, &out)?;
        } else {
            fs::write(out, squeeze(&fs::read_to_string(path)?))?;
        }
    }
    Ok(())
}

/// The same rules in fewer bytes. Strings stay as they are; a comment counts as a space.
pub fn squeeze(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    let mut is_apart = false;
    while let Some(next) = rest.chars().next() {
        let length = match next {
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' | '\'' => string(rest, next),
            _ => next.len_utf8(),
        };
        let (piece, after) = rest.split_at(length);
        rest = after;
        if next.is_ascii_whitespace() || piece.starts_with("/*") {
            is_apart = true;
            continue;
        }
        let needs_none = out.is_empty()
            || out.ends_with(['{', '}', ';', ':', ',', '('])
            || matches!(next, '{' | '}' | ';' | ',' | ')');
        if is_apart && !needs_none {
            out.push(' ');
        }
        if next == '}' && out.ends_with(';') {
            out.pop();
        }
        out.push_str(piece);
        is_apart = false;
    }
    out
}

/// The bytes of the string that `css` begins with, quotes included.
fn string(css: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, one) in css.char_indices().skip(1) {
        if one == quote && !is_escaped {
            return at + 1;
        }
        is_escaped = one == '\\' && !is_escaped;
    }
    css.len()
}

//! Articles written as a line of HTML per block, and golden files of many small cases.

#![allow(dead_code)]

use std::fmt::Write;
use std::path::PathBuf;

use postil::article::{Attribute, Node};

/// The nodes as HTML, each top node on a line of its own; a line feed in text is written `↵`, a
/// no-break space `␣`.
pub fn outline(nodes: &[Node]) -> String {
    let mut out = String::new();
    for node in nodes {
        html(node, &mut out);
        out.push('\n');
    }
    out.replace('\u{a0}', "␣")
}

/// A node as HTML.
pub fn html(node: &Node, out: &mut String) {
    match node {
        Node::Text(text) => out.push_str(&escape(text).replace('\n', "↵")),
        Node::Element(element) => {
            let name = element.tag.name();
            write!(out, "<{name}").unwrap();
            for (attribute, value) in &element.attributes {
                write!(out, " {}", attribute.name()).unwrap();
                if !value.is_empty() || *attribute == Attribute::Alt {
                    write!(out, "=\"{}\"", escape(value).replace('"', "&quot;")).unwrap();
                }
            }
            out.push('>');
            for child in &element.children {
                html(child, out);
            }
            if !matches!(name, "br" | "col" | "hr" | "img" | "input" | "wbr") {
                write!(out, "</{name}>").unwrap();
            }
        }
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// Checks every case of a golden file. A case is a line `=== what is true of it`, the input, a line
/// with a single dot, and the output. `POSTIL_BLESS=1` rewrites the outputs.
pub fn golden(file: &str, run: impl Fn(&str) -> String) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(file);
    let text = std::fs::read_to_string(&path).expect("the golden file is there");
    let (mut rewritten, mut failed) = (String::new(), String::new());
    let mut cases = text.split("=== ");
    rewritten.push_str(cases.next().unwrap_or_default());
    for case in cases {
        let (name, body) = case.split_once('\n').expect("a case has a name");
        let (input, expected) = body.split_once("\n.\n").expect("a case has a dot");
        let found = run(input);
        let found = found.trim_end();
        if found != expected.trim_end() {
            write!(
                failed,
                "\n=== {name}\n{input}\n. expected\n{expected}\n. found\n{found}\n"
            )
            .unwrap();
        }
        write!(rewritten, "=== {name}\n{input}\n.\n{found}\n\n").unwrap();
    }
    if std::env::var_os("POSTIL_BLESS").is_some() && std::env::var_os("CI").is_none() {
        std::fs::write(&path, rewritten).unwrap();
    } else {
        assert!(failed.is_empty(), "{file}:{failed}");
    }
}

//! Markdown for Obsidian and for people: quotes, notes, tags and links back; importable again.
//!
//! What people read is written so that no note can break out of its place or fetch anything. The notes themselves
//! stand once more at the end, in a fenced block of W3C JSON: that block is what importing reads.

use super::collection::begin_collection;
use super::export::{
    ExportContext, ExportItem, author, collection_info, is_markdown, link, quote, stable_name,
    words,
};
use crate::annotation::Target;

/// What the fence of the machine-readable block begins with.
const FENCE: &str = "```postil";

pub(super) fn begin(context: &ExportContext<'_>) -> String {
    let mut text = String::from("---\n");
    let fields = [
        ("title", Some(context.title)),
        ("url", Some(context.url)),
        ("author", context.author),
        ("exported", Some(context.exported.as_str())),
        ("generator", Some("Postil")),
    ];
    for (name, value) in fields {
        if let Some(value) = value {
            text.push_str(name);
            text.push_str(": ");
            // A JSON string is a YAML string.
            text.push_str(&serde_json::Value::from(value).to_string());
            text.push('\n');
        }
    }
    text.push_str("---\n\n# ");
    escape(&one_line(context.title), &mut text);
    text.push('\n');
    text
}

pub(super) fn item(
    item: &ExportItem<'_>,
    heading: Option<&str>,
    context: &ExportContext<'_>,
) -> String {
    let mut text = String::new();
    if let Some(heading) = heading {
        text.push_str("\n## ");
        escape(heading, &mut text);
        text.push('\n');
    }
    let record = item.record;
    if let Some(quote) = quote(record) {
        text.push('\n');
        for line in quote.exact.lines() {
            text.push_str("> ");
            escape(line, &mut text);
            text.push('\n');
        }
    }
    if matches!(record.shown().target, Target::Reply(_)) {
        text.push_str("\n**↳ ");
        escape(&one_line(author(record, context.words)), &mut text);
        text.push_str("**\n");
    }
    if !words(record).is_empty() {
        text.push('\n');
        if is_markdown(record) {
            tame(words(record), &mut text);
        } else {
            for line in words(record).lines() {
                escape(line, &mut text);
                text.push_str("  \n");
            }
        }
        if !text.ends_with('\n') {
            text.push('\n');
        }
    }
    text.push('\n');
    text.push_str(&meta(item, context));
    text.push('\n');
    text
}

/// Tags, person, day, link back and the block's id, in one line.
fn meta(item: &ExportItem<'_>, context: &ExportContext<'_>) -> String {
    let shown = item.record.shown();
    let mut parts: Vec<String> = Vec::new();
    let tags: Vec<String> = shown.tags.iter().filter_map(|tag| hash_tag(tag)).collect();
    if !tags.is_empty() {
        parts.push(tags.join(" "));
    }
    let mut name = String::new();
    escape(&one_line(author(item.record, context.words)), &mut name);
    parts.push(name);
    let day = shown.created.as_ref().and_then(|at| at.as_str().get(..10));
    parts.extend(day.map(str::to_owned));
    if let Some(link) = link(item.record, context) {
        parts.push(["[", &context.words.open, "](", &link, ")"].concat());
    }
    [&parts.join(" · "), " ^", &stable_name(&shown.id)].concat()
}

/// Ends the file with the block that importing reads; `items` begins with a comma.
pub(super) fn end(text: &mut String, items: &str, count: usize, context: &ExportContext<'_>) {
    text.push('\n');
    text.push_str(FENCE);
    text.push('\n');
    text.push_str(&begin_collection(&collection_info(context), count));
    text.push_str(items.strip_prefix(',').unwrap_or(items));
    text.push_str("\n]}}\n```\n");
}

/// The JSON in the last fenced block of ours; a note may quote such a block, but none stands after ours.
pub(super) fn block(text: &str) -> Option<&str> {
    let mut found = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        start += line.len();
        if line.trim_end() == FENCE {
            found = text.get(start..);
        }
    }
    let rest = found?;
    let mut end = 0;
    for line in rest.split_inclusive('\n') {
        if line.starts_with("```") {
            return rest.get(..end);
        }
        end += line.len();
    }
    None
}

/// A tag as Obsidian reads it: letters, digits, `_`, `-` and `/`, not digits alone; `None` when nothing is left.
fn hash_tag(tag: &str) -> Option<String> {
    let mut name = String::from("#");
    for c in tag.trim().chars() {
        if c.is_alphanumeric() || "_-/".contains(c) {
            name.push(c);
        } else if c.is_whitespace() && !name.ends_with('-') {
            name.push('-');
        }
    }
    let rest = name.get(1..)?;
    if rest.is_empty() {
        return None;
    }
    if rest.chars().all(|c| c.is_ascii_digit()) {
        name.insert(1, '_');
    }
    Some(name)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Plain text so that Markdown shows it as it is.
fn escape(text: &str, into: &mut String) {
    let is_number = text.trim_start().starts_with(|c: char| c.is_ascii_digit());
    let mut at_start = true;
    for c in text.chars() {
        let is_special = matches!(
            c,
            '\\' | '`'
                | '*'
                | '_'
                | '['
                | ']'
                | '<'
                | '>'
                | '&'
                | '#'
                | '|'
                | '~'
                | '$'
                | '^'
                | '!'
                | '%'
                | '='
        );
        let begins_list = at_start && matches!(c, '-' | '+');
        let ends_number = is_number && matches!(c, '.' | ')');
        if is_special || begins_list || ends_number {
            into.push('\\');
        }
        at_start = at_start && c.is_whitespace();
        into.push(c);
    }
}

/// A note's Markdown, made to stay in its place: no raw HTML, no images (they would be fetched), no script
/// addresses, no fence left open. Code is left as it is, where it is code for certain: in a fence that stands in no
/// list, and between backticks of one line.
fn tame(markdown: &str, into: &mut String) {
    let mut open: Option<(char, usize)> = None;
    for line in markdown.replace("\r\n", "\n").replace('\r', "\n").lines() {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let fence = fence_of(line.trim_start_matches(' ')).filter(|_| indent < 4);
        match (open, fence) {
            (None, Some((mark, count, _))) => {
                open = Some((mark, count));
                // Where it stands in an item of a list it would end with the item.
                into.push_str(line.trim_start_matches(' '));
            }
            (Some((mark, count)), Some((other, more, is_bare)))
                if mark == other && more >= count && is_bare =>
            {
                open = None;
                into.push_str(line);
            }
            (Some(_), _) => into.push_str(line),
            (None, None) => tame_line(line, into),
        }
        into.push('\n');
    }
    if let Some((mark, count)) = open {
        into.extend(std::iter::repeat_n(mark, count));
        into.push('\n');
    }
}

/// The mark of a code fence, its length, and whether nothing follows it.
fn fence_of(line: &str) -> Option<(char, usize, bool)> {
    let mark = line.chars().next().filter(|&c| c == '`' || c == '~')?;
    let rest = line.trim_start_matches(mark);
    let count = line.len() - rest.len();
    (count >= 3 && !(mark == '`' && rest.contains('`'))).then_some((
        mark,
        count,
        rest.trim().is_empty(),
    ))
}

fn tame_line(line: &str, into: &mut String) {
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        if c == '`' {
            let ticks = rest.len() - rest.trim_start_matches('`').len();
            let code = code_span(rest).filter(|code| !is_of_cells(code));
            match code {
                Some(code) => into.push_str(code),
                // Backticks without an end may find one in another line: what stands between is no code here.
                None => (0..ticks).for_each(|_| into.push_str("\\`")),
            }
            rest = rest.get(code.map_or(ticks, str::len)..).unwrap_or_default();
            continue;
        }
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        match c {
            '\\' if after.starts_with(':') && ends_in_script(into) => {}
            '\\' => {
                into.push(c);
                let next = after.chars().next();
                // What is escaped stays escaped.
                into.extend(next);
                rest = next
                    .and_then(|next| after.get(next.len_utf8()..))
                    .unwrap_or(after);
                continue;
            }
            '<' if !is_address(after) => into.push_str("\\<"),
            '!' if after.starts_with('[') => into.push_str("\\!"),
            '&' if is_hidden(after) => into.push_str("\\&"),
            ':' if ends_in_script(into) && goes_on(after) => into.push_str("%3A"),
            _ => into.push(c),
        }
        rest = after;
    }
}

/// Whether a code span is none in a row of a table, where the cells end first, and what would stand in a cell matters.
fn is_of_cells(code: &str) -> bool {
    code.contains('|') && code.contains(['<', '['])
}

/// The code span that the text begins with.
fn code_span(text: &str) -> Option<&str> {
    let ticks = text.len() - text.trim_start_matches('`').len();
    let fence = text.get(..ticks).filter(|fence| !fence.is_empty())?;
    let mut at = ticks;
    loop {
        at += text.get(at..)?.find('`')?;
        let run = text.get(at..)?;
        let count = run.len() - run.trim_start_matches('`').len();
        at += count;
        if count == fence.len() {
            return text.get(..at);
        }
    }
}

/// Whether an autolink to the web or to a mailbox follows the `<`.
fn is_address(after: &str) -> bool {
    ["https://", "http://", "mailto:"]
        .iter()
        .any(|scheme| after.starts_with(scheme))
}

/// Whether the `&` before it begins what could hide a part of an address: a sign by its number, a colon, a space.
fn is_hidden(after: &str) -> bool {
    ["#", "colon;", "Tab;", "NewLine;"]
        .iter()
        .any(|sign| after.starts_with(sign))
}

/// Whether a word goes on here, as an address does.
fn goes_on(after: &str) -> bool {
    after.chars().next().is_some_and(|c| !c.is_whitespace())
}

fn ends_in_script(text: &str) -> bool {
    ["javascript", "vbscript", "data"].iter().any(|scheme| {
        let start = text.len().checked_sub(scheme.len());
        let end = start.and_then(|start| text.get(start..));
        end.is_some_and(|end| end.eq_ignore_ascii_case(scheme))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tamed(markdown: &str) -> String {
        let mut text = String::new();
        tame(markdown, &mut text);
        text
    }

    #[test]
    fn a_note_stays_in_its_place() {
        let cases = [
            (
                "**bold** [x](https://a.example)",
                "**bold** [x](https://a.example)\n",
            ),
            ("```\nopen <b>", "```\nopen <b>\n```\n"),
            ("~~~~\n```\n~~~", "~~~~\n```\n~~~\n~~~~\n"),
            ("<script>x</script>", "\\<script>x\\</script>\n"),
            ("a `<b>` <b>", "a `<b>` \\<b>\n"),
            (
                "![pixel](https://spy.example/x.png)",
                "\\![pixel](https://spy.example/x.png)\n",
            ),
            ("[x](JavaScript:alert(1))", "[x](JavaScript%3Aalert(1))\n"),
            ("<https://a.example>", "<https://a.example>\n"),
            ("\\<b>", "\\<b>\n"),
            ("the data: here", "the data: here\n"),
            ("[x](javascript\\:alert(1))", "[x](javascript%3Aalert(1))\n"),
            (
                "[x](java&#115;cript&colon;alert(1))",
                "[x](java\\&#115;cript\\&colon;alert(1))\n",
            ),
            ("this &amp; that", "this &amp; that\n"),
            // Two backticks and one: no code.
            ("``<img src=x>`", "\\`\\`\\<img src=x>\\`\n"),
            // The first backtick would end at the second, in the next line.
            ("a ` b\n`<img src=x>`", "a \\` b\n`<img src=x>`\n"),
            ("`a\r\r<img src=x>`", "\\`a\n\n\\<img src=x>\\`\n"),
            ("|`a|<img src=x>|b`|", "|\\`a|\\<img src=x>|b\\`|\n"),
            ("`a || b`", "`a || b`\n"),
            // A fence in an item ends where the item does.
            ("- a\n  ```\n<img src=x>", "- a\n```\n<img src=x>\n```\n"),
            ("- ```\n  <img src=x>", "- \\`\\`\\`\n  \\<img src=x>\n"),
        ];
        for (note, expected) in cases {
            assert_eq!(tamed(note), expected);
        }
    }

    #[test]
    fn a_note_of_backticks_is_written_in_no_time() {
        let ticks = "`".repeat(300_000);
        assert_eq!(tamed(&["a", &ticks].concat()).len(), 600_002);
    }

    #[test]
    fn tags_are_written_as_obsidian_reads_them() {
        let cases = [
            ("idea", Some("#idea")),
            ("two words", Some("#two-words")),
            ("#größe/漢,x", Some("#größe/漢x")),
            ("2026", Some("#_2026")),
            ("!?", None),
        ];
        for (tag, expected) in cases {
            assert_eq!(hash_tag(tag).as_deref(), expected);
        }
    }

    #[test]
    fn the_last_block_counts() {
        let text = "```postil\n{\"forged\": 1}\n```\n\n```postil\n{\"a\": 1}\n{\"b\": 2}\n```\n";
        assert_eq!(block(text), Some("{\"a\": 1}\n{\"b\": 2}\n"));
        assert_eq!(block("```postil\n{"), None);
        assert_eq!(block("no block"), None);
    }
}

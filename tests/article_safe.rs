//! Nothing that can run comes through, whatever the source.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]

mod outline;

use postil::article::{Attribute, Format, Node, Tag, note, read_str};

/// Sources that try to run a script: known tricks against parsers and filters.
const ATTACKS: &[&str] = &[
    "<script>alert(1)</script>",
    "<ScRiPt>alert(1)</sCrIpT>",
    "<script/src=//evil.example/x.js></script>",
    "<script\u{c}>alert(1)</script >",
    "<<script>alert(1)//<</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script><!--<script></script>--><img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)//",
    "<img/src=x/onerror=alert(1)>",
    "<img src='x'onerror=alert(1)>",
    "<img src=`x`onerror=alert(1)>",
    "<img \"\"\"><script>alert(1)</script>\">",
    "<img src=x:alert(alt) onerror=eval(src) alt=0>",
    "<img src=\"javascript:alert(1)\">",
    "<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>\">",
    "<img srcset=\"javascript:alert(1)\" src=x>",
    "<image src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text y=20>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math href=javascript:alert(1)>x</math>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=\"JaVaScRiPt:alert(1)\">x</a>",
    "<a href=\" &#14; javascript:alert(1)\">x</a>",
    "<a href=\"java&#10;script:alert(1)\">x</a>",
    "<a href=\"java&Tab;script&colon;alert(1)\">x</a>",
    "<a href=\"&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A&#x61\">x</a>",
    "<a href=\"&#0000106avascript:alert(1)\">x</a>",
    "<a href=\"\u{1}javascript:alert(1)\">x</a>",
    "<a href=\"java\u{0}script:alert(1)\">x</a>",
    "<a href=vbscript:msgbox(1)>x</a>",
    "<a href=data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==>x</a>",
    "<a href=x onclick=alert(1) onmouseover=alert(1)>x</a>",
    "<a href=https://a.example/ style=position:fixed;inset:0>x</a>",
    "<a href=blob:https://a.example/1>x</a>",
    "<a href=javascript&colon;alert(1)>x</a>",
    "<a/href=javascript:alert(1)/>x",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<object data=\"data:text/html,<script>alert(1)</script>\">",
    "<embed src=javascript:alert(1)>",
    "<applet code=x></applet>",
    "<form action=javascript:alert(1)><input type=submit></form>",
    "<form><button formaction=javascript:alert(1)>x</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<input type=image src=x onerror=alert(1)>",
    "<select autofocus onfocus=alert(1)><option>x</select>",
    "<textarea autofocus onfocus=alert(1)>x</textarea>",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<video src=x onerror=alert(1)>",
    "<audio src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<body onload=alert(1)>x",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">x",
    "<link rel=stylesheet href=javascript:alert(1)>x",
    "<base href=javascript:alert(1)//><a href=x>y</a>",
    "<style>@import 'javascript:alert(1)'</style>x",
    "<p style=\"background:url(javascript:alert(1))\">x",
    "<p style=behavior:url(x)>x",
    "<table background=javascript:alert(1)><tr><td background=javascript:alert(1)>x",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\">",
    "<title><p title=\"</title><img src=x onerror=alert(1)>\">",
    "<template><script>alert(1)</script></template>x",
    "<plaintext><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<!-- --!><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version=1?><script>alert(1)</script>",
    "<!DOCTYPE x [<!ENTITY y SYSTEM \"javascript:alert(1)\">]><p>&y;",
    "</script><script>alert(1)</script>",
    "<p title=\"<script>alert(1)</script>\" onclick=\"alert(1)\">x",
    "<blockquote cite=javascript:alert(1)>x</blockquote>",
    "<q cite=\"javascript:alert(1)\">x</q>",
    "<isindex action=javascript:alert(1) type=image>",
    "<x onclick=alert(1) tabindex=1>x</x>",
    "<portal src=javascript:alert(1)></portal>",
    "<p contenteditable onblur=alert(1) id=document name=cookie>x",
    "<a href=x ping=javascript:alert(1) download target=_blank>x</a>",
    "<a href=x rel=opener target=_top>x</a>",
    "<p is=x-y slot=z part=button class=\"btn language-js\" data-x=1>x",
    "[x](javascript:alert(1))",
    "[x](JAVASCRIPT:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](javascript&#58;alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](&#x1;javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "![x\" onerror=\"alert(1)](y)",
    "![x](y \"\\\" onerror=alert(1)\")",
    "<javascript:alert(1)>",
    "# x {#y onclick=alert(1) .z style=color:red}",
    "```\" onclick=alert(1)\nx\n```",
    "[^1]\n\n[^1]: <img src=x onerror=alert(1)>",
    "| <img src=x onerror=alert(1)> |\n|---|\n| [x](javascript:alert(1)) |",
    "<b>*x</b><script>*alert(1)</script>",
    "---\ntitle: <script>alert(1)</script>\nsource: javascript:alert(1)\nlang: '\" onclick=alert(1)'\n---\nx",
    "http://example.org/\"onmouseover=alert(1)",
    "javascript:alert(1) www.example.org/'onclick='alert(1)",
];

/// An independent look at the tree: only what is known to be harmless may stand in it.
pub fn assert_safe(nodes: &[Node], depth: usize, source: &str) {
    assert!(depth <= 300, "too deep: {source}");
    for node in nodes {
        let Node::Element(element) = node else {
            continue;
        };
        for (index, (attribute, value)) in element.attributes.iter().enumerate() {
            let name = attribute.name();
            let twice = element
                .attributes
                .iter()
                .skip(index + 1)
                .any(|(a, _)| a == attribute);
            assert!(!twice, "{name} twice: {source}");
            assert!(
                !name.starts_with("on") && name != "style" && name != "name",
                "{source}"
            );
            assert!(
                !value.contains(char::is_control),
                "{name}={value:?}: {source}"
            );
            if matches!(
                attribute,
                Attribute::Href | Attribute::Src | Attribute::Cite
            ) {
                let plain: String = value.chars().filter(|c| !c.is_whitespace()).collect();
                let plain = plain.to_ascii_lowercase();
                let scheme = plain.split(['/', '?', '#']).next().unwrap_or_default();
                let allowed = !scheme.contains(':')
                    || ["http:", "https:"].contains(&scheme)
                    || (element.tag == Tag::A
                        && ["mailto:", "tel:"].iter().any(|s| scheme.starts_with(s)))
                    || (element.tag == Tag::Img
                        && scheme.starts_with("data:image")
                        && !plain.contains("svg"));
                // `http:x` without slashes is an address of the web as well.
                let web = scheme.starts_with("http:") || scheme.starts_with("https:");
                assert!(allowed || web, "{name}={value:?}: {source}");
            }
        }
        if element.tag == Tag::Input {
            assert_eq!(
                element.attribute(Attribute::Type),
                Some("checkbox"),
                "{source}"
            );
            assert!(element.attribute(Attribute::Disabled).is_some(), "{source}");
        }
        if matches!(
            element.tag,
            Tag::Br | Tag::Hr | Tag::Img | Tag::Input | Tag::Wbr | Tag::Col
        ) {
            assert!(
                element.children.is_empty(),
                "a void element has content: {source}"
            );
        }
        assert_safe(&element.children, depth + 1, source);
    }
}

/// An independent look at the written form, with nothing of ours but a scan for tags.
fn assert_written_safe(html: &str, source: &str) {
    for tag in html.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').expect("every tag ends");
        // Values are quoted and hold no quote: what is outside them are names.
        let names: String = tag
            .split('"')
            .step_by(2)
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase();
        for bad in [
            "script",
            "iframe",
            "object",
            "embed",
            "svg",
            "math",
            "style",
            "form",
            "base",
            "meta",
            "link",
            "template",
            "button",
            " on",
            " srcdoc",
            " formaction",
            " target",
        ] {
            assert!(!names.contains(bad), "{bad} in <{tag}>: {source}");
        }
        for value in tag.split('"').skip(1).step_by(2) {
            let value = value.to_lowercase();
            let scheme = value
                .trim()
                .split_once(':')
                .map(|(scheme, _)| scheme.to_owned());
            assert!(
                !matches!(
                    scheme.as_deref(),
                    Some("javascript" | "vbscript" | "blob" | "file")
                ),
                "{value}: {source}"
            );
            assert!(!value.starts_with("data:text"), "{value}: {source}");
        }
    }
}

#[test]
fn no_attack_comes_through_in_any_format() {
    assert!(ATTACKS.len() >= 60);
    let wrap = [
        "",
        "<p>",
        "<table><tr><td>",
        "<b><i>",
        "<svg>",
        "<!--",
        "<a href=\"",
        "- ",
        "> ",
        "<details>\n\n",
    ];
    for attack in ATTACKS {
        for before in wrap {
            let source = format!("{before}{attack}\n\nafter");
            for format in [Format::Markdown, Format::Html, Format::Text] {
                if let Ok(article) = read_str(&source, format) {
                    assert_safe(&article.content, 0, &source);
                    assert_written_safe(&outline::outline(&article.content), &source);
                }
            }
            let nodes = note(&source);
            assert_safe(&nodes, 0, &source);
            assert_written_safe(&outline::outline(&nodes), &source);
        }
    }
}

#[test]
fn in_a_note_nothing_is_loaded_and_links_tell_nothing() {
    fn check(nodes: &[Node], source: &str) {
        for node in nodes {
            if let Node::Element(element) = node {
                assert_ne!(element.tag, Tag::Img, "{source}");
                assert_eq!(element.attribute(Attribute::Id), None, "{source}");
                if element.tag == Tag::A {
                    let rel = element.attribute(Attribute::Rel);
                    assert_eq!(rel, Some("noopener noreferrer nofollow ugc"), "{source}");
                }
                check(&element.children, source);
            }
        }
    }
    for attack in ATTACKS {
        check(&note(attack), attack);
    }
    check(
        &note("![a](https://example.org/i.png) [b](https://example.org) # c"),
        "images",
    );
}

//! What `build.rs` leaves out of a style sheet changes nothing of what it says.

#[path = "../build.rs"]
#[allow(dead_code, unused_imports)]
mod build;

use build::squeeze;

#[test]
fn comments_and_spare_white_space_go() {
    let css = "/* Cards. */\n.card {\n  margin: 0 auto;\n  color: red;\n}\n";
    assert_eq!(squeeze(css), ".card{margin:0 auto;color:red}");
}

#[test]
fn white_space_that_says_something_stays() {
    for css in [
        ".a .b{}",
        ".a>.b :hover{}",
        "p{inset:calc(1px + 2px) auto}",
        "@media (width<9px) and (hover){}",
        "p{margin:0 -1px!important}",
    ] {
        assert_eq!(squeeze(css), css);
    }
}

#[test]
fn strings_stay_as_they_are() {
    for css in [
        r#"p{content:"  /* a ; } */  "}"#,
        r#"p{content:'it\'s  "x"'}"#,
        r#"p{content:"\\"}"#,
    ] {
        assert_eq!(squeeze(css), css);
    }
}

#[test]
fn an_unfinished_comment_or_string_ends_with_the_sheet() {
    assert_eq!(squeeze("p{} /* x"), "p{}");
    assert_eq!(squeeze("p{content:\"x"), "p{content:\"x");
}

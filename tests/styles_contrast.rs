//! Text on every highlight, overlap and surface keeps its contrast, in every theme: computed from
//! the colours in the style sheets themselves.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;

const HIGHLIGHTS: &str = include_str!("../styles/highlights.css");
const TOKENS: &str = include_str!("../styles/widget/tokens.css");
const COLORS: [&str; 6] = ["yellow", "green", "blue", "pink", "orange", "purple"];

/// A colour in sRGB with gamma, each part from 0 to 1, and its opacity.
type Rgba = [f64; 4];
/// The values of custom properties, by name.
type Tokens = BTreeMap<String, String>;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Theme {
    Light,
    Dark,
    Sepia,
}

/// The custom properties that the sheets give in a theme.
fn tokens(theme: Theme) -> Tokens {
    let mut all = Tokens::new();
    for sheet in [HIGHLIGHTS, TOKENS] {
        for block in sheet.split('}') {
            let Some((selector, body)) = block.rsplit_once('{') else {
                continue;
            };
            let is_sepia = selector.contains("sepia");
            if selector.contains("::highlight") || (is_sepia && theme != Theme::Sepia) {
                continue;
            }
            for line in body.split(';') {
                if let Some((name, value)) = line.split_once(':') {
                    let value = value.trim();
                    // What the host may set falls back to ours.
                    let own = value
                        .strip_prefix("var(")
                        .and_then(|inner| inner.strip_suffix(')'))
                        .and_then(|inner| inner.split_once(", "))
                        .map_or(value, |(_, fallback)| fallback);
                    all.insert(name.trim().to_owned(), own.to_owned());
                }
            }
        }
    }
    all
}

/// The colour of a token in a theme.
fn color(tokens: &Tokens, name: &str, theme: Theme) -> Rgba {
    let value = tokens
        .get(name)
        .unwrap_or_else(|| panic!("no token {name}"));
    let value = match value.strip_prefix("light-dark(") {
        Some(both) => {
            let both = both.strip_suffix(')').expect("closed");
            let (light, dark) = both.split_once("), ").expect("two colours");
            if theme == Theme::Dark { dark } else { light }
        }
        None => value,
    };
    parse(value)
}

fn parse(value: &str) -> Rgba {
    let (kind, inner) = value.split_once('(').expect("a function");
    let numbers: Vec<f64> = inner
        .trim_end_matches(')')
        .split([' ', '/'])
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().expect("a number"))
        .collect();
    match kind {
        "oklch" => oklch(numbers[0], numbers[1], numbers[2]),
        "rgb" => [
            numbers[0] / 255.0,
            numbers[1] / 255.0,
            numbers[2] / 255.0,
            numbers.get(3).copied().unwrap_or(1.0),
        ],
        other => panic!("{other} is not read here"),
    }
}

/// The matrices of https://bottosson.github.io/posts/oklab/; the colour must be one that sRGB has.
fn oklch(l: f64, c: f64, h: f64) -> Rgba {
    let (a, b) = (c * h.to_radians().cos(), c * h.to_radians().sin());
    let long = (l + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let medium = (l - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let short = (l - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
    let linear = [
        4.076_741_662_1 * long - 3.307_711_591_3 * medium + 0.230_969_929_2 * short,
        -1.268_438_004_6 * long + 2.609_757_401_1 * medium - 0.341_319_396_5 * short,
        -0.004_196_086_3 * long - 0.703_418_614_7 * medium + 1.707_614_701 * short,
    ];
    let mut color = [1.0; 4];
    for (part, value) in color.iter_mut().zip(linear) {
        assert!(
            (-0.002..=1.002).contains(&value),
            "oklch({l} {c} {h}) is outside sRGB"
        );
        let value = value.clamp(0.0, 1.0);
        *part = if value <= 0.003_130_8 {
            12.92 * value
        } else {
            1.055 * value.powf(1.0 / 2.4) - 0.055
        };
    }
    color
}

fn over(under: Rgba, veil: Rgba) -> Rgba {
    let mix = |at: usize| under[at] * (1.0 - veil[3]) + veil[at] * veil[3];
    [mix(0), mix(1), mix(2), 1.0]
}

/// WCAG 2.2, "relative luminance" and "contrast ratio".
fn contrast(one: Rgba, other: Rgba) -> f64 {
    let luminance = |color: Rgba| {
        let linear = |value: f64| {
            if value <= 0.040_45 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(color[0]) + 0.7152 * linear(color[1]) + 0.0722 * linear(color[2])
    };
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[track_caller]
fn check(theme: Theme, text: &str, ground: &str, veils: usize, least: f64) {
    let tokens = tokens(theme);
    let veil = color(&tokens, "--postil--overlap", theme);
    let mut under = color(&tokens, ground, theme);
    for _ in 0..veils {
        under = over(under, veil);
    }
    let found = contrast(color(&tokens, text, theme), under);
    assert!(
        found >= least,
        "{text} on {ground} with {veils} veils, {theme:?}: {found:.2}, wanted {least}"
    );
}

const THEMES: [Theme; 3] = [Theme::Light, Theme::Dark, Theme::Sepia];

#[test]
fn text_on_every_highlight_and_overlap_keeps_seven_to_one() {
    for theme in THEMES {
        for name in COLORS {
            let ground = format!("--postil--{name}");
            check(theme, "--postil--mark-ink", &ground, 0, 7.0);
            check(theme, "--postil--mark-ink", &ground, 1, 7.0);
        }
    }
}

#[test]
fn text_under_the_reading_cursor_keeps_seven_to_one_and_its_line_three() {
    for theme in THEMES {
        let tokens = tokens(theme);
        let of = |name: &str| color(&tokens, name, theme);
        let (cursor, line) = (of("--postil--cursor"), of("--postil--cursor-line"));
        let page = over(of("--postil--page"), cursor);
        assert!(contrast(of("--postil--ink"), page) >= 7.0, "{theme:?}");
        assert!(contrast(line, page) >= 3.0, "{theme:?}");
        for name in COLORS {
            let mark = of(&format!("--postil--{name}"));
            for ground in [mark, over(mark, of("--postil--overlap"))] {
                let found = contrast(of("--postil--mark-ink"), over(ground, cursor));
                assert!(found >= 7.0, "{name}, {theme:?}: {found:.2}");
                let found = contrast(line, over(ground, cursor));
                assert!(found >= 3.0, "line on {name}, {theme:?}: {found:.2}");
            }
        }
    }
}

#[test]
fn the_themes_own_page_keeps_seven_to_one() {
    for theme in THEMES {
        check(theme, "--postil--ink", "--postil--page", 0, 7.0);
    }
}

#[test]
fn the_interface_keeps_four_and_a_half_to_one_and_its_edges_three() {
    for theme in THEMES {
        for ground in ["--postil--surface", "--postil--hover"] {
            check(theme, "--postil--text", ground, 0, 7.0);
            check(theme, "--postil--faint", ground, 0, 4.5);
            check(theme, "--postil--accent", ground, 0, 4.5);
            check(theme, "--postil--warn", ground, 0, 4.5);
        }
        check(theme, "--postil--on-accent", "--postil--accent", 0, 4.5);
        check(theme, "--postil--edge", "--postil--surface", 0, 3.0);
    }
}

#[test]
fn six_hues_look_equally_strong() {
    for theme in THEMES {
        let tokens = tokens(theme);
        let page = color(&tokens, "--postil--page", theme);
        let against_page: Vec<f64> = COLORS
            .iter()
            .map(|name| contrast(color(&tokens, &format!("--postil--{name}"), theme), page))
            .collect();
        let most = against_page.iter().copied().fold(0.0, f64::max);
        let least = against_page.iter().copied().fold(f64::INFINITY, f64::min);
        assert!(most / least < 1.25, "{theme:?}: {against_page:?}");
    }
}

#[test]
fn highlights_without_custom_properties_have_the_same_colours() {
    let defaults = tokens(Theme::Light);
    for name in COLORS {
        let token = format!("--postil--{name}");
        let rule = format!("::highlight(postil-{name}) {{ background-color: var({token}, ");
        let (_, after) = HIGHLIGHTS.split_once(&rule).expect("a rule per colour");
        let value = defaults.get(&token).expect("a token per colour");
        assert!(after.starts_with(value.as_str()), "{name}");
    }
}

#[test]
fn our_own_sheets_never_shout_nor_style_by_id() {
    let dialogs = postil::ui::dialog_sheets::dialog_sheets();
    for sheet in postil::ui::sheets::WIDGET.iter().chain(&dialogs) {
        assert!(!sheet.contains("!important"));
        assert!(!sheet.contains('#'), "no id, no colour outside the tokens");
    }
}

//! How wide a text will be. The font is not known here, so the estimate leans to the wide side: a label must not
//! reach beyond the room kept for it whichever font of the stack a reader has.

/// The width of `text` at a font size, in pixels.
pub(super) fn width(text: &str, size: i32) -> i32 {
    let hundredths: i32 = text.chars().map(share).sum();
    hundredths.saturating_mul(size).saturating_add(99) / 100
}

/// The width of a character in hundredths of the font's size.
fn share(c: char) -> i32 {
    match c {
        'i' | 'j' | 'l' | '\'' | '|' => 28,
        ' ' | '.' | ',' | ':' | ';' | '!' | 'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '/' => 38,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 92,
        'A'..='Z' | '&' | '<' | '>' | '=' | '+' | '_' => 70,
        '\u{0}'..='\u{7f}' => 56,
        // Accented Latin, Greek, Cyrillic; a middle dot is drawn by the Latin font.
        '\u{b7}' => 38,
        '\u{80}'..='\u{10ff}' => 68,
        // Everything else a Chinese font draws over the full square, and quotes and arrows it may.
        _ => 102,
    }
}

/// `text` cut so that it is at most `most` pixels wide at a font size; a cut is marked.
pub(super) fn shorten(text: &str, most: i32, size: i32) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if width(&text, size) <= most {
        return text;
    }
    let room = most.saturating_sub(width("…", size)).saturating_mul(100);
    let mut used = 0;
    let mut short: String = text
        .chars()
        .take_while(|c| {
            used += share(*c) * size;
            used <= room
        })
        .collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

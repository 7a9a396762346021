//! Text as it may stand in a page or a picture. HTML, SVG and XML take the same few signs for marks; written once so that
//! no page forgets one.

/// The text with the signs of markup written as entities; a character no page can hold stands as `U+FFFD`. Line breaks and
/// tabs stay.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\r' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn marks_and_what_no_page_can_hold() {
        assert_eq!(
            escaped("<b>\"与\" & co</b>"),
            "&lt;b&gt;&quot;与&quot; &amp; co&lt;/b&gt;"
        );
        assert_eq!(escaped("a\u{0}b\u{ffff}\n\tc"), "a\u{fffd}b\u{fffd}\n\tc");
    }
}

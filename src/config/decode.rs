//! The text of a CSV as Excel leaves it: UTF-8 with or without a byte-order mark, UTF-16 with one, else GBK.

use std::borrow::Cow;

use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};

/// The text of a CSV; `None` when it is in none of the encodings that are read. What is UTF-8 but for a few broken bytes
/// is not taken for GBK: it would read as other characters, and nobody would be told.
pub(crate) fn csv_text(bytes: &[u8]) -> Option<Cow<'_, str>> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(Cow::Borrowed(text.strip_prefix('\u{feff}').unwrap_or(text)));
    }
    for encoding in [UTF_16LE, UTF_16BE] {
        let mark: &[u8] = match encoding == UTF_16LE {
            true => &[0xff, 0xfe],
            false => &[0xfe, 0xff],
        };
        if let Some(rest) = bytes.strip_prefix(mark) {
            let (text, broken) = encoding.decode_without_bom_handling(rest);
            return (!broken).then_some(text);
        }
    }
    if is_damaged_utf8(bytes) {
        return None;
    }
    let (text, broken) = GB18030.decode_without_bom_handling(bytes);
    (!broken && !text.contains('\0')).then_some(text)
}

/// Whether most of what is beyond ASCII is well-formed UTF-8. Characters of GBK are pairs of bytes that hardly ever are.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut sound, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| c.len_utf8() > 2).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    sound > broken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gbk(text: &str) -> Vec<u8> {
        let (bytes, _, missing) = encoding_rs::GBK.encode(text);
        assert!(!missing, "{text}");
        bytes.into_owned()
    }

    #[test]
    fn every_encoding_excel_writes_is_read() {
        let text = "name,处理\n三包,消法 24\n";
        let utf16: Vec<u8> = [0xfeff_u16]
            .into_iter()
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        let marked = format!("\u{feff}{text}").into_bytes();
        for bytes in [text.as_bytes().to_vec(), marked, gbk(text), utf16] {
            assert_eq!(csv_text(&bytes).as_deref(), Some(text));
        }
    }

    #[test]
    fn utf8_with_a_broken_byte_is_not_taken_for_gbk() {
        let mut bytes = "name,处理\n三包,消法 24\n".as_bytes().to_vec();
        bytes.remove(6);
        assert_eq!(csv_text(&bytes), None);
        let mut cut = "name,处理\n三包,消法".as_bytes().to_vec();
        cut.pop();
        assert_eq!(csv_text(&cut), None);
    }

    #[test]
    fn bytes_of_no_encoding_are_refused() {
        assert_eq!(csv_text(&[b'a', 0xff, 0xff, b'\n']), None);
        assert_eq!(csv_text(&[0xd0, b'\n']), None);
    }

    proptest::proptest! {
        #[test]
        fn utf8_is_never_read_as_anything_else(text in "\\PC{0,40}") {
            proptest::prop_assume!(!text.starts_with('\u{feff}'));
            let read = csv_text(text.as_bytes());
            proptest::prop_assert_eq!(read.as_deref(), Some(text.as_str()));
        }

        #[test]
        fn chinese_in_gbk_is_read(text in "[一-龥a-z,，。0-9]{1,40}") {
            // What GBK cannot write is not tried.
            let (bytes, _, missing) = encoding_rs::GBK.encode(&text);
            proptest::prop_assume!(!missing);
            let read = csv_text(&bytes);
            // A few pairs of bytes are well-formed in both; what is read as UTF-8 is at least no mixture.
            let known = read.as_deref() == Some(text.as_str());
            proptest::prop_assert!(known || std::str::from_utf8(&bytes).is_ok());
        }
    }
}

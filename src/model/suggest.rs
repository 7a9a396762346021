//! “Did you mean”: the allowed name nearest to one that was not found.

use strsim::damerau_levenshtein;

/// The name of `known` that `name` was probably meant to be: at most two slips away, or a third of its characters.
/// Upper and lower case do not count, nor do `-`, `_` and blanks. Of equally near ones, the first.
#[must_use]
pub fn nearest<'a, I, S>(name: &str, known: I) -> Option<String>
where
    I: IntoIterator<Item = &'a S>,
    S: AsRef<str> + ?Sized + 'a,
{
    let wanted = folded(name);
    let length = wanted.chars().count();
    known
        .into_iter()
        .map(AsRef::as_ref)
        .filter(|candidate| *candidate != name)
        .filter_map(|candidate| {
            let other = folded(candidate);
            let distance = damerau_levenshtein(&wanted, &other);
            let longest = length.max(other.chars().count());
            (distance <= allowed(longest)).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate.to_owned())
}

/// A text in quotes of TOML: in double ones, in single ones if it holds double ones, else with those escaped.
pub(crate) fn quoted(text: &str) -> String {
    match (text.contains(['"', '\\']), text.contains('\'')) {
        (false, _) => format!("\"{text}\""),
        (true, false) => format!("'{text}'"),
        (true, true) => {
            let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
            format!("\"{escaped}\"")
        }
    }
}

/// Two slips in a name of two letters would make anything of anything, so short names get fewer.
fn allowed(length: usize) -> usize {
    match length {
        0 | 1 => 0,
        2 | 3 => 1,
        _ => 2.max(length / 3),
    }
}

fn folded(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, '-' | '_' | ' '))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_found_by_characters() {
        let known = ["who", "due", "outcomes", "pauses_in"];
        assert_eq!(nearest("outcome", &known).as_deref(), Some("outcomes"));
        assert_eq!(nearest("pause_in", &known).as_deref(), Some("pauses_in"));
        assert_eq!(nearest("Pauses-In", &known).as_deref(), Some("pauses_in"));
        assert_eq!(nearest("deu", &known).as_deref(), Some("due"));
        assert_eq!(nearest("ladder", &known), None);
    }

    #[test]
    fn chinese_names_count_characters_not_bytes() {
        let known = ["处理中", "待确认", "已归档"];
        assert_eq!(nearest("处理", &known).as_deref(), Some("处理中"));
        assert_eq!(nearest("待审批", &known), None);
        assert_eq!(nearest("人", &["天"]), None);
    }

    #[test]
    fn a_text_gets_quotes_it_does_not_hold() {
        assert_eq!(quoted("a > 1"), "\"a > 1\"");
        assert_eq!(quoted("a == \"x\""), "'a == \"x\"'");
        assert_eq!(quoted("a == 'x'"), "\"a == 'x'\"");
        assert_eq!(quoted("a == \"it's\""), "\"a == \\\"it's\\\"\"");
    }

    #[test]
    fn the_first_of_equally_near_names_wins() {
        assert_eq!(nearest("cast", &["cost", "last"]).as_deref(), Some("cost"));
    }
}

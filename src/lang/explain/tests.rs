use super::super::fixture::{Desk, decimal};
use super::super::{Want, compile};
use super::*;

fn explained(text: &str) -> Explained {
    let desk = Desk::new();
    explain(&compile(text, &desk, &Want::Any).expect("accepted"), &desk)
}

#[test]
fn each_condition_shows_what_it_saw() {
    let all = explained("severity >= 4 || claim > authority || failed");
    assert_eq!(all.outcome, Outcome::Value(Value::YesNo(true)));
    let texts: Vec<&str> = all.children.iter().map(|part| part.text.as_str()).collect();
    assert_eq!(texts, vec!["severity >= 4", "claim > authority", "failed"]);
    assert_eq!(
        all.children[0].values,
        vec![("severity".to_owned(), Value::Whole(3))]
    );
    assert_eq!(all.children[0].outcome, Outcome::Value(Value::YesNo(false)));
    assert_eq!(
        all.children[1].values,
        vec![
            ("claim".to_owned(), decimal("6000")),
            ("authority".to_owned(), Value::Whole(5000)),
        ]
    );
    assert_eq!(all.children[2].outcome, Outcome::Skipped);
    assert!(all.children[2].values.is_empty());
}

#[test]
fn a_failure_is_told_where_it_happened() {
    let all = explained("!(failed && fails())");
    let inner = &all.children[0];
    assert_eq!(inner.text, "failed && fails()");
    assert!(matches!(inner.children[1].outcome, Outcome::Failed(_)));
}

#[test]
fn paths_and_counts_are_values_of_their_own() {
    let all = explained("customer.class == \"A\" && count(payment.open) + severity > 3");
    let seen: Vec<&str> = all
        .children
        .iter()
        .flat_map(|part| &part.values)
        .map(|(text, _)| text.as_str())
        .collect();
    assert_eq!(
        seen,
        vec!["customer.class", "count(payment.open)", "severity"]
    );
}

use std::sync::Arc;

use super::super::csv::Sheet;
use super::super::source::Sources;
use super::*;
use crate::lang::Choices;
use crate::model::NameId;
use crate::model::catalogue::Lang;

fn choices() -> Choices {
    let words = ["none_yet", "phone", "letter", "甲、乙"];
    let all = words.iter().zip(1..);
    Choices(Arc::new(
        all.map(|(word, id)| (Arc::from(*word), NameId(id)))
            .collect(),
    ))
}

/// Reads one cell, written in a CSV as it stands here, as the type's input.
fn read(raw: &str, ty: &Type) -> Result<Cell, Vec<String>> {
    let mut sources = Sources::default();
    let source = sources.add("a.csv", &format!("x,y\n1,{raw}\n"));
    let mut found = Diagnostics::default();
    let sheet = Sheet::read(&sources, source, &mut found).expect("a sheet");
    assert!(found.is_empty(), "{found:?}");
    let how = Reading {
        ty,
        money_places: 2,
        scope: None,
    };
    let read = input(&Spot::cell(&sheet.rows[0][1]), &how, &mut found);
    match read {
        Some(read) => Ok(read.cell),
        None => Err(found
            .iter()
            .map(|fault| {
                let help = fault.help(Lang::En).unwrap_or_default();
                let text = sources.underlined(fault.span);
                assert!(fault.message(Lang::En).contains("B2"), "{fault:?}");
                format!("{} [{text}] {help}", fault.id)
            })
            .collect()),
    }
}

fn fault(raw: &str, ty: &Type) -> String {
    read(raw, ty).expect_err(raw).join("; ")
}

fn whole(n: i64) -> Value {
    Value::Whole(n)
}

#[test]
fn every_form_of_the_manual_is_read() {
    let ty = Type::Whole;
    let is = |n| Cell::Is(whole(n));
    let range = |low, high| Ok(Cell::Range(low, high));
    let (c, o) = (|n| Bound::Closed(whole(n)), |n| Bound::Open(whole(n)));
    assert_eq!(read("3", &ty), Ok(is(3)));
    assert_eq!(read("3..7", &ty), range(c(3), c(7)));
    assert_eq!(read("3..<7", &ty), range(c(3), o(7)));
    assert_eq!(read("3<..7", &ty), range(o(3), c(7)));
    assert_eq!(read("3 <..< 7", &ty), range(o(3), o(7)));
    assert_eq!(read("-3..-1", &ty), range(c(-3), c(-1)));
    for (text, than) in SIGNS {
        let cell = Cell::Than(than, whole(4));
        assert_eq!(read(&format!("{text}4"), &ty), Ok(cell.clone()));
        assert_eq!(read(&format!("{text} 4"), &ty), Ok(cell));
    }
    let list = vec![
        is(1),
        Cell::Range(c(3), c(4)),
        Cell::Than(Than::More, whole(9)),
    ];
    assert_eq!(read("1; 3..4; > 9", &ty), Ok(Cell::OneOf(list.clone())));
    assert_eq!(read("not 1; 3..4; > 9", &ty), Ok(Cell::NotOneOf(list)));
    assert_eq!(read("not 1", &ty), Ok(Cell::NotOneOf(vec![is(1)])));
    assert_eq!(read("-", &ty), Ok(Cell::Any));
    assert_eq!(read("none", &ty), Ok(Cell::None));
    assert_eq!(read("not none", &ty), Ok(Cell::NotNone));
    assert_eq!(
        read("none; 3", &ty),
        Ok(Cell::OneOf(vec![Cell::None, is(3)]))
    );
}

#[test]
fn quotes_make_text_of_anything() {
    let text = |text: &str| Ok(Cell::Is(Value::text(text)));
    assert_eq!(read("\"\"\"3..7\"\"\"", &Type::Text), text("3..7"));
    assert_eq!(read("\"\"\"-\"\"\"", &Type::Text), text("-"));
    assert_eq!(read("\"\"\"=x\"\"\"", &Type::Text), text("=x"));
    assert_eq!(read("\"\"\"a; b\"\"\"", &Type::Text), text("a; b"));
    assert_eq!(
        read("\"a,b\"", &Type::Text),
        text("a,b"),
        "quotes of the CSV say nothing"
    );
    assert_eq!(
        fault("3..7", &Type::Text),
        "cell-order [3..7] if it is the text itself, write `\"3..7\"`"
    );
}

#[test]
fn values_are_read_as_a_spreadsheet_writes_them() {
    let is = |value: Value| Ok(Cell::Is(value));
    let date = |text| Value::Date(crate::model::parse_date(text).expect("a date"));
    for text in [
        "2026-01-05",
        "2026/1/5",
        "2026/01/05",
        "2026年1月5日",
        "2026/1/5 0:00",
    ] {
        assert_eq!(read(text, &Type::Date), is(date("2026-01-05")), "{text}");
    }
    assert_eq!(
        read("2026/1/5..<2026/2/1", &Type::Date),
        Ok(Cell::Range(
            Bound::Closed(date("2026-01-05")),
            Bound::Open(date("2026-02-01"))
        ))
    );
    assert_eq!(read("是", &Type::YesNo), is(Value::YesNo(true)));
    assert_eq!(read("FALSE", &Type::YesNo), is(Value::YesNo(false)));
    let share = Value::Short {
        scale: 2,
        mantissa: 98,
    };
    assert_eq!(read("98%", &Type::Percent), is(share.clone()));
    assert_eq!(read("0.98", &Type::Percent), is(share));
    assert_eq!(
        read("phone; letter", &Type::Choice(choices())),
        Ok(Cell::OneOf(vec![
            Cell::Is(Value::Choice(NameId(2))),
            Cell::Is(Value::Choice(NameId(3)))
        ]))
    );
    assert_eq!(
        read("甲、乙", &Type::Choice(choices())),
        is(Value::Choice(NameId(4)))
    );
}

#[test]
fn the_text_at_fault_is_underlined_and_the_cell_named() {
    let whole = &Type::Whole;
    assert_eq!(
        fault("", whole),
        "cell-blank [] write `-` where it does not matter, `none` where it must be empty"
    );
    assert_eq!(fault("1; x; 3", whole), "csv-cell [x] for example `3`");
    assert_eq!(
        fault("\"1; \"\"x\"\"; 3\"", whole),
        "csv-cell [x] for example `3`"
    );
    assert_eq!(fault("3-7", whole), "csv-cell [3-7] for example `3..7`");
    assert_eq!(fault("3.5", whole), "csv-cell [3.5] for example `3`");
    assert_eq!(
        fault("\"1,200\"", whole),
        "csv-cell [1,200] for example `1200`"
    );
    assert_eq!(
        fault("7..3", whole),
        "cell-backwards [7..3] did you mean `3..7`?"
    );
    assert_eq!(fault("3..<3", whole), "cell-backwards [3..<3] ");
    assert!(fault("3..", whole).starts_with("cell-range [3..]"));
    assert_eq!(fault("≥ 3", whole), "cell-sign [≥] write `>=`");
    assert_eq!(fault("1；3", whole), "cell-sign [；] write `;`");
    assert!(fault("1;;3", whole).starts_with("cell-entry [1;;3]"));
    assert!(fault(">= =x", whole).starts_with("cell-no-names [=x]"));
    assert!(fault("=x", whole).starts_with("cell-no-names [=x]"));
    let choice = Type::Choice(choices());
    assert_eq!(
        fault("phone; leter", &choice),
        "cell-choice [leter] did you mean `letter`?"
    );
    assert!(fault("> phone", &choice).starts_with("cell-order [> phone]"));
    assert_eq!(fault("1.234", &Type::Money), "cell-places [1.234] ");
    assert_eq!(
        fault("12345678901234567890123456789012", &Type::Number),
        "cell-digits [12345678901234567890123456789012] "
    );
    assert!(fault("#NAME?", &Type::Text).starts_with("csv-not-computed [#NAME?]"));
    assert!(fault("1/5/2026", &Type::Date).starts_with("csv-cell [1/5/2026]"));
    assert!(fault("2026/2/30", &Type::Date).starts_with("csv-cell [2026/2/30]"));
}

#[test]
fn a_zero_a_spreadsheet_took_away_is_named() {
    let codes = Choices(Arc::new(vec![
        (Arc::from("007"), NameId(1)),
        (Arc::from("012"), NameId(2)),
    ]));
    let rows = Type::Row(NameId(9), codes);
    let told = fault("7; 012", &rows);
    assert!(told.starts_with("csv-lost-zero [7]"), "{told}");
    assert!(told.contains("`007`"), "{told}");
    assert!(fault("8", &rows).starts_with("cell-row [8]"));
}

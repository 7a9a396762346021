//! Calendar files: the working week, make-up days, and a CSV of the days that differ; every fault at its cell.

use std::sync::Arc;

use chrono::NaiveDate;

use super::csv::{Cell, Sheet};
use super::diagnostic::{Diagnostic, Diagnostics};
use super::docs::Docs;
use super::node::NodeValue;
use super::reader::{Item, Said, Table};
use super::source::Span;
use super::straighten::straightened;
use super::suggest;
use crate::time::{Calendar, CalendarError, CalendarSpec, DayEntry, DayKind, Period, Place};

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Reads `rules/calendars/NAME.toml`; `at` is where the desk names it.
pub(crate) fn calendar(
    name: &Said<'_>,
    docs: &mut Docs<'_>,
    found: &mut Diagnostics,
) -> Option<Arc<Calendar>> {
    let path = format!("rules/calendars/{}.toml", name.text);
    let Some(doc) = docs.toml(&path) else {
        if docs.is_unreadable(&path) {
            return None;
        }
        let known = docs.stems("rules/calendars", ".toml");
        let fault = Diagnostic::new("unknown-name", name.inner())
            .word("kind", "calendar")
            .with("name", name.text);
        found.push(fault.known(name.text, &known));
        return None;
    };
    let before = found.len();
    let doc = straightened(doc, "calendar_file", found);
    let mut table = Table::open(&doc.root, "calendar_file", found)?;
    let _ = table.take("label");
    let zone = table.need("zone", found).and_then(|item| item.said(found));
    let week_item = table.need("week", found);
    let makeup = table.take("makeup");
    let until = table
        .take("published_until")
        .and_then(|item| item.date(found));
    let days = table.take("days").and_then(|item| item.said(found));
    table.finish(found);
    let zone = zone.and_then(|said| zone_of(&said, found));
    let mut week: [Vec<Period>; 7] = Default::default();
    let mut week_spans = [doc.root.span; 7];
    if let Some(item) = &week_item {
        read_week(item, &mut week, &mut week_spans, found);
    }
    let makeup_span = makeup.as_ref().map_or(doc.root.span, Item::span);
    let makeup = makeup
        .map(|item| makeup_periods(&item, &week, found))
        .unwrap_or_default();
    let faulty = found.len() > before || docs.found.is_broken(doc.source);
    let rows = days
        .map(|said| day_rows(&said, docs, found))
        .unwrap_or_default();
    // Where the week cannot be read, that days do not fit to it would be an echo.
    if faulty {
        return None;
    }
    let spec = CalendarSpec {
        name: name.text.to_owned(),
        zone: zone?,
        week,
        makeup,
        published_until: until,
        days: rows.iter().map(|row| row.entry.clone()).collect(),
    };
    let places = Places {
        name: name.text,
        week: week_spans,
        makeup: makeup_span,
        whole: week_item.map_or(doc.root.span, |item| item.span()),
        rows: &rows,
    };
    match Calendar::new(spec) {
        Ok(calendar) => Some(Arc::new(calendar)),
        Err(error) => {
            found.push(places.told(&error));
            None
        }
    }
}

fn zone_of(said: &Said<'_>, found: &mut Diagnostics) -> Option<chrono_tz::Tz> {
    let zone = said.text.parse::<chrono_tz::Tz>().ok();
    if zone.is_none() {
        let names = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
        let near = suggest::nearest(said.text, names.collect::<Vec<_>>());
        let fault = Diagnostic::new("calendar-zone", said.inner()).with("zone", said.text);
        found.push(fault.maybe("near", near));
    }
    zone
}

fn read_week(
    item: &Item<'_>,
    week: &mut [Vec<Period>; 7],
    spans: &mut [Span; 7],
    found: &mut Diagnostics,
) {
    for entry in item.entries(found).unwrap_or_default() {
        let Some(days) = day_range(entry.name()) else {
            let fault = Diagnostic::new("unknown-word", entry.name_span())
                .with("word", entry.name())
                .with("key", item.name());
            let ranges = ["mon-fri", "mon-sat", "mon-sun"];
            found.push(fault.known(entry.name(), DAYS.iter().chain(&ranges)));
            continue;
        };
        let periods = periods(&entry, found);
        for day in days {
            if let (Some(day), Some(span)) = (week.get_mut(day), spans.get_mut(day)) {
                day.clone_from(&periods);
                *span = entry.span();
            }
        }
    }
}

/// `mon`, or `mon-fri`: the places of these days in a week.
fn day_range(text: &str) -> Option<Vec<usize>> {
    let place = |word: &str| DAYS.iter().position(|day| *day == word.trim());
    match text.split_once('-') {
        None => place(text).map(|day| vec![day]),
        Some((from, to)) => {
            let (from, to) = (place(from)?, place(to)?);
            (from <= to).then(|| (from..=to).collect())
        }
    }
}

fn periods(item: &Item<'_>, found: &mut Diagnostics) -> Vec<Period> {
    let said = item.said_or_list(found).unwrap_or_default();
    said.iter()
        .filter_map(|said| period(said.text, said.inner(), found))
        .collect()
}

fn period(text: &str, span: Span, found: &mut Diagnostics) -> Option<Period> {
    let period = Period::parse(text);
    if period.is_none() {
        found.push(Diagnostic::new("calendar-period", span).with("text", text));
    }
    period
}

/// `makeup` names a day of the week whose periods it takes, or lists its own.
fn makeup_periods(
    item: &Item<'_>,
    week: &[Vec<Period>; 7],
    found: &mut Diagnostics,
) -> Vec<Period> {
    let NodeValue::Text(text) = &item.node().value else {
        return periods(item, found);
    };
    match day_range(text).as_deref() {
        Some([first, ..]) => week.get(*first).cloned().unwrap_or_default(),
        _ => periods(item, found),
    }
}

/// A row of the days' CSV and where it stands.
struct Row {
    entry: DayEntry,
    date: Span,
    periods: Option<Span>,
}

fn day_rows(said: &Said<'_>, docs: &mut Docs<'_>, found: &mut Diagnostics) -> Vec<Row> {
    let path = format!("rules/calendars/{}", said.text);
    let Some(sheet) = docs.sheet(&path) else {
        if !docs.folder.has(&path) {
            let known: Vec<String> = docs
                .stems("rules/calendars", ".csv")
                .into_iter()
                .map(|stem| format!("{stem}.csv"))
                .collect();
            docs.no_such_file(said.text, said.inner(), &known, found);
        }
        return Vec::new();
    };
    let date = sheet.needed("date", &docs.sources, found);
    let kind = sheet.needed("kind", &docs.sources, found);
    let (Some(date), Some(kind)) = (date, kind) else {
        return Vec::new();
    };
    let columns = Columns {
        date,
        kind,
        name: sheet.column("name"),
        periods: sheet.column("periods"),
    };
    rows_of(&sheet, &columns, found)
}

struct Columns {
    date: usize,
    kind: usize,
    name: Option<usize>,
    periods: Option<usize>,
}

fn rows_of(sheet: &Sheet, columns: &Columns, found: &mut Diagnostics) -> Vec<Row> {
    let mut rows = Vec::with_capacity(sheet.rows.len());
    for cells in &sheet.rows {
        let (Some(date), Some(kind)) = (cells.get(columns.date), cells.get(columns.kind)) else {
            continue;
        };
        let read = (read_date(date, found), read_kind(kind, found));
        let at = |column: Option<usize>| column.and_then(|column| cells.get(column));
        let own = at(columns.periods).filter(|cell| !cell.text.is_empty());
        let (Some(day), Some(kind)) = read else {
            continue;
        };
        let periods = own.map(|cell| {
            let parts = cell
                .text
                .split([';', ' '])
                .map(str::trim)
                .filter(|part| !part.is_empty());
            parts
                .filter_map(|part| period(part, cell.span, found))
                .collect()
        });
        rows.push(Row {
            entry: DayEntry {
                date: day,
                kind,
                name: at(columns.name)
                    .map(|cell| cell.text.clone())
                    .unwrap_or_default(),
                periods,
            },
            date: date.span,
            periods: own.map(|cell| cell.span),
        });
    }
    rows
}

/// `2026-01-05`, and `2026/1/5` as spreadsheets write it.
pub(crate) fn read_date(cell: &Cell, found: &mut Diagnostics) -> Option<NaiveDate> {
    let text = cell.text.replace('/', "-");
    let date = NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok();
    if date.is_none() {
        let fault = Diagnostic::new("csv-cell", cell.span)
            .with("cell", cell.place.as_str())
            .with("text", cell.text.as_str())
            .word("expected", "a-date")
            .with("example", "2026-01-31");
        found.push(fault);
    }
    date
}

fn read_kind(cell: &Cell, found: &mut Diagnostics) -> Option<DayKind> {
    let kind = DayKind::parse(&cell.text);
    if kind.is_none() {
        let known = DayKind::ALL.map(DayKind::word);
        let fault = Diagnostic::new("calendar-kind", cell.span).with("text", cell.text.as_str());
        found.push(fault.list("known", known));
    }
    kind
}

/// Where the parts of a calendar stand.
struct Places<'a> {
    name: &'a str,
    week: [Span; 7],
    makeup: Span,
    whole: Span,
    rows: &'a [Row],
}

impl Places<'_> {
    fn place(&self, place: Place) -> Span {
        match place {
            Place::Weekday(day) => {
                let at = usize::try_from(day.num_days_from_monday()).unwrap_or(0);
                self.week.get(at).copied().unwrap_or(self.whole)
            }
            Place::Makeup => self.makeup,
            Place::Entry(index) => self
                .row(index)
                .map_or(self.whole, |row| row.periods.unwrap_or(row.date)),
        }
    }

    fn row(&self, index: usize) -> Option<&Row> {
        self.rows.get(index)
    }

    fn date(&self, index: usize) -> Span {
        self.row(index).map_or(self.whole, |row| row.date)
    }

    fn first(&self, date: NaiveDate, index: usize) -> Option<Span> {
        let mut before = self.rows.iter().take(index);
        before
            .find(|row| row.entry.date == date)
            .map(|row| row.date)
    }

    fn told(&self, error: &CalendarError) -> Diagnostic {
        match error {
            CalendarError::BadPeriod { place, period } => {
                Diagnostic::new("calendar-period", self.place(*place))
                    .with("text", period.to_string())
            }
            CalendarError::Overlap {
                place,
                first,
                second,
            } => Diagnostic::new("calendar-overlap", self.place(*place))
                .with("text", second.to_string())
                .with("other", first.to_string()),
            CalendarError::HolidayAndMakeup { index, date } => {
                let fault = Diagnostic::new("calendar-conflict", self.date(*index));
                self.twice(fault.with("date", date.to_string()), *date, *index)
            }
            CalendarError::RepeatedDate { index, date } => {
                let cell = date.to_string();
                let fault = Diagnostic::new("csv-duplicate-row", self.date(*index));
                let fault = fault
                    .with("cell", format!("A{}", index + 2))
                    .with("key", cell);
                self.twice(fault, *date, *index)
            }
            CalendarError::HalfWithoutPeriods { index, date }
            | CalendarError::RestWithPeriods { index, date } => {
                let span = self.place(Place::Entry(*index));
                Diagnostic::new("calendar-period", span).with("text", date.to_string())
            }
            CalendarError::MakeupWithoutPeriods { index, .. } => {
                Diagnostic::new("missing-key", self.date(*index))
                    .with("key", "makeup")
                    .word("section", "calendar")
                    .with("example", "makeup = \"mon-fri\"")
            }
            _ => Diagnostic::new("calendar-no-work", self.whole).with("calendar", self.name),
        }
    }

    fn twice(&self, fault: Diagnostic, date: NaiveDate, index: usize) -> Diagnostic {
        match self.first(date, index) {
            Some(first) => fault.also(first, "first-here"),
            None => fault,
        }
    }
}

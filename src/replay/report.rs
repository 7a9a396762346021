//! A dry run told: as JSON, and as text in either language, from the same value. The counts lead and add up.

use serde_json::{Map, Value as Json, json};

use super::compare::Drifted;
use super::divergence::{Divergence, Reason};
use super::dry_run::DryRun;
use super::explain::TurnView;
use super::facet::{Facet, Facets};
use super::gate::Gate;
use super::mix::Mix;
use super::verdict::{Judged, Kind, Verdict};
use crate::model::Text;
use crate::model::catalogue::{Lang, message};
use crate::report::{Called, Said};
use crate::world::local;

impl DryRun {
    /// How many records were replayed under the current revision to the end.
    #[must_use]
    pub fn replayed(&self) -> u64 {
        let kept = self.records.len() - self.count(Kind::NotReplayable);
        u64::try_from(kept).unwrap_or(u64::MAX)
    }

    /// All of it as JSON.
    #[must_use]
    pub fn json(&self) -> Json {
        let kinds: Map<String, Json> = Kind::ALL
            .iter()
            .map(|kind| (kind.word().to_owned(), json!(self.count(*kind))))
            .collect();
        let facets: Map<String, Json> = Facet::ALL
            .iter()
            .map(|facet| (facet.word().to_owned(), json!(self.count_facet(*facet))))
            .collect();
        let lists: Map<String, Json> = Kind::ALL
            .iter()
            .filter(|kind| !matches!(kind, Kind::Same | Kind::Censored))
            .map(|kind| (kind.word().to_owned(), self.list(*kind)))
            .collect();
        json!({
            "desk": &*self.desk,
            "baseline": { "revision": self.baseline.revision.0, "meaning": self.baseline.meaning },
            "candidate": { "revision": self.candidate.revision.0, "meaning": self.candidate.meaning },
            "window": self.window.map(|(from, to)| json!({ "from": from.to_string(), "to": to.to_string() })),
            "events": self.events,
            "records": self.records.len(),
            "verdicts": kinds,
            "facets": facets,
            "open_reasons": self.reasons(),
            "new_breaches": self.new_breaches(),
            "drift": self.drift_json(),
            "lists": lists,
        })
    }

    /// What differs, in one number: which records, and how. Work that goes on and is the same under both revisions does
    /// not change it.
    #[must_use]
    pub fn found(&self) -> u64 {
        let differ = self
            .records
            .iter()
            .filter(|record| !matches!(record.verdict.kind(), Kind::Same | Kind::Censored));
        differ
            .fold(Mix::new(0), |mix, record| {
                let mix = mix.num(record.key).text(record.verdict.kind().word());
                match &record.verdict {
                    Verdict::Same | Verdict::Censored => mix,
                    Verdict::Changed(facets) => {
                        facets.iter().fold(mix, |mix, facet| mix.text(facet.word()))
                    }
                    Verdict::Open(divergence) | Verdict::NotReplayable(divergence) => {
                        mix.int(divergence.at.0).text(divergence.reason.word())
                    }
                    Verdict::Error { at, why } => mix.int(at.0).text(why.as_str()),
                }
            })
            .done()
    }

    fn list(&self, kind: Kind) -> Json {
        let found = self.records.iter();
        let found = found.filter(|record| record.verdict.kind() == kind);
        found
            .take(self.listed)
            .map(|record| self.record(record))
            .collect()
    }

    fn record(&self, record: &Judged) -> Json {
        let mut told = Map::new();
        told.insert("code".to_owned(), json!(record.code.as_str()));
        told.insert(
            "workflow".to_owned(),
            json!(self.names.text(record.workflow)),
        );
        match &record.verdict {
            Verdict::Same | Verdict::Censored => {}
            Verdict::Changed(facets) => {
                told.insert("facets".to_owned(), facet_words(*facets));
                told.insert("new_breaches".to_owned(), json!(record.new_breaches));
            }
            Verdict::Open(divergence) | Verdict::NotReplayable(divergence) => {
                told.insert("at".to_owned(), json!(divergence.at.to_string()));
                self.reason(divergence, record.on.as_ref(), &mut told);
            }
            Verdict::Error { at, why } => {
                told.insert("at".to_owned(), json!(at.to_string()));
                told.insert("why".to_owned(), json!(why.as_str()));
            }
        }
        if let Some(parting) = &record.parting {
            told.insert("first".to_owned(), json!(parting.at.to_string()));
        }
        if let Some(side) = &record.explained {
            let view = |view: &Option<TurnView>| view.as_ref().map(TurnView::json);
            told.insert("baseline".to_owned(), json!(view(&side.baseline)));
            told.insert("candidate".to_owned(), json!(view(&side.candidate)));
        }
        Json::Object(told)
    }

    fn reason(&self, divergence: &Divergence, on: Option<&Text>, told: &mut Map<String, Json>) {
        let reason = &divergence.reason;
        told.insert("reason".to_owned(), json!(reason.word()));
        if let Some(task) = reason.task() {
            told.insert("task".to_owned(), json!(self.names.text(task)));
        }
        if let Some(on) = on {
            told.insert("on".to_owned(), json!(on.as_str()));
        }
        if let Reason::Failed { why } = reason {
            told.insert("why".to_owned(), json!(why.as_str()));
        }
        if let Some(line) = divergence.recorded {
            told.insert("line".to_owned(), json!(line.0));
        }
    }

    fn drift_json(&self) -> Json {
        let count = |older: bool| self.drift.iter().filter(|d| d.older == older).count();
        let told = |drifted: &Drifted| {
            json!({
                "code": drifted.code.as_str(),
                "older_revisions": drifted.older,
                "facets": facet_words(drifted.facets),
                "at": drifted.at.map(|at| at.to_string()),
                "reason": drifted.open.as_ref().map(|divergence| divergence.reason.word()),
            })
        };
        let list: Vec<Json> = self.drift.iter().take(self.listed).map(told).collect();
        json!({ "older_revisions": count(true), "other": count(false), "records": list })
    }

    /// All of it as text, most telling first.
    #[must_use]
    pub fn text(&self, lang: Lang, gate: Option<&Gate>) -> String {
        let mut page = Page {
            lang,
            text: String::new(),
        };
        self.head(&mut page);
        if self.is_same() && self.window.is_some() {
            page.say("dry-none", &[]);
        }
        for kind in [Kind::Error, Kind::Changed, Kind::Open, Kind::NotReplayable] {
            self.told(kind, &mut page);
        }
        if let Some(gate) = gate {
            page.blank();
            page.say(
                match gate.passes() {
                    true => "dry-gate-passed",
                    false => "dry-gate-not",
                },
                &[],
            );
            for check in gate.checks.iter().filter(|check| !check.holds) {
                let args = [
                    ("key", &*check.key),
                    ("limit", &check.limit.to_string()),
                    ("found", &check.found.to_string()),
                ];
                page.indented("dry-gate-check", &args);
            }
        }
        page.text
    }

    fn head(&self, page: &mut Page) {
        let Some((from, to)) = self.window else {
            page.say("dry-empty", &[("desk", &self.desk)]);
            return;
        };
        let args = [
            ("desk", &*self.desk),
            ("events", &self.events.to_string()),
            ("records", &self.records.len().to_string()),
            ("from", &local(&self.rules, from)),
            ("to", &local(&self.rules, to)),
            ("zone", self.rules.calendar.zone().name()),
        ];
        page.say("dry-head", &args);
        for kind in Kind::ALL {
            let word = message(&format!("dry-{}", kind.word()), page.lang, &[]);
            page.line(&format!("  {:>8}  {word}", self.count(kind)));
        }
        let lang = page.lang;
        let counted = |id: String, count: usize| {
            (count > 0).then(|| format!("{} {count}", message(&id, lang, &[])))
        };
        let facets: Vec<String> = Facet::ALL
            .iter()
            .filter_map(|facet| counted(format!("dry-{}", facet.word()), self.count_facet(*facet)))
            .collect();
        if !facets.is_empty() {
            page.say("dry-facets", &[("list", &facets.join(", "))]);
        }
        let reasons = self.reasons();
        let reasons: Vec<String> = reasons
            .iter()
            .map(|(reason, count)| format!("{reason} {count}"))
            .collect();
        if !reasons.is_empty() {
            page.say("dry-reasons", &[("list", &reasons.join(", "))]);
        }
        if self.new_breaches() > 0 {
            page.say(
                "dry-breaches",
                &[("count", &self.new_breaches().to_string())],
            );
        }
        if !self.drift.is_empty() {
            let older = self.drift.iter().filter(|d| d.older).count();
            let other = self.drift.len() - older;
            let args = [
                ("older", &*older.to_string()),
                ("other", &other.to_string()),
            ];
            page.say("dry-drift", &args);
        }
    }

    fn told(&self, kind: Kind, page: &mut Page) {
        const SHOWN: usize = 10;
        let found: Vec<&Judged> = self
            .records
            .iter()
            .filter(|record| record.verdict.kind() == kind)
            .collect();
        if found.is_empty() {
            return;
        }
        page.blank();
        page.say(&format!("dry-{}", kind.word()), &[]);
        for record in found.iter().take(SHOWN) {
            let what = self.what(record, page.lang);
            page.line(&format!("  {}  {what}", record.code));
            if let Some(side) = &record.explained {
                page.turn("dry-current", side.baseline.as_ref());
                page.turn("dry-candidate", side.candidate.as_ref());
            }
        }
        let more = found.len().saturating_sub(SHOWN);
        if more > 0 {
            page.indented("dry-more", &[("count", &more.to_string())]);
        }
    }

    fn what(&self, record: &Judged, lang: Lang) -> String {
        match &record.verdict {
            Verdict::Same | Verdict::Censored => String::new(),
            Verdict::Changed(facets) => {
                let words = facets
                    .iter()
                    .map(|facet| message(&format!("dry-{}", facet.word()), lang, &[]));
                words.collect::<Vec<_>>().join(", ")
            }
            Verdict::Open(divergence) | Verdict::NotReplayable(divergence) => {
                let reason = &divergence.reason;
                let task = reason.task().map_or_else(String::new, |task| {
                    Called::new(&self.rules, lang).task(record.workflow, task)
                });
                let on = record.on.as_ref().map_or("", Text::as_str);
                let id = format!("dry-{}", reason.word());
                let said = message(&id, lang, &[("task", &*task), ("on", on)]);
                format!("{said} @ {}", local(&self.rules, divergence.at))
            }
            Verdict::Error { at, why } => format!("{why} @ {}", local(&self.rules, *at)),
        }
    }
}

fn facet_words(facets: Facets) -> Json {
    facets.iter().map(Facet::word).collect()
}

/// A text under way.
struct Page {
    lang: Lang,
    text: String,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn blank(&mut self) {
        self.line("");
    }

    fn say(&mut self, id: &str, args: &[(&str, &str)]) {
        let said = message(id, self.lang, args);
        self.line(&said);
    }

    fn indented(&mut self, id: &str, args: &[(&str, &str)]) {
        let said = message(id, self.lang, args);
        self.line(&format!("  {said}"));
    }

    fn turn(&mut self, side: &str, view: Option<&TurnView>) {
        let side = message(side, self.lang, &[]);
        let Some(view) = view else {
            let none = message("dry-no-turn", self.lang, &[]);
            self.line(&format!("      {side}: {none}"));
            return;
        };
        let to = view.transition.as_ref().map(|one| one.text(self.lang));
        let to = to.map_or_else(String::new, |to| format!(" → {to}"));
        let event = view.event.text(self.lang);
        self.line(&format!("      {side}: {} {event}{to}", view.at));
        for tried in view.tried.iter().filter(|tried| tried.condition.is_some()) {
            let word = match tried.taken {
                true => "dry-taken",
                false => "dry-not-taken",
            };
            let word = message(word, self.lang, &[]);
            let condition = tried.condition.as_deref().unwrap_or("");
            let values = pairs(&tried.values);
            self.line(&format!(
                "        {} {word}: {condition}{values}",
                tried.transition.text(self.lang)
            ));
        }
        for (task, due, arithmetic) in &view.deadlines {
            let arithmetic = arithmetic.as_deref().unwrap_or("");
            let task = task.text(self.lang);
            self.line(format!("        {task}: {due} {arithmetic}").trim_end());
        }
        for (task, whom) in &view.lies_with {
            let (task, whom) = (task.text(self.lang), whom.text(self.lang));
            self.line(&format!("        {task} → {whom}"));
        }
        if !view.values.is_empty() {
            let said = |said: &Said| said.text(self.lang).to_owned();
            let values = view.values.iter();
            let values: Vec<(String, String)> = values
                .map(|(name, value)| (said(name), said(value)))
                .collect();
            self.line(&format!("       {}", pairs(&values)));
        }
        for reason in &view.refused {
            let why = &reason.text(self.lang);
            let said = message("dry-refused", self.lang, &[("why", why)]);
            self.line(&format!("        {said}"));
        }
    }
}

fn pairs(values: &[(String, String)]) -> String {
    values
        .iter()
        .map(|(name, value)| format!("  {name} = {value}"))
        .collect()
}

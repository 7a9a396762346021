//! What a step expects against what is found.

use serde_json::Value as Json;

use super::run::{Became, Stage, failure};
use super::{Expect, Failure, Step};
use crate::engine::View;
use crate::engine::form_passed;
use crate::lang::Type;
use crate::model::catalogue::Arg;
use crate::model::{Judgement, RecordNo, Value};
use crate::world::{arithmetic, read_value, value_text};

/// Whether the order of a list counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Kept,
    Free,
}

impl Stage<'_> {
    /// Everything of a step that is not as expected.
    pub(super) fn compare(&self, step: &Step, became: &Became) -> Vec<Failure> {
        let expect = &step.expect;
        let mut failures = Vec::new();
        failures.extend(refusal(step, became));
        for (name, state) in &expect.states {
            let found = self.state(name);
            if found.as_deref() != Some(state) {
                let found = found.map_or_else(|| Arg::Word("nothing".to_owned()), Arg::Said);
                failures.push(failure(expect.line, name, Arg::Said(state.clone()), found));
            }
        }
        failures.extend(self.lists(expect));
        for (name, fields, wanted) in &expect.values {
            failures.extend(self.value(expect.line, name, fields, wanted));
        }
        failures.extend(self.why(expect));
        failures
    }

    fn lists(&self, expect: &Expect) -> Vec<Failure> {
        let (desk, world, facts) = (self.desk, &self.world, &self.facts);
        let records: Vec<RecordNo> = self.names.values().copied().collect();
        let mut failures = Vec::new();
        let judged = |word| facts.judged(desk, world, &records, word);
        let lists = [
            (
                "tasks",
                &expect.tasks,
                facts.open(desk, world, &records),
                Order::Free,
            ),
            (
                "reminded",
                &expect.reminded,
                facts.reminded.clone(),
                Order::Kept,
            ),
            ("raised", &expect.raised, facts.raised.clone(), Order::Free),
            (
                "notices",
                &expect.notices,
                facts.notices.clone(),
                Order::Free,
            ),
            (
                "incidents",
                &expect.incidents,
                facts.incidents.clone(),
                Order::Free,
            ),
            (
                "late",
                &expect.late,
                facts.late(desk, world, &records),
                Order::Free,
            ),
            (
                "in_time",
                &expect.in_time,
                judged(Judgement::InTime),
                Order::Free,
            ),
            (
                "breached",
                &expect.breached,
                judged(Judgement::Breached),
                Order::Free,
            ),
        ];
        for (key, wanted, found, order) in lists {
            let Some(wanted) = wanted else {
                continue;
            };
            if !agree(wanted, &found, order) {
                let found = Arg::List(as_written(wanted, found));
                failures.push(failure(expect.line, key, Arg::List(wanted.clone()), found));
            }
        }
        failures
    }

    fn why(&self, expect: &Expect) -> Option<Failure> {
        let wanted = expect.why.as_ref()?;
        let records: Vec<RecordNo> = self.names.values().copied().collect();
        let said: Vec<String> = self
            .facts
            .deadlines(&records)
            .filter_map(|deadline| arithmetic(self.desk, deadline))
            .collect();
        let holds = |said: &Vec<String>| said.iter().any(|said| said.contains(wanted));
        if holds(&said) || holds(&self.explained()) {
            return None;
        }
        let expected = Arg::Said(wanted.clone());
        Some(failure(expect.line, "why", expected, Arg::List(said)))
    }

    /// A record's state; of one in none, whether it is open.
    fn state(&self, name: &str) -> Option<String> {
        let record = self.world.record(*self.names.get(name)?)?;
        let state = record.state.map(|state| self.desk.names.text(state));
        let stateless = if record.ended.is_some() {
            "ended"
        } else {
            "open"
        };
        Some(state.unwrap_or(stateless).to_owned())
    }

    fn value(&self, line: usize, name: &str, fields: &[String], wanted: &Json) -> Option<Failure> {
        let (desk, world) = (self.desk, &self.world);
        let what = format!("values.{name}.{}", fields.join("."));
        let shown = match wanted {
            Json::String(text) => text.clone(),
            other => other.to_string(),
        };
        let fail = |found: Arg| Some(failure(line, &what, Arg::Said(shown.clone()), found));
        let mut record = match self.record(name) {
            Some(record) => record,
            None => return fail(Arg::Word("nothing".to_owned())),
        };
        if let Some((item, form)) = fields.split_last()
            && let Some(found) = self.of_form(record, form, item)
        {
            let (ty, found) = found;
            let expected = read_value(desk, world, item, &ty, wanted);
            return match expected {
                Ok(expected) if same(&expected, &found) => None,
                _ if found.is_empty() => fail(Arg::Word("nothing".to_owned())),
                _ => fail(Arg::Said(value_text(desk, world, &found))),
            };
        }
        let (last, way) = fields.split_last()?;
        for field in way {
            match self
                .field(record, field)
                .and_then(|(_, value)| value.record())
            {
                Some(next) => record = next,
                None => return fail(Arg::Word("nothing".to_owned())),
            }
        }
        if last == "code" && self.field(record, last).is_none() {
            let code = world.record(record).map(|record| record.code.to_string());
            let code = code.unwrap_or_default();
            return if code == shown {
                None
            } else {
                fail(Arg::Said(code))
            };
        }
        let Some((ty, found)) = self.field(record, last) else {
            return fail(Arg::Word("nothing".to_owned()));
        };
        let expected = read_value(desk, world, last, ty, wanted);
        if expected.is_ok_and(|expected| same(&expected, found)) {
            return None;
        }
        fail(match found {
            Value::Empty => Arg::Word("nothing".to_owned()),
            found => Arg::Said(value_text(desk, world, found)),
        })
    }

    /// What a form says of itself (`done`, `passed`), or the answer to one of its items.
    fn of_form(&self, record: RecordNo, path: &[String], item: &str) -> Option<(Type, Value)> {
        let (form, way) = path.split_last()?;
        let record = way.iter().try_fold(record, |record, field| {
            self.field(record, field)
                .and_then(|(_, value)| value.record())
        })?;
        let (Type::Form(of), value) = self.field(record, form)? else {
            return None;
        };
        let sheet = match value {
            Value::Sheet(sheet) => Some(sheet),
            _ => None,
        };
        Some(match item {
            "done" => (
                Type::YesNo,
                Value::YesNo(sheet.is_some_and(|s| s.is_done())),
            ),
            "passed" => {
                let passed = sheet.and_then(|sheet| form_passed(self.desk, sheet));
                (Type::YesNo, Value::YesNo(passed.unwrap_or(false)))
            }
            item => {
                let name = self.desk.names.find(item)?;
                let items = &self.desk.forms.get(of)?.items;
                let ty = items.iter().find(|known| known.name == name)?.ty.clone();
                let answer = sheet.and_then(|sheet| sheet.item(name));
                (
                    ty,
                    answer.map(|item| item.answer.clone()).unwrap_or_default(),
                )
            }
        })
    }

    /// A record by its name in the scenario, else by its key.
    fn record(&self, name: &str) -> Option<RecordNo> {
        let by_key = || {
            let mut workflows = self.desk.workflows.keys();
            workflows.find_map(|workflow| self.world.by_key(self.desk, *workflow, name))
        };
        self.names.get(name).copied().or_else(by_key)
    }

    fn field(&self, record: RecordNo, name: &str) -> Option<(&Type, &Value)> {
        let workflow = self.desk.workflow(self.world.record(record)?.workflow)?;
        let id = self.desk.names.find_field(workflow.name, name)?;
        let field = workflow.field(id)?;
        let value = self.world.row(record).get(id.place());
        Some((&field.typed.ty, value.unwrap_or(&Value::Empty)))
    }
}

/// Numbers are compared by what they are worth.
fn same(a: &Value, b: &Value) -> bool {
    match (a.number(), b.number()) {
        (Some(a), Some(b)) => a == b,
        _ => a == b,
    }
}

/// A refusal as the step speaks of it: of the items of a form each (`papers.receipt`), all (`papers`), or at all.
fn shorter(word: &str, wanted: &[String]) -> String {
    let is_wanted = |word: &str| wanted.iter().any(|wanted| wanted == word);
    match word.split_once('.') {
        Some(_) if is_wanted(word) => word.to_owned(),
        Some((all, _)) if is_wanted(all) => all.to_owned(),
        Some(_) if is_wanted("missing-value") => "missing-value".to_owned(),
        _ => word.to_owned(),
    }
}

fn refusal(step: &Step, became: &Became) -> Option<Failure> {
    let failure = misfit(step, became)?;
    let says = match became {
        Became::Done => Vec::new(),
        Became::Refused(_, says) => says.clone(),
    };
    Some(Failure { says, ..failure })
}

/// What differs between the refusal expected and what became of the deed.
fn misfit(step: &Step, became: &Became) -> Option<Failure> {
    let done = Arg::both("照办", "done");
    match (&step.expect.refused, became) {
        (None, Became::Done) => None,
        (None, Became::Refused(why, _)) => {
            Some(failure(step.line, "do", done, Arg::List(why.clone())))
        }
        (Some(wanted), _) => {
            let line = step.expect.line;
            let found = match became {
                Became::Done => &Vec::new(),
                Became::Refused(why, _) => why,
            };
            let mut sorted = wanted.clone();
            sorted.sort_unstable();
            sorted.dedup();
            let mut found: Vec<String> = found.iter().map(|word| shorter(word, wanted)).collect();
            found.sort_unstable();
            found.dedup();
            if found == sorted {
                return None;
            }
            let found = match became {
                Became::Done => done,
                Became::Refused(why, _) => Arg::List(why.clone()),
            };
            Some(failure(line, "refused", Arg::List(wanted.clone()), found))
        }
    }
}

/// Whether what is found is what is wanted. `answer` stands for `answer@whoever`.
fn agree(wanted: &[String], found: &[String], order: Order) -> bool {
    if wanted.len() != found.len() {
        return false;
    }
    let fits = |wanted: &str, found: &str| {
        wanted == found
            || found
                .split_once('@')
                .is_some_and(|(name, _)| name == wanted)
    };
    if order == Order::Kept {
        return wanted.iter().zip(found).all(|(w, f)| fits(w, f));
    }
    // What names a person or role takes first; the rest are then alike.
    let mut left: Vec<&String> = found.iter().collect();
    let (exact, bare): (Vec<&String>, Vec<&String>) = wanted.iter().partition(|w| w.contains('@'));
    exact.into_iter().chain(bare).all(|wanted| {
        let at = left.iter().position(|found| fits(wanted, found));
        at.map(|at| left.swap_remove(at)).is_some()
    })
}

/// What is found, as the expectation would have written it: without the person or role where none is asked.
fn as_written(wanted: &[String], found: Vec<String>) -> Vec<String> {
    if wanted.is_empty() || wanted.iter().any(|wanted| wanted.contains('@')) {
        return found;
    }
    let bare = |text: String| match text.split_once('@') {
        Some((name, _)) => name.to_owned(),
        None => text,
    };
    found.into_iter().map(bare).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn a_bare_name_stands_for_any_person_and_order_counts_only_for_reminders() {
        let found = list(&["a@li", "b@wang"]);
        assert!(agree(&list(&["b", "a@li"]), &found, Order::Free));
        assert!(agree(&list(&["a", "b"]), &found, Order::Kept));
        assert!(!agree(&list(&["b", "a"]), &found, Order::Kept));
        assert!(!agree(&list(&["a@wang", "b"]), &found, Order::Free));
        assert!(!agree(&list(&["a"]), &found, Order::Free));
        assert!(!agree(&list(&["a", "a"]), &found, Order::Free));
    }

    #[test]
    fn named_persons_are_taken_before_bare_names() {
        let found = list(&["a@li", "a@wang"]);
        assert!(agree(&list(&["a", "a@li"]), &found, Order::Free));
        assert!(!agree(&list(&["a@li", "a@li"]), &found, Order::Free));
    }
}

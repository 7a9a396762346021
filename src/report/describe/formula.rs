//! Expressions in words: labels for names, “is” and “and” for signs, as far as that reads well.

use super::names::Of;
use super::words::Words;
use crate::lang::{Comparison, Counted, Expr, Leaf, TaskFact, Term};
use crate::lang::{Day, ItemFact, RuleId, SheetFact, TableId, TablePart, Tally, Type};
use crate::model::{NameId, Unit, Value};

/// The ids of two phrases, and what fills either.
type Relation = ((&'static str, &'static str), Vec<(&'static str, String)>);

impl Words<'_> {
    /// A condition in words.
    pub(super) fn condition(&self, expr: &Expr) -> String {
        self.holds(&expr.terms(), true)
    }

    /// A part as a statement that holds, or one that does not.
    fn holds(&self, part: &Term, yes: bool) -> String {
        match part {
            Term::Not(inner) => self.holds(inner, !yes),
            Term::All(parts) => self.chain(parts, yes, yes),
            Term::Any(parts) => self.chain(parts, yes, !yes),
            // A yes that may be missing: as a condition, a missing one counts as what stands behind `??`.
            Term::IfEmpty(parts) => match parts.as_slice() {
                [inner, Term::Const(Value::YesNo(without))] => {
                    let inner = self.holds(inner, yes);
                    if *without == yes {
                        self.say("describe-or-empty", &[("text", &inner)])
                    } else {
                        inner
                    }
                }
                _ => self.whether(part, yes),
            },
            Term::Compare(how, lhs, rhs) => {
                let how = if yes { *how } else { opposite(*how) };
                self.compare(how, lhs, rhs)
            }
            Term::Sheet(inner, fact @ (SheetFact::Passed | SheetFact::Done)) => {
                self.sheet_holds(inner, fact, yes)
            }
            Term::Leaf(Leaf::Task(task, fact), _) => self.task_holds(*task, *fact, yes),
            Term::Const(Value::YesNo(value)) => self.constant(&Value::YesNo(*value == yes), None),
            _ => match self.relation(part) {
                Some(((holds, fails), args)) => {
                    let args: Vec<(&str, &str)> = args
                        .iter()
                        .map(|(name, said)| (*name, said.as_str()))
                        .collect();
                    self.say(if yes { holds } else { fails }, &args)
                }
                None => self.whether(part, yes),
            },
        }
    }

    /// A statement of one phrase: the phrase where it holds, the one where it does not, and what fills them.
    fn relation(&self, part: &Term) -> Option<Relation> {
        Some(match part {
            Term::In(item, list) => {
                let of = self.of(item);
                let list: Vec<String> = list.iter().map(|part| self.part(part, of)).collect();
                let args = vec![("a", self.part(item, None)), ("b", self.either(&list))];
                (("describe-is", "describe-is-not"), args)
            }
            Term::InList(item, list) => {
                let args = vec![("a", self.part(item, None)), ("b", self.part(list, None))];
                (("describe-is-among", "describe-is-not-among"), args)
            }
            Term::IsSet(inner) => {
                let args = vec![("a", self.part(inner, None))];
                (("describe-is-set", "describe-is-not-set"), args)
            }
            Term::Among(Counted::Any, related) => {
                let args = vec![("some", self.some(related))];
                (("describe-there-is", "describe-there-is-no"), args)
            }
            Term::Tally(Tally::Any, list) => {
                let args = vec![("some", self.part(list, None))];
                (("describe-there-are", "describe-there-are-none"), args)
            }
            Term::Item(inner, ItemFact::Met) => {
                let args = vec![("item", self.part(inner, None))];
                (("describe-is-met", "describe-is-not-met"), args)
            }
            _ => return None,
        })
    }

    /// Anything else that is yes or no.
    fn whether(&self, part: &Term, yes: bool) -> String {
        let text = self.part(part, None);
        let id = if yes {
            "describe-yes-is"
        } else {
            "describe-no-is"
        };
        self.say(id, &[("a", &text)])
    }

    /// Statements that hold together, or one of which does.
    fn chain(&self, parts: &[Term], yes: bool, together: bool) -> String {
        let each: Vec<String> = parts
            .iter()
            .map(|part| {
                let text = self.holds(part, yes);
                let is_chain = matches!(part, Term::All(_) | Term::Any(_));
                if is_chain { self.grouped(&text) } else { text }
            })
            .collect();
        let id = if together {
            "describe-all-of"
        } else {
            "describe-any-of"
        };
        each.join(&self.say(id, &[]))
    }

    /// In brackets, where nothing stands before.
    fn grouped(&self, text: &str) -> String {
        let text = self.say("describe-in-brackets", &[("text", text)]);
        text.trim_start().to_owned()
    }

    pub(super) fn task_holds(&self, task: NameId, fact: TaskFact, yes: bool) -> String {
        let task = self.task(task);
        let id = match (fact, yes) {
            (TaskFact::Done, true) => "describe-task-done",
            (TaskFact::Done, false) => "describe-task-not-done",
            (TaskFact::Late, true) => "describe-task-late",
            (TaskFact::Late, false) => "describe-task-not-late",
            (TaskFact::Breached, true) => "describe-task-breached",
            (TaskFact::Breached, false) => "describe-task-not-breached",
            (TaskFact::Open, true) => "describe-task-open",
            (TaskFact::Open, false) => "describe-task-not-open",
            (TaskFact::DoneBy, _) => "describe-task-done-by",
            (TaskFact::DoneAt, _) => "describe-task-done-at",
            (TaskFact::Assignee, _) => "describe-task-assignee",
            (TaskFact::Due, _) => "describe-task-due",
        };
        self.say(id, &[("task", &task)])
    }

    fn compare(&self, how: Comparison, lhs: &Term, rhs: &Term) -> String {
        if let Some(said) = self.some_or_none(how, lhs, rhs) {
            return said;
        }
        let of = self.of(lhs).or_else(|| self.of(rhs));
        let (a, b) = (self.measured(lhs, rhs, of), self.measured(rhs, lhs, of));
        // “is”, where what stands there is a word and no number.
        let word = |part: &Term| {
            let constant = matches!(
                part,
                Term::Const(Value::Choice(_) | Value::Text(_) | Value::YesNo(_))
            );
            constant || self.is_word(part)
        };
        let worded = word(lhs) || word(rhs);
        let id = match how {
            Comparison::Equal if worded => "describe-is",
            Comparison::NotEqual if worded => "describe-is-not",
            Comparison::Equal => "describe-equal",
            Comparison::NotEqual => "describe-not-equal",
            Comparison::Less => "describe-less",
            Comparison::AtMost => "describe-at-most",
            Comparison::Greater => "describe-greater",
            Comparison::AtLeast => "describe-at-least",
        };
        self.say(id, &[("a", &a), ("b", &b)])
    }

    /// One side of a comparison; a number in the unit of what it is compared with.
    fn measured(&self, part: &Term, other: &Term, of: Of) -> String {
        let ty = self.named(other).and_then(|named| named.ty);
        match part {
            Term::Const(value) if value.number().is_some() && ty.is_some() => {
                self.amount(value, ty.as_ref())
            }
            Term::Leaf(Leaf::Param(param), _) => self
                .param(*param, ty.as_ref())
                .unwrap_or_else(|| self.part(part, of)),
            _ => self.part(part, of),
        }
    }

    /// A count compared with nothing: there is one, or there is none.
    fn some_or_none(&self, how: Comparison, lhs: &Term, rhs: &Term) -> Option<String> {
        let (some, ids) = match lhs {
            Term::Tally(Tally::Count, list) => (
                self.part(list, None),
                ("describe-there-are", "describe-there-are-none"),
            ),
            Term::Among(Counted::Count, related) => (
                self.some(related),
                ("describe-there-is", "describe-there-is-no"),
            ),
            _ => return None,
        };
        let Term::Const(Value::Whole(0)) = rhs else {
            return None;
        };
        let id = match how {
            Comparison::Equal | Comparison::AtMost => ids.1,
            Comparison::NotEqual | Comparison::Greater => ids.0,
            Comparison::Less | Comparison::AtLeast => return None,
        };
        Some(self.say(id, &[("some", &some)]))
    }

    /// A part as a value. `of` is the field whose choices its words are.
    pub(super) fn part(&self, part: &Term, of: Of) -> String {
        match part {
            Term::Const(value) => self.constant(value, of),
            Term::MonthDay(inner, day) => {
                let inner = self.part(inner, None);
                let id = match day {
                    Day::First => "describe-month-first",
                    Day::Last => "describe-month-last",
                };
                self.say(id, &[("month", &inner)])
            }
            Term::DayStart(inner) => {
                let date = self.part(inner, None);
                self.say("describe-day-start", &[("date", &date)])
            }
            Term::Minus(inner) => format!("−{}", self.part(inner, None)),
            Term::IfEmpty(parts) => self.if_empty(parts, of),
            Term::Arith(sign, lhs, rhs) => self
                .shifted(*sign, lhs, rhs)
                .unwrap_or_else(|| format!("{} {sign} {}", self.operand(lhs), self.operand(rhs))),
            Term::List(parts) => {
                let each = parts.iter().map(|part| self.part(part, of));
                self.both(&each.collect::<Vec<_>>())
            }
            Term::Function(name, parts) => self.function(name, parts),
            Term::Rule(rule, parts) => self.rule(*rule, parts),
            Term::Among(Counted::Count, related) => {
                let some = self.some(related);
                self.say("describe-count", &[("some", &some)])
            }
            Term::Among(Counted::Sum(field), related) => {
                let field = self.field_of(self.among(related), *field);
                let some = self.some(related);
                self.say("describe-sum", &[("some", &some), ("field", &field)])
            }
            Term::Tally(Tally::Count, list) => {
                self.say("describe-count", &[("some", &self.part(list, None))])
            }
            Term::Tally(Tally::Sum, list) => {
                self.say("describe-sum-of", &[("list", &self.part(list, None))])
            }
            Term::Table(table, part, parts) => self.table(*table, *part, parts),
            Term::Leaf(_, written) | Term::Follow(_, _, written) => self
                .named(part)
                .map_or_else(|| format!("`{written}`"), |named| named.text),
            Term::Sheet(_, SheetFact::Passed | SheetFact::Done) | Term::Item(_, ItemFact::Met) => {
                self.statement(part)
            }
            Term::Head(..) | Term::Row(..) | Term::Sheet(..) | Term::Item(..) => self
                .named(part)
                .map_or_else(|| self.say("a-value", &[]), |named| named.text),
            Term::Written(text) => format!("`{text}`"),
            Term::Not(_)
            | Term::All(_)
            | Term::Any(_)
            | Term::Compare(..)
            | Term::In(..)
            | Term::InList(..)
            | Term::IsSet(_)
            | Term::Tally(Tally::Any, _)
            | Term::Among(Counted::Any, _) => self.statement(part),
        }
    }

    /// A statement where a value stands: whether it holds.
    fn statement(&self, part: &Term) -> String {
        let text = self.holds(part, true);
        self.say("describe-whether", &[("text", &text)])
    }

    fn if_empty(&self, parts: &[Term], of: Of) -> String {
        let [first, rest @ ..] = parts else {
            return String::new();
        };
        let of = of.or_else(|| self.of(first));
        if let Term::IfEmpty(inner) = first {
            let all: Vec<Term> = inner.iter().chain(rest).cloned().collect();
            return self.if_empty(&all, of);
        }
        let others = rest.iter().map(|part| self.part(part, of));
        let others =
            others.reduce(|a, b| self.say("describe-if-empty-too", &[("a", &a), ("b", &b)]));
        let text = self.part(first, of);
        match others {
            Some(other) => self.say("describe-if-empty", &[("a", &text), ("b", &other)]),
            None => text,
        }
    }

    /// What a rule gives: the rule by its label, and what it is given.
    fn rule(&self, rule: RuleId, parts: &[Term]) -> String {
        self.rules.borrow_mut().insert(rule);
        let rule = self.desk.rules.rule(rule);
        let name = rule.map_or("?", |rule| rule.name.as_str());
        let args = self.arguments(parts);
        let label = self.quoted(&self.of_kind("rule", name));
        let args = [("rule", label), ("args", args)];
        let args = args.each_ref().map(|(name, said)| (*name, said.as_str()));
        self.say("describe-by-rule", &args)
    }

    /// A decision table's answer: the table, what it was asked, and which of its columns is meant.
    fn table(&self, table: TableId, part: TablePart, parts: &[Term]) -> String {
        let args = self.arguments(parts);
        let Some(found) = self.desk.table(table) else {
            return args;
        };
        let label = self.quoted(&self.of_kind("table", &found.name));
        let column = self.table_part(table, part);
        self.say(
            "describe-by-table",
            &[("table", &label), ("args", &args), ("column", &column)],
        )
    }

    /// What of a decision table's answer is meant: a column, or the number of the row.
    pub(super) fn table_part(&self, table: TableId, part: TablePart) -> String {
        let found = self.desk.table(table);
        let output = match part {
            TablePart::Output(place) => {
                found.and_then(|table| Some((table, table.outputs.get(usize::from(place))?)))
            }
            TablePart::Row => None,
        };
        match output {
            Some((table, output)) => self.loose(&[&table.name, &output.name]),
            None => self.say("describe-row", &[]),
        }
    }

    /// A date some days before or after another.
    fn shifted(&self, sign: char, lhs: &Term, rhs: &Term) -> Option<String> {
        const DAY: i64 = 86_400_000;
        let is_date = matches!(self.named(lhs)?.ty, Some(Type::Date));
        let (value, label) = match rhs {
            Term::Const(value) => (value.clone(), String::new()),
            Term::Leaf(Leaf::Param(param), _) => {
                let param = self.workflow.param(*param)?;
                let plain = param.value.except.is_empty() && param.value.from.is_empty();
                let value = param.value.base.as_constant().filter(|_| plain)?;
                let names = &self.desk.names;
                let path = [names.text(self.workflow.name), names.text(param.name)];
                let label = self.labelled(&path);
                let label =
                    label.map(|label| self.say("describe-in-brackets", &[("text", &label)]));
                (value.clone(), label.unwrap_or_default())
            }
            _ => return None,
        };
        let Value::Duration {
            unit: Unit::Elapsed,
            amount,
        } = value
        else {
            return None;
        };
        if !is_date || amount % DAY != 0 {
            return None;
        }
        let id = match sign {
            '−' | '-' => "describe-days-before",
            _ => "describe-days-after",
        };
        let days = (amount / DAY).to_string();
        let date = self.part(lhs, None);
        let said = self.say(id, &[("date", &date), ("days", &days)]);
        Some(format!("{said}{label}"))
    }

    /// A part of an operation, in brackets where it is one itself.
    fn operand(&self, part: &Term) -> String {
        let text = self.part(part, None);
        match part {
            Term::Arith(..) => self.grouped(&text),
            Term::Function(name, _) if matches!(&**name, "min" | "max") => self.grouped(&text),
            _ => text,
        }
    }

    /// The lesser or greater of two; one that is worked out itself stands in quotes.
    fn of_two(&self, id: &str, parts: &[&Term; 2]) -> String {
        let [a, b] = parts.map(|part| {
            let text = self.part(part, None);
            match part {
                Term::Function(..) | Term::Arith(..) => self.quoted(&text),
                _ => text,
            }
        });
        self.say(id, &[("a", &a), ("b", &b)])
    }

    pub(super) fn arguments(&self, parts: &[Term]) -> String {
        let comma = self.say("describe-comma", &[]);
        let each: Vec<String> = parts.iter().map(|part| self.part(part, None)).collect();
        each.join(&comma)
    }

    fn function(&self, name: &str, parts: &[Term]) -> String {
        let id = match name {
            "days_between" => Some("describe-days-between"),
            "full_months" => Some("describe-full-months"),
            "full_years" => Some("describe-full-years"),
            "contains" => Some("describe-contains"),
            _ => None,
        };
        if let (Some(id), [a, b]) = (id, parts) {
            let (a, b) = (self.part(a, None), self.part(b, self.of(a)));
            return self.say(id, &[("a", &a), ("b", &b)]);
        }
        let two = match name {
            "min" => Some("describe-lesser"),
            "max" => Some("describe-larger"),
            _ => None,
        };
        if let (Some(id), [a, b]) = (two, parts) {
            return self.of_two(id, &[a, b]);
        }
        let id = match name {
            "min" => "describe-min",
            "max" => "describe-max",
            "round" => "describe-round",
            "abs" => "describe-abs",
            "date_of" => "describe-date-of",
            "month_of" => "describe-month-of",
            "len" => "describe-len",
            _ => return format!("{name}({})", self.arguments(parts)),
        };
        self.say(id, &[("args", &self.arguments(parts))])
    }
}

fn opposite(how: Comparison) -> Comparison {
    match how {
        Comparison::Equal => Comparison::NotEqual,
        Comparison::NotEqual => Comparison::Equal,
        Comparison::Less => Comparison::AtLeast,
        Comparison::AtMost => Comparison::Greater,
        Comparison::Greater => Comparison::AtMost,
        Comparison::AtLeast => Comparison::Less,
    }
}

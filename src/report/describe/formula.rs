//! Expressions in words: labels for names, “is” and “and” for signs, as far as that reads well.

use super::words::Words;
use crate::lang::{
    Builtin, Comparison, Counted, Day, Expr, Leaf, Only, Part, Related, TaskFact, Type,
};
use crate::model::catalogue::Lang;
use crate::model::{FieldId, NameId, Value};

/// A field of a workflow: what tells the labels of choices.
type Of = Option<(NameId, FieldId)>;

impl Words<'_> {
    /// A condition in words.
    pub(super) fn condition(&self, expr: &Expr) -> String {
        self.holds(&expr.parts(), true)
    }

    /// A part as a statement that holds, or one that does not.
    fn holds(&self, part: &Part, yes: bool) -> String {
        match part {
            Part::Not(inner) => self.holds(inner, !yes),
            Part::All(parts) => self.chain(parts, yes, yes),
            Part::Any(parts) => self.chain(parts, yes, !yes),
            // A yes that may be missing: as a condition, a missing one counts as what stands behind `??`.
            Part::IfEmpty(parts) => match parts.as_slice() {
                [inner, Part::Const(Value::YesNo(without))] => {
                    let inner = self.holds(inner, yes);
                    if *without == yes {
                        self.say("describe-or-empty", &[("text", &inner)])
                    } else {
                        inner
                    }
                }
                _ => self.whether(part, yes),
            },
            Part::Compare(how, lhs, rhs) => {
                let how = if yes { *how } else { opposite(*how) };
                self.compare(how, lhs, rhs)
            }
            Part::In(item, list) => {
                let of = self.of(item);
                let item = self.part(item, None);
                let list: Vec<String> = list.iter().map(|part| self.part(part, of)).collect();
                let list = self.either(&list);
                let id = if yes {
                    "describe-is"
                } else {
                    "describe-is-not"
                };
                self.say(id, &[("a", &item), ("b", &list)])
            }
            Part::IsSet(inner) => {
                let inner = self.part(inner, None);
                let id = if yes {
                    "describe-is-set"
                } else {
                    "describe-is-not-set"
                };
                self.say(id, &[("a", &inner)])
            }
            Part::Related(Counted::Any, related) => {
                let some = self.some(related);
                let id = if yes {
                    "describe-there-is"
                } else {
                    "describe-there-is-no"
                };
                self.say(id, &[("some", &some)])
            }
            Part::Read(Leaf::Task(task, fact), fields, _) if fields.is_empty() => {
                self.task_holds(*task, *fact, yes)
            }
            Part::Const(Value::YesNo(value)) => self.constant(&Value::YesNo(*value == yes), None),
            _ => self.whether(part, yes),
        }
    }

    /// Anything else that is yes or no.
    fn whether(&self, part: &Part, yes: bool) -> String {
        let text = self.part(part, None);
        let id = if yes {
            "describe-yes-is"
        } else {
            "describe-no-is"
        };
        self.say(id, &[("a", &text)])
    }

    /// Statements that hold together, or one of which does.
    fn chain(&self, parts: &[Part], yes: bool, together: bool) -> String {
        let each: Vec<String> = parts
            .iter()
            .map(|part| {
                let text = self.holds(part, yes);
                let is_chain = matches!(part, Part::All(_) | Part::Any(_));
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

    fn task_holds(&self, task: NameId, fact: TaskFact, yes: bool) -> String {
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

    fn compare(&self, how: Comparison, lhs: &Part, rhs: &Part) -> String {
        let of = self.of(lhs).or_else(|| self.of(rhs));
        let (a, b) = (self.part(lhs, of), self.part(rhs, of));
        // “is”, where what stands there is a word and no number.
        let word = |part: &Part| {
            let constant = matches!(
                part,
                Part::Const(Value::Choice(_) | Value::Text(_) | Value::YesNo(_))
            );
            constant || matches!(part, Part::Read(..) if self.is_record(part))
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

    /// A part as a value. `of` is the field whose choices its words are.
    pub(super) fn part(&self, part: &Part, of: Of) -> String {
        match part {
            Part::Const(value) => self.constant(value, of),
            Part::Read(leaf, fields, written) => self.read(leaf, fields, written),
            Part::MonthDay(inner, day) => {
                let inner = self.part(inner, None);
                let id = match day {
                    Day::First => "describe-month-first",
                    Day::Last => "describe-month-last",
                };
                self.say(id, &[("month", &inner)])
            }
            Part::Minus(inner) => format!("−{}", self.part(inner, None)),
            Part::IfEmpty(parts) => self.if_empty(parts, of),
            Part::Arith(sign, lhs, rhs) => {
                format!("{} {sign} {}", self.operand(lhs), self.operand(rhs))
            }
            Part::List(parts) => {
                let each = parts.iter().map(|part| self.part(part, of));
                self.both(&each.collect::<Vec<_>>())
            }
            Part::Function(name, parts) => self.function(name, parts),
            Part::Rule(rule, parts) => {
                let name = self
                    .desk
                    .rules
                    .rule(*rule)
                    .map_or("?", |rule| rule.name.as_str());
                let label = self.desk.labels.find(&[name]);
                let name = if label.text(self.lang).is_empty() {
                    name
                } else {
                    label.text(self.lang)
                };
                let args = self.arguments(parts);
                self.say("describe-by-rule", &[("rule", name), ("args", &args)])
            }
            Part::Related(Counted::Count, related) => {
                let some = self.some(related);
                self.say("describe-count", &[("some", &some)])
            }
            Part::Related(Counted::Sum(field), related) => {
                let (some, field) = (self.some(related), self.field_of(related.workflow, *field));
                self.say("describe-sum", &[("some", &some), ("field", &field)])
            }
            Part::Written(text) => format!("`{text}`"),
            Part::Not(_)
            | Part::All(_)
            | Part::Any(_)
            | Part::Compare(..)
            | Part::In(..)
            | Part::InList(..)
            | Part::IsSet(_)
            | Part::Related(Counted::Any, _) => self.statement(part),
        }
    }

    /// A statement where a value stands: whether it holds.
    fn statement(&self, part: &Part) -> String {
        if let Part::InList(item, list) = part {
            let (item, list) = (self.part(item, None), self.part(list, None));
            return self.say("describe-is-among", &[("a", &item), ("b", &list)]);
        }
        let text = self.holds(part, true);
        self.say("describe-whether", &[("text", &text)])
    }

    fn if_empty(&self, parts: &[Part], of: Of) -> String {
        let [first, rest @ ..] = parts else {
            return String::new();
        };
        let of = of.or_else(|| self.of(first));
        let mut text = self.part(first, of);
        for part in rest {
            let other = self.part(part, of);
            text = self.say("describe-if-empty", &[("a", &text), ("b", &other)]);
        }
        text
    }

    /// A part of an operation, in brackets where it is one itself.
    fn operand(&self, part: &Part) -> String {
        let text = self.part(part, None);
        match part {
            Part::Arith(..) => self.grouped(&text),
            _ => text,
        }
    }

    fn arguments(&self, parts: &[Part]) -> String {
        let comma = self.say("describe-comma", &[]);
        let each: Vec<String> = parts.iter().map(|part| self.part(part, None)).collect();
        each.join(&comma)
    }

    fn function(&self, name: &str, parts: &[Part]) -> String {
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

    /// What a leaf and the fields followed from it are called.
    fn read(&self, leaf: &Leaf, fields: &[FieldId], written: &str) -> String {
        let Some((mut text, mut ty)) = self.leaf(leaf) else {
            return format!("`{written}`");
        };
        for field in fields {
            let Some(Type::Record(workflow)) = ty else {
                return format!("`{written}`");
            };
            let label = self.field_of(workflow, *field);
            text = self.say("describe-its", &[("whose", &text), ("field", &label)]);
            ty = self.type_of(workflow, *field);
        }
        text
    }

    fn leaf(&self, leaf: &Leaf) -> Option<(String, Option<Type>)> {
        let own = self.workflow.name;
        Some(match leaf {
            Leaf::Field(field) => (self.field(*field), self.type_of(own, *field)),
            Leaf::Param(param) => {
                let param = self.workflow.param(*param)?;
                let value = self.setting(&param.value);
                let label = self.at_path(&[self.workflow.name, param.name]);
                let text = self.say("describe-param", &[("value", &value), ("param", &label)]);
                (text, Some(param.typed.ty.clone()))
            }
            Leaf::Task(task, fact) => {
                let person = matches!(fact, TaskFact::DoneBy | TaskFact::Assignee);
                let ty = person.then(|| self.person()).flatten();
                (self.task_holds(*task, *fact, true), ty)
            }
            Leaf::Builtin(builtin) => self.builtin(*builtin),
            Leaf::Sender(field) => {
                let sender = self.sender?;
                let (whose, label) = (self.workflow(sender), self.field_of(sender, *field));
                let text = self.say("describe-its", &[("whose", &whose), ("field", &label)]);
                (text, self.type_of(sender, *field))
            }
            _ => return None,
        })
    }

    fn builtin(&self, builtin: Builtin) -> (String, Option<Type>) {
        let (name, id) = match builtin {
            Builtin::This => {
                let own = self.workflow.name;
                let text = self.say("describe-this", &[]);
                return (text, Some(Type::Record(own)));
            }
            Builtin::Today => ("today", "describe-today"),
            Builtin::Now => ("now", "describe-now"),
            Builtin::Opened => ("opened", "describe-opened"),
            Builtin::OpenedBy => ("opened_by", "describe-opened-by"),
            Builtin::Updated => ("updated", "describe-updated"),
            Builtin::Code => ("code", "describe-code"),
            Builtin::State => ("state", "describe-state"),
            Builtin::Actor => ("actor", "describe-actor"),
            Builtin::Assignee => ("assignee", "describe-assignee"),
        };
        let people = [Builtin::OpenedBy, Builtin::Actor, Builtin::Assignee];
        let ty = people.contains(&builtin).then(|| self.person()).flatten();
        // As the head of a column a label is fit for a sentence in Chinese only.
        let phrase = self.lang == Lang::En && ty.is_some();
        let text = if phrase {
            self.say(id, &[])
        } else {
            self.known(name, id)
        };
        (text, ty)
    }

    /// The type of a person.
    fn person(&self) -> Option<Type> {
        let mut all = self.desk.workflows.values();
        let person = all.find(|workflow| workflow.person)?;
        Some(Type::Record(person.name))
    }

    fn type_of(&self, workflow: NameId, field: FieldId) -> Option<Type> {
        if field == FieldId::OWNER {
            return self.person();
        }
        let field = self.other(workflow)?.field(field)?;
        Some(field.typed.ty.clone())
    }

    fn is_record(&self, part: &Part) -> bool {
        match part {
            Part::Read(leaf, fields, _) => {
                let ty = self
                    .of(part)
                    .map(|(workflow, field)| self.type_of(workflow, field));
                let ty = match ty {
                    Some(ty) => ty,
                    None if fields.is_empty() => self.leaf(leaf).and_then(|(_, ty)| ty),
                    None => None,
                };
                matches!(ty, Some(Type::Record(_)))
            }
            _ => false,
        }
    }

    /// The field a part reads in the end, if it reads one.
    fn of(&self, part: &Part) -> Of {
        let (leaf, fields) = match part {
            Part::Read(leaf, fields, _) => (leaf, fields),
            Part::IfEmpty(parts) => return self.of(parts.first()?),
            _ => return None,
        };
        let (mut workflow, mut at) = match leaf {
            Leaf::Field(field) => (self.workflow.name, *field),
            Leaf::Sender(field) => (self.sender?, *field),
            _ => {
                let (_, ty) = self.leaf(leaf)?;
                let (Some(Type::Record(workflow)), [first, rest @ ..]) = (ty, fields.as_slice())
                else {
                    return None;
                };
                return self.follow((workflow, *first), rest);
            }
        };
        (workflow, at) = self.follow((workflow, at), fields)?;
        Some((workflow, at))
    }

    fn follow(&self, from: (NameId, FieldId), fields: &[FieldId]) -> Of {
        let mut at = from;
        for field in fields {
            let Some(Type::Record(workflow)) = self.type_of(at.0, at.1) else {
                return None;
            };
            at = (workflow, *field);
        }
        Some(at)
    }

    /// Which of the records that name this one are spoken of.
    fn some(&self, related: &Related) -> String {
        let workflow = self.workflow(related.workflow);
        let workflow = self.quoted(&workflow);
        match related.only {
            Only::Every => workflow,
            Only::Open => self.say("describe-some-open", &[("workflow", &workflow)]),
            Only::State(state) => {
                let state = self.other(related.workflow).map_or_else(
                    || self.at_path(&[state]),
                    |other| self.state_of(other, state),
                );
                self.say(
                    "describe-some-in",
                    &[("workflow", &workflow), ("state", &state)],
                )
            }
        }
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

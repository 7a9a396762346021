//! The type check of names: what a dotted path reads.

use std::ops::Range;

use super::check::{Checked, Checker, Facts, made};
use super::expr::{MonthDay, Node, Op};
use super::fault::Fault;
use super::functions::is_function;
use super::reasons::syntax;
use super::scope::Binding;
use super::syntax::{Kind, Name, Syn};
use super::types::{Builtin, Choices, Head, Leaf, RowPart, TaskFact, Type, Typed};
use super::values::type_name;
use crate::model::NameId;

/// What every record has besides its fields.
const OF_EVERY_RECORD: [(&str, Head); 5] = [
    ("opened", Head::Opened),
    ("opened_by", Head::OpenedBy),
    ("updated", Head::Updated),
    ("code", Head::Code),
    ("state", Head::State),
];

impl Head {
    /// What every record has under this name.
    #[must_use]
    pub fn find(name: &str) -> Option<Head> {
        let found = OF_EVERY_RECORD.iter().find(|(known, _)| *known == name);
        found.map(|(_, head)| *head)
    }

    /// What every person has besides under this name.
    #[must_use]
    pub fn of_person(name: &str) -> Option<Head> {
        (name == "open_tasks").then_some(Head::OpenTasks)
    }
}

const TASK_FACTS: [(&str, TaskFact); 8] = [
    ("done", TaskFact::Done),
    ("done_by", TaskFact::DoneBy),
    ("done_at", TaskFact::DoneAt),
    ("late", TaskFact::Late),
    ("breached", TaskFact::Breached),
    ("open", TaskFact::Open),
    ("assignee", TaskFact::Assignee),
    ("due", TaskFact::Due),
];

impl Checker<'_> {
    pub(super) fn path(
        &mut self,
        names: &[Name],
        at: Range<usize>,
        facts: &Facts,
    ) -> Option<Checked> {
        let checked = self.whole_path(names, at, facts)?;
        // A form by itself is a value only once it is done.
        Some(match checked.ty.ty {
            Type::Form(_) => filled(checked, facts.knows(names)),
            _ => checked,
        })
    }

    fn whole_path(&mut self, names: &[Name], at: Range<usize>, facts: &Facts) -> Option<Checked> {
        let (first, rest) = names.split_first()?;
        let Some(binding) = self.scope.resolve(&first.text) else {
            return self.outside(first, names, at);
        };
        let (start, rest) = match binding {
            Binding::Field(field, ty) => (leaf(Leaf::Field(field), ty, first), rest),
            Binding::Input(input, ty) => (leaf(Leaf::Input(input), ty, first), rest),
            Binding::Param(param, ty) => (leaf(Leaf::Param(param), ty, first), rest),
            Binding::Builtin(builtin, ty) => {
                let ty = Typed {
                    maybe_empty: ty.maybe_empty && builtin != Builtin::This,
                    ..ty
                };
                (leaf(Leaf::Builtin(builtin), ty, first), rest)
            }
            Binding::Task(task) => {
                let (fact, rest) = self.task_fact(first, rest)?;
                let ty = self.fact_type(fact);
                let at = first.at.start..names.get(1).map_or(at.end, |name| name.at.end);
                (read(Op::Leaf(Leaf::Task(task, fact)), ty, at), rest)
            }
            Binding::Sender { workflow, .. } => {
                let ty = Typed {
                    ty: Type::Record(workflow),
                    maybe_empty: false,
                };
                (leaf(Leaf::Sender(workflow), ty, first), rest)
            }
            Binding::Item(ty) => (leaf(Leaf::Item, ty, first), rest),
            Binding::Need(place, ty) => (leaf(Leaf::Need(place), ty, first), rest),
            Binding::ItemField(field, ty) => {
                let item = Box::new(item_node(first));
                (read(Op::Follow(item, field), ty, first.at.clone()), rest)
            }
            Binding::ItemHead(head) => (self.item_head(head, first), rest),
            Binding::Query { .. } => {
                let written = self.written(&at).to_owned();
                let fault = Fault::new("type-mismatch", at)
                    .arg("wanted", "one record")
                    .arg("got", "records")
                    .help(format!("count({written})"));
                return self.report(fault);
            }
            Binding::Relation { .. } => {
                let written = self.written(&at).to_owned();
                let help = match rest.is_empty() {
                    true => format!("count({written})"),
                    false => format!("sum({written})"),
                };
                let fault = Fault::new("type-mismatch", at)
                    .arg("wanted", "one record")
                    .arg("got", "records")
                    .help(help);
                return self.report(fault);
            }
        };
        let unknown = start.ty.ty == Type::Unknown && !rest.is_empty();
        if unknown && self.scope.is_broken(&first.text) {
            return self.report(Fault::new(SILENT, at));
        }
        let mut checked = self.follow_known(start, names, rest.len(), facts)?;
        checked.node.at = at;
        Some(checked)
    }

    /// Follows the last `rest` names of a path; what is known to have a value on the way is not empty.
    fn follow_known(
        &mut self,
        start: Checked,
        names: &[Name],
        rest: usize,
        facts: &Facts,
    ) -> Option<Checked> {
        let known = names.len() - rest;
        let mut checked = start;
        for length in known..=names.len() {
            if length > known
                && let Some(name) = names.get(length - 1)
            {
                checked = self.follow(checked, name)?;
            }
            if names.get(..length).is_some_and(|path| facts.knows(path)) {
                checked.ty.maybe_empty = false;
            }
        }
        Some(checked)
    }

    /// What every record has, of the record being chosen.
    fn item_head(&self, head: Head, name: &Name) -> Checked {
        let workflow = match self.scope.resolve("self") {
            Some(Binding::Item(Typed {
                ty: Type::Record(workflow),
                ..
            })) => Some(workflow),
            _ => None,
        };
        let ty = self.head_type(workflow, head);
        let item = Box::new(item_node(name));
        read(Op::Head(item, head), ty, name.at.clone())
    }

    /// A name nothing is bound to: a part of the form being judged, or a fault.
    fn outside(&mut self, first: &Name, names: &[Name], at: Range<usize>) -> Option<Checked> {
        let Some(form) = self.scope.sheet() else {
            return self.unknown_name(first);
        };
        let mut checked = self.follow_all(sheet(form, first), names)?;
        checked.node.at = at;
        Some(checked)
    }

    /// `f(x).name`: a field of a record a rule gave, or a day of a month.
    pub(super) fn part(&mut self, inner: &Syn, names: &[Name], facts: &Facts) -> Option<Checked> {
        if let Kind::Call { name, args } = &inner.kind
            && let (Some(table), Some((column, rest))) =
                (self.scope.table(&name.text), names.split_first())
            && (table.outputs.len() != 1 || table.gives(&column.text))
        {
            let given = self.table(name, &table, args, Some(column), inner.at.clone(), facts)?;
            return self.follow_all(given, rest);
        }
        let inner = self.check(inner, facts)?;
        self.follow_all(inner, names)
    }

    fn follow_all(&mut self, start: Checked, names: &[Name]) -> Option<Checked> {
        names
            .iter()
            .try_fold(start, |from, name| self.follow(from, name))
    }

    fn follow(&mut self, from: Checked, name: &Name) -> Option<Checked> {
        let at = from.node.at.start..name.at.end;
        let inner = Box::new(from.node);
        match &from.ty.ty {
            Type::Record(workflow) => {
                let person = self.scope.declared().person() == from.ty.ty;
                let of_person = || Head::of_person(&name.text).filter(|_| person);
                if let Some(head) = Head::find(&name.text).or_else(of_person) {
                    let mut ty = self.head_type(Some(*workflow), head);
                    ty.maybe_empty |= from.ty.maybe_empty;
                    return Some(read(Op::Head(inner, head), ty, at));
                }
                let (field, mut ty) = self.field(*workflow, name)?;
                ty.maybe_empty |= from.ty.maybe_empty;
                Some(read(Op::Follow(inner, field), ty, at))
            }
            Type::Row(list, _) => self.row(inner, *list, name, from.ty.maybe_empty, at),
            Type::Month => {
                let day = match name.text.as_str() {
                    "start" => MonthDay::First,
                    "end" => MonthDay::Last,
                    other => {
                        let fault = Fault::new("unknown-field", name.at.clone())
                            .arg("field", other)
                            .arg("of", "month")
                            .nearest(other, ["start", "end"]);
                        return self.report(fault);
                    }
                };
                let mut day = made(Op::MonthDay(inner, day), Type::Date, at);
                day.ty.maybe_empty = from.ty.maybe_empty;
                Some(day)
            }
            Type::Form(form) => {
                let form = *form;
                self.of_sheet(*inner, form, name, at)
            }
            Type::Item(form) => {
                let (form, empty) = (*form, from.ty.maybe_empty);
                self.of_item(*inner, form, name, at, empty)
            }
            Type::List(of) if matches!(**of, Type::Item(_)) => {
                let Type::Item(form) = **of else { return None };
                self.of_items(*inner, form, name, at)
            }
            Type::Choice(_) | Type::List(_) | Type::Unknown => {
                let what = self.written(&at).to_owned();
                self.report(Fault::new("not-run-yet", at).arg("what", what))
            }
            other => {
                let fault = Fault::new("unknown-field", name.at.clone())
                    .arg("field", name.text.clone())
                    .arg("of", type_name(other));
                self.report(fault)
            }
        }
    }

    /// A cell of a row, or its label.
    fn row(
        &mut self,
        inner: Box<Node>,
        list: NameId,
        name: &Name,
        maybe_empty: bool,
        at: Range<usize>,
    ) -> Option<Checked> {
        let (part, mut ty) = match (
            self.scope.declared().column_of(list, &name.text),
            &*name.text,
        ) {
            // A label always has a text: without one of its own, the row's key.
            (_, "label") => {
                let ty = Typed {
                    ty: Type::Text,
                    maybe_empty: false,
                };
                (RowPart::Label, ty)
            }
            (Some((column, ty)), _) => (RowPart::Column(column), ty),
            (None, _) => {
                let mut known = self.scope.declared().columns_of(list);
                known.push("label".to_owned());
                let fault = Fault::new("unknown-field", name.at.clone())
                    .arg("field", name.text.clone())
                    .nearest(&name.text, known.iter().map(String::as_str));
                return self.report(fault);
            }
        };
        ty.maybe_empty |= maybe_empty;
        Some(read(Op::Row(inner, list, part), ty, at))
    }

    /// A field of a workflow, or the fault.
    pub(super) fn field(
        &mut self,
        workflow: NameId,
        name: &Name,
    ) -> Option<(crate::model::FieldId, Typed)> {
        if let Some(found) = self.scope.declared().field_of(workflow, &name.text) {
            return Some(found);
        }
        let mut known = self.scope.declared().fields_of(workflow);
        known.extend(OF_EVERY_RECORD.map(|(name, _)| name.to_owned()));
        let fault = Fault::new("unknown-field", name.at.clone())
            .arg("field", name.text.clone())
            .nearest(&name.text, known.iter().map(String::as_str));
        self.report(fault)
    }

    /// The type of what every record has; the state is one of its workflow's.
    fn head_type(&self, workflow: Option<NameId>, head: Head) -> Typed {
        let (ty, maybe_empty) = match head {
            Head::Code => (Type::Text, false),
            Head::OpenTasks => (Type::Whole, false),
            Head::Opened | Head::Updated => (Type::Instant, false),
            Head::OpenedBy => (self.scope.declared().person(), true),
            Head::State => {
                let states = workflow
                    .map(|workflow| self.scope.declared().states_of(workflow))
                    .unwrap_or_default();
                let choice = |state: &String| {
                    let id = self.scope.declared().state_of(workflow?, state)?;
                    Some((std::sync::Arc::from(state.as_str()), id))
                };
                let choices: Vec<_> = states.iter().filter_map(choice).collect();
                let none = choices.is_empty();
                (Type::Choice(Choices(std::sync::Arc::new(choices))), none)
            }
        };
        Typed { ty, maybe_empty }
    }

    fn task_fact<'n>(&mut self, task: &Name, rest: &'n [Name]) -> Option<(TaskFact, &'n [Name])> {
        let Some((fact, rest)) = rest.split_first() else {
            let fault = Fault::new("unknown-field", task.at.clone())
                .arg("field", "")
                .arg("of", task.text.clone())
                .help(format!("{}.done", task.text));
            return self.report(fault);
        };
        match TASK_FACTS.iter().find(|(name, _)| *name == fact.text) {
            Some((_, found)) => Some((*found, rest)),
            None => {
                let fault = Fault::new("unknown-field", fact.at.clone())
                    .arg("field", fact.text.clone())
                    .arg("of", task.text.clone())
                    .nearest(&fact.text, TASK_FACTS.iter().map(|(name, _)| *name));
                self.report(fault)
            }
        }
    }

    fn fact_type(&self, fact: TaskFact) -> Typed {
        let (ty, maybe_empty) = match fact {
            TaskFact::Done | TaskFact::Late | TaskFact::Breached | TaskFact::Open => {
                (Type::YesNo, false)
            }
            TaskFact::DoneBy | TaskFact::Assignee => (self.scope.declared().person(), true),
            TaskFact::DoneAt | TaskFact::Due => (Type::Instant, true),
        };
        Typed { ty, maybe_empty }
    }

    fn unknown_name(&mut self, name: &Name) -> Option<Checked> {
        if self.scope.is_broken(&name.text) {
            // Its declaration has been reported; the expression stays unusable, without a word of its own.
            let fault = Fault::new(SILENT, name.at.clone());
            return self.report(fault);
        }
        if name.text == "none" {
            return self.report(syntax(name.at.clone(), "null"));
        }
        let fault = Fault::new("unknown-name", name.at.clone()).arg("name", name.text.clone());
        let fault =
            match is_function(&name.text) || self.scope.declared().function(&name.text).is_some() {
                true => fault.help(format!("{}(…)", name.text)),
                false => {
                    let known = self.scope.names();
                    fault.nearest(&name.text, known.iter().map(String::as_str))
                }
            };
        self.report(fault)
    }
}

/// Marks an expression as broken by a declaration that has a fault of its own; never handed out.
pub(super) const SILENT: &str = "";

/// A form as a value of its own, empty while it is not done.
fn filled(form: Checked, known: bool) -> Checked {
    let at = form.node.at.clone();
    Checked {
        ty: Typed {
            ty: form.ty.ty,
            maybe_empty: !known,
        },
        node: Node {
            op: Op::Filled(Box::new(form.node)),
            at,
        },
    }
}

/// The form being judged, where one of its parts stands as a bare name.
fn sheet(form: NameId, name: &Name) -> Checked {
    let ty = Typed {
        ty: Type::Form(form),
        maybe_empty: false,
    };
    leaf(Leaf::Sheet, ty, name)
}

fn item_node(name: &Name) -> Node {
    Node {
        op: Op::Leaf(Leaf::Item),
        at: name.at.clone(),
    }
}

fn leaf(leaf: Leaf, ty: Typed, name: &Name) -> Checked {
    read(Op::Leaf(leaf), ty, name.at.clone())
}

pub(super) fn read(op: Op, ty: Typed, at: Range<usize>) -> Checked {
    Checked {
        node: Node { op, at },
        ty,
    }
}

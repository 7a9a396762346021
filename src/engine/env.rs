//! What the expressions of a turn are evaluated against. Every read of another record is noted, so that the journal line
//! can be replayed and explained, and divergence found where it spreads.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use chrono::NaiveDate;

use super::bound::judged;
use super::revision::{Setting, Who};
use super::turn::Work;
use super::view::View;
use crate::lang::{
    Argument, Builtin, Env, EvalError, Head, Leaf, Only, QueryId, Related, RowPart, RuleId,
    TableId, TablePart, TaskFact, Type,
};
use crate::model::{
    Duration, FieldId, Instant, Judgement, NameId, Read, Record, RecordNo, Sheet, Value, What,
};

/// How deep params may lead to params.
const DEEPEST: u32 = 16;

/// A turn seen by an expression.
pub(super) struct Sight<'w, 'a, V> {
    pub(super) work: &'w Work<'a, V>,
    assignee: Option<RecordNo>,
    depth: Cell<u32>,
    /// The item at hand, where something is done for each of several.
    item: Option<Value>,
    /// What a query is given from outside.
    pub(super) needs: Rc<[Value]>,
}

impl<'w, 'a, V: View> Sight<'w, 'a, V> {
    pub(super) fn of(work: &'w Work<'a, V>) -> Sight<'w, 'a, V> {
        Sight {
            work,
            assignee: None,
            depth: Cell::new(0),
            item: None,
            needs: Rc::new([]),
        }
    }

    /// The same with an item at hand.
    pub(super) fn at_item(&self, item: Value) -> Sight<'w, 'a, V> {
        Sight {
            work: self.work,
            assignee: self.assignee,
            depth: self.depth.clone(),
            item: Some(item),
            needs: Rc::clone(&self.needs),
        }
    }

    /// The value of a setting under this turn.
    pub(super) fn setting(&self, setting: &Setting) -> Result<Value, EvalError> {
        for (when, value) in &setting.except {
            if when.holds(self)? {
                return value.eval(self);
            }
        }
        if !setting.from.is_empty() {
            let calendar = &self.work.desk.calendar;
            let date = match setting.date.map(|field| self.work.value(field)) {
                None => Some(calendar.date_of(self.work.opened)),
                Some(Value::Date(date)) => Some(date),
                Some(Value::Instant(at)) => Some(calendar.date_of(at)),
                Some(Value::Month(month)) => month.start(),
                Some(_) => None,
            };
            let reached = setting
                .from
                .iter()
                .rev()
                .find(|(from, _)| date.is_some_and(|date| *from <= date));
            if let Some((_, value)) = reached {
                return value.eval(self);
            }
        }
        setting.base.eval(self)
    }

    /// The people (or records with an address) a `who` gives.
    pub(super) fn people(&self, who: &Who) -> Result<Vec<RecordNo>, EvalError> {
        match who {
            Who::Person(expr) => Ok(expr.eval(self)?.records()),
            Who::Role(_) | Who::Right(_) => Ok(Vec::new()),
        }
    }

    fn note(&self, record: RecordNo, field: Option<FieldId>, value: Value) {
        if self.work.noted.borrow_mut().insert((record, field)) {
            self.work.reads.borrow_mut().push(Read {
                record,
                field,
                value,
            });
        }
    }

    /// Answers kept by an older version as the form they belong to.
    fn whole(&self, value: Value) -> Value {
        match value {
            Value::Form(_) => self.work.as_sheet(&value).map_or(value, Value::Sheet),
            value => value,
        }
    }

    /// Notes that a record was looked at.
    pub(super) fn look(&self, record: &Record) {
        let state = record.state.map_or(Value::Empty, Value::Choice);
        self.note(record.no, None, state);
    }

    /// Notes that a record was looked at, and gives its head unless it was opened by mistake: that counts nowhere.
    pub(super) fn counted(&self, no: RecordNo, only: Only) -> Option<RecordNo> {
        let record = self.work.view.record(no)?;
        if record.ended.is_some_and(|ended| ended.voided) {
            return None;
        }
        self.look(record);
        let counts = match only {
            Only::Every => true,
            Only::Open => record.ended.is_none(),
            Only::Ended => record.ended.is_some(),
            Only::State(state) => record.state == Some(state),
            Only::With(field) => {
                let value = self.follow(no, field).ok()?;
                !matches!(value, Value::Empty | Value::YesNo(false))
            }
        };
        counts.then_some(no)
    }

    fn fact(&self, name: NameId, fact: TaskFact) -> Value {
        let newest = self.work.newest(name);
        let answered = newest.and_then(|task| task.closed.as_ref().filter(|_| task.is_done()));
        let deadline = newest.and_then(|task| task.deadline.as_deref());
        let person = |person: Option<RecordNo>| person.map_or(Value::Empty, Value::Record);
        let instant = |at: Option<Instant>| at.map_or(Value::Empty, Value::Instant);
        match fact {
            TaskFact::Done => Value::YesNo(answered.is_some()),
            TaskFact::DoneBy => person(answered.and_then(|closed| closed.by)),
            TaskFact::DoneAt => {
                instant(answered.map(|closed| closed.occurred.unwrap_or(closed.at)))
            }
            TaskFact::Late => Value::YesNo(
                deadline.is_some_and(|d| d.is_late() && d.judged != Some(Judgement::InTime)),
            ),
            TaskFact::Breached => {
                Value::YesNo(deadline.is_some_and(|d| d.judged == Some(Judgement::Breached)))
            }
            TaskFact::Open => Value::YesNo(newest.is_some_and(|task| task.is_open())),
            TaskFact::Assignee => person(newest.and_then(|task| task.assignee)),
            TaskFact::Due => instant(deadline.map(|deadline| deadline.due)),
        }
    }

    fn builtin(&self, builtin: Builtin) -> Value {
        let work = self.work;
        let person = |person: Option<RecordNo>| person.map_or(Value::Empty, Value::Record);
        match builtin {
            Builtin::This => Value::Record(work.record),
            Builtin::Today => Value::Date(work.desk.calendar.date_of(work.now())),
            Builtin::Now => Value::Instant(work.now()),
            Builtin::Opened => Value::Instant(work.opened),
            Builtin::OpenedBy => person(work.opened_by),
            Builtin::Updated => Value::Instant(work.now()),
            Builtin::Code => work
                .code
                .clone()
                .or_else(|| work.before.map(|record| record.code.clone()))
                .map_or(Value::Empty, Value::Text),
            Builtin::State => work.state.map_or(Value::Empty, |state| {
                Value::text(work.desk.names.text(state))
            }),
            Builtin::Actor => person(work.event.actor.person),
            Builtin::Assignee => person(self.assignee.or_else(|| self.asked_assignee())),
        }
    }

    /// What a rule reads of a record by name; `None` where such a record has nothing of this name.
    fn property(&self, no: RecordNo, name: &str) -> Result<Option<Argument>, EvalError> {
        let (work, desk) = (self.work, self.work.desk);
        let workflow = match no == work.record {
            true => Some(work.workflow),
            false => {
                let record = work.view.record(no);
                record.and_then(|record| desk.workflow(record.workflow))
            }
        };
        let Some(workflow) = workflow else {
            return Ok(None);
        };
        if let Some(head) = Head::find(name) {
            return self.head(no, head).map(Argument::Value).map(Some);
        }
        let id = desk.names.find_field(workflow.name, name);
        let Some((id, field)) = id.and_then(|id| Some((id, workflow.field(id)?))) else {
            if let Some(head) = Head::of_person(name).filter(|_| workflow.person) {
                return self.head(no, head).map(Argument::Value).map(Some);
            }
            return Ok(None);
        };
        let value = self.follow(no, id)?;
        self.argument(value, list_of(&field.typed.ty)).map(Some)
    }

    /// A value as a rule gets it: a row of a list as a map.
    fn argument(&self, value: Value, list: Option<NameId>) -> Result<Argument, EvalError> {
        Ok(match (list, &value) {
            (Some(list), Value::Choice(row)) => Argument::Row(self.whole_row(list, *row)?),
            (Some(list), Value::List(rows)) => {
                let rows = rows.iter().filter_map(|row| match row {
                    Value::Choice(row) => Some(self.whole_row(list, *row)),
                    _ => None,
                });
                Argument::Rows(rows.collect::<Result<_, _>>()?)
            }
            _ => Argument::Value(value),
        })
    }

    /// What every record has, of the record of this turn.
    fn own_head(&self, head: Head) -> Value {
        match head {
            Head::Code => self.builtin(Builtin::Code),
            Head::State => self.work.state.map_or(Value::Empty, Value::Choice),
            Head::Opened => self.builtin(Builtin::Opened),
            Head::OpenedBy => self.builtin(Builtin::OpenedBy),
            Head::Updated => self.builtin(Builtin::Updated),
            Head::OpenTasks => self.open_tasks(self.work.record),
        }
    }

    fn open_tasks(&self, person: RecordNo) -> Value {
        Value::Whole(i64::from(self.work.view.open_tasks(person)))
    }

    /// The person the task lies with that this event is about.
    fn asked_assignee(&self) -> Option<RecordNo> {
        match &self.work.event.what {
            What::Answer { task, .. } => self.work.task(*task)?.assignee,
            _ => None,
        }
    }

    fn params_of(&self, rule: RuleId) -> Result<Vec<(String, Value)>, EvalError> {
        let work = self.work;
        let mut params = Vec::new();
        for name in work.desk.rules.params_read(rule) {
            let param = work
                .workflow
                .params
                .iter()
                .find(|param| work.desk.names.text(param.name) == name);
            if let Some(param) = param {
                params.push((name.clone(), self.deeper(|| self.setting(&param.value))?));
            }
        }
        Ok(params)
    }

    /// A row as a rule gets it: its columns by name, and what people see of it.
    fn whole_row(&self, list: NameId, row: NameId) -> Result<Vec<(Arc<str>, Value)>, EvalError> {
        let columns = self.work.desk.lists.get(&list).map(|list| &list.columns);
        let mut cells = Vec::new();
        for (column, place) in columns.into_iter().flatten().zip(0..) {
            let value = self.row(list, row, RowPart::Column(place))?;
            cells.push((Arc::clone(&column.name), value));
        }
        if !cells.iter().any(|(name, _)| &**name == "label") {
            cells.push((Arc::from("label"), self.row(list, row, RowPart::Label)?));
        }
        Ok(cells)
    }

    /// A value of a spreadsheet as its type has it: a record stands there by its key.
    fn named(&self, ty: &Type, value: &Value) -> Value {
        let (Type::Record(workflow), Value::Text(_)) = (ty, value) else {
            return value.clone();
        };
        let key = self.work.desk.workflow(*workflow).and_then(|of| of.key);
        let holder = key.and_then(|key| self.work.view.holder(*workflow, key, value));
        holder.map_or(Value::Empty, Value::Record)
    }

    pub(super) fn deeper<T>(
        &self,
        run: impl FnOnce() -> Result<T, EvalError>,
    ) -> Result<T, EvalError> {
        let depth = self.depth.get();
        if depth >= DEEPEST {
            return Err(EvalError::TooDeep(DEEPEST));
        }
        self.depth.set(depth + 1);
        let result = run();
        self.depth.set(depth);
        result
    }
}

impl<V: View> Env for Sight<'_, '_, V> {
    fn leaf(&self, leaf: &Leaf) -> Result<Value, EvalError> {
        match leaf {
            Leaf::Field(field) => Ok(self.whole(self.work.value(*field))),
            Leaf::Param(param) => match self.work.workflow.param(*param) {
                Some(param) => self.deeper(|| self.setting(&param.value)),
                None => Err(EvalError::Missing("param".to_owned())),
            },
            Leaf::Task(name, fact) => Ok(self.fact(*name, *fact)),
            Leaf::Builtin(builtin) => Ok(self.builtin(*builtin)),
            Leaf::Sender(of) => Ok(match &self.work.event.what {
                What::Told { by, workflow, .. } if workflow == of => Value::Record(*by),
                _ => Value::Empty,
            }),
            Leaf::Item => match &self.item {
                Some(item) => Ok(item.clone()),
                None => Err(EvalError::Missing("item".to_owned())),
            },
            Leaf::Need(place) => match self.needs.get(usize::from(*place)) {
                Some(value) => Ok(value.clone()),
                None => Err(EvalError::Missing("needs".to_owned())),
            },
            Leaf::Sheet => Err(EvalError::Missing("needs".to_owned())),
            Leaf::Input(_) => Err(EvalError::Missing("input".to_owned())),
        }
    }

    fn follow(&self, record: RecordNo, field: FieldId) -> Result<Value, EvalError> {
        if record == self.work.record {
            return Ok(self.whole(self.work.value(field)));
        }
        let value = self
            .work
            .view
            .row(record)
            .get(field.place())
            .cloned()
            .unwrap_or_default();
        self.note(record, Some(field), value.clone());
        Ok(self.whole(value))
    }

    fn passed(&self, sheet: &Arc<Sheet>) -> Result<bool, EvalError> {
        self.deeper(|| judged(self.work.desk, sheet, self))
    }

    fn word(&self, name: NameId) -> Option<Value> {
        Some(Value::text(self.work.desk.names.text(name)))
    }

    fn related(&self, related: &Related) -> Result<Vec<RecordNo>, EvalError> {
        let view = self.work.view;
        let naming = view.naming(self.work.record, related.workflow, related.via);
        let counted = naming
            .iter()
            .filter_map(|no| self.counted(*no, related.only));
        Ok(counted.collect())
    }

    fn head(&self, record: RecordNo, head: Head) -> Result<Value, EvalError> {
        if record == self.work.record {
            return Ok(self.own_head(head));
        }
        let Some(found) = self.work.view.record(record) else {
            return Err(EvalError::Missing("record".to_owned()));
        };
        self.look(found);
        Ok(match head {
            Head::Code => Value::Text(found.code.clone()),
            Head::State => found.state.map_or(Value::Empty, Value::Choice),
            Head::Opened => Value::Instant(found.opened),
            Head::OpenedBy => found.opened_by.map_or(Value::Empty, Value::Record),
            Head::Updated => Value::Instant(found.updated),
            Head::OpenTasks => self.open_tasks(record),
        })
    }

    fn query(&self, query: QueryId, only: Only) -> Result<Vec<RecordNo>, EvalError> {
        self.chosen(query, only)
    }

    fn of_sheet(&self, ty: &Type, value: &Value) -> Value {
        self.named(ty, value)
    }

    fn rule(&self, rule: RuleId, args: &[Value]) -> Result<Value, EvalError> {
        let params = self.params_of(rule)?;
        self.work
            .desk
            .rules
            .call(rule, args, &params, &self.work.desk.names, &|no, name| {
                self.property(no, name)
            })
    }

    fn rule_of_rows(
        &self,
        rule: RuleId,
        args: &[Value],
        lists: &[Option<NameId>],
    ) -> Result<Value, EvalError> {
        let params = self.params_of(rule)?;
        let given = args.iter().zip(lists);
        let given: Result<Vec<Argument>, EvalError> = given
            .map(|(arg, list)| self.argument(arg.clone(), *list))
            .collect();
        let desk = self.work.desk;
        let records = |no, name: &str| self.property(no, name);
        desk.rules
            .call_with(rule, &given?, &params, &desk.names, &records)
    }

    fn row(&self, list: NameId, row: NameId, part: RowPart) -> Result<Value, EvalError> {
        let desk = self.work.desk;
        let place = match part {
            RowPart::Label => return Ok(Value::text(&desk.row_label(list, row))),
            RowPart::Column(column) => usize::from(column),
        };
        let rows = desk.lists.get(&list);
        let found = rows.and_then(|list| Some((list.columns.get(place)?, list.value(row, place)?)));
        let (column, value) = found.ok_or_else(|| {
            let (list, row) = (desk.names.text(list), desk.names.text(row));
            EvalError::Missing(format!("{list}: {row}"))
        })?;
        Ok(self.named(&column.typed.ty, value))
    }

    fn table(&self, table: TableId, args: &[Value], part: TablePart) -> Result<Value, EvalError> {
        match self.work.desk.table(table) {
            Some(table) => self.deeper(|| table.answer(args, part, self)),
            None => Err(EvalError::Missing(format!("table #{}", table.0))),
        }
    }

    fn decided_by(&self, table: TableId, args: &[Value]) -> Option<String> {
        let table = self.work.desk.table(table)?;
        table.decided_by(args, self).ok()
    }

    fn param(&self, name: &str) -> Result<Value, EvalError> {
        let work = self.work;
        let mut params = work.workflow.params.iter();
        match params.find(|param| work.desk.names.text(param.name) == name) {
            Some(param) => self.deeper(|| self.setting(&param.value)),
            None => Err(EvalError::Missing(name.to_owned())),
        }
    }

    fn local_date(&self, at: &Value) -> Result<NaiveDate, EvalError> {
        match at {
            Value::Date(date) => Ok(*date),
            Value::Instant(at) => Ok(self.work.desk.calendar.date_of(*at)),
            _ => Err(EvalError::Missing("date".to_owned())),
        }
    }

    fn start_of(&self, date: NaiveDate) -> Result<Instant, EvalError> {
        Ok(self.work.desk.calendar.start_of(date))
    }

    fn add_duration(&self, to: &Value, duration: Duration) -> Result<Value, EvalError> {
        super::dates::add(&self.work.desk.calendar, to, duration)
    }
}

/// The list whose rows a type holds.
fn list_of(ty: &Type) -> Option<NameId> {
    match ty {
        Type::Row(list, _) => Some(*list),
        Type::List(of) => list_of(of),
        _ => None,
    }
}

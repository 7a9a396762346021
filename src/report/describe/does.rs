//! What a state does on entering and a transition on being taken, in the order it comes to pass: what is set, given,
//! closed, opened, sent, started.

use super::words::Words;
use crate::engine::{Actions, Each, Setting, StartRule};
use crate::lang::{TableId, TablePart, Term, Type};
use crate::model::{FieldId, NameId, TaskKind};

/// What a setting asks of a decision table, if that is all it is.
fn asked(setting: &Setting) -> Option<(TableId, TablePart, Vec<Term>)> {
    match setting.base.terms() {
        Term::Table(table, part, args) if setting.except.is_empty() && setting.from.is_empty() => {
            Some((table, part, args))
        }
        _ => None,
    }
}

impl Words<'_> {
    /// What a state or transition does besides, a clause each, in the order it comes to pass.
    pub(super) fn actions(&self, actions: &Actions) -> Vec<String> {
        let mut clauses = Vec::new();
        clauses.extend(self.sets(actions));
        if !actions.gives.is_empty() {
            let fields = actions.gives.iter().map(|field| self.field(*field));
            let fields = self.both(&fields.collect::<Vec<_>>());
            clauses.push(self.say("describe-gives", &[("fields", &fields)]));
        }
        let (clocks, tasks): (Vec<NameId>, Vec<NameId>) = actions.opens.iter().partition(|name| {
            let rule = self.workflow.tasks.get(name);
            rule.is_some_and(|rule| rule.kind == TaskKind::Clock)
        });
        for (names, id) in [
            (&actions.closes, "describe-closes"),
            (&tasks, "describe-opens"),
            (&clocks, "describe-starts-clock"),
        ] {
            if !names.is_empty() {
                clauses.push(self.say(id, &[("tasks", &self.tasks(names))]));
            }
        }
        clauses.extend(actions.sends.iter().map(|name| {
            let notice = self.notice(*name);
            let rule = self.workflow.notices.get(name);
            let to = rule.map(|rule| self.all_of(&rule.to)).unwrap_or_default();
            let only = rule.and_then(|rule| rule.when.as_ref());
            let sent = self.say("describe-sends", &[("notice", &notice), ("to", &to)]);
            match only {
                Some(when) => {
                    let when = self.condition(when);
                    self.say("describe-sent-if", &[("when", &when), ("sent", &sent)])
                }
                None => sent,
            }
        }));
        clauses.extend(actions.starts.iter().map(|start| self.start(start)));
        clauses
    }

    /// What is set, a clause each; what one row of a decision table gives, in one clause.
    fn sets(&self, actions: &Actions) -> Vec<String> {
        let mut clauses = Vec::new();
        let mut told: Vec<FieldId> = Vec::new();
        for (field, setting) in &actions.sets {
            if told.contains(field) {
                continue;
            }
            let same: Vec<(FieldId, TablePart)> = match asked(setting) {
                Some((table, _, args)) => actions
                    .sets
                    .iter()
                    .filter_map(|(field, other)| {
                        let (of, part, with) = asked(other)?;
                        (of == table && with == args).then_some((*field, part))
                    })
                    .collect(),
                None => Vec::new(),
            };
            if let (Some((table, _, args)), true) = (asked(setting), same.len() > 1) {
                told.extend(same.iter().map(|(field, _)| *field));
                clauses.push(self.set_by_row(&same, table, &args));
                continue;
            }
            let of = Some((self.workflow.name, *field));
            let (field, value) = (self.field(*field), self.setting_as(setting, of));
            clauses.push(self.say("describe-sets", &[("field", &field), ("value", &value)]));
        }
        clauses
    }

    fn set_by_row(&self, same: &[(FieldId, TablePart)], table: TableId, args: &[Term]) -> String {
        let fields: Vec<String> = same.iter().map(|(field, _)| self.field(*field)).collect();
        let columns = same.iter().map(|(_, part)| self.table_part(table, *part));
        let columns: Vec<String> = columns.collect();
        let name = self.desk.table(table).map_or("", |table| &*table.name);
        let label = self.quoted(&self.of_kind("table", name));
        self.say(
            "describe-sets-by-row",
            &[
                ("fields", &self.both(&fields)),
                ("table", &label),
                ("args", &self.arguments(args)),
                ("columns", &self.both(&columns)),
            ],
        )
    }

    /// A notice's label, in quotes.
    pub(super) fn notice(&self, name: NameId) -> String {
        let rule = self.workflow.notices.get(&name);
        let text = rule.map_or_else(
            || self.at_path(&[self.workflow.name, name]),
            |rule| self.label(&rule.label, name),
        );
        self.quoted(&text)
    }

    /// A record that is started: which, for each of what, and what it is given.
    pub(super) fn start(&self, start: &StartRule) -> String {
        let workflow = self.quoted(&self.workflow(start.workflow));
        let item = start.each.as_ref().map(|each| self.item_of(each));
        let words = Words {
            item: item.as_ref(),
            ..*self
        };
        let mut text = match &start.each {
            Some(each) => {
                let each = self.each(each);
                self.say(
                    "describe-starts-each",
                    &[("workflow", &workflow), ("each", &each)],
                )
            }
            None => self.say("describe-starts", &[("workflow", &workflow)]),
        };
        for said in words.given(start) {
            text.push_str(&self.say("describe-in-brackets", &[("text", &said)]));
        }
        match &start.when {
            Some(when) => {
                let when = words.condition(when);
                self.say("describe-if", &[("when", &when), ("then", &text)])
            }
            None => text,
        }
    }

    /// What a started record is given, what is asked for it, and what is not started twice.
    fn given(&self, start: &StartRule) -> Vec<String> {
        let mut said = Vec::new();
        let fill: Vec<String> = start
            .fill
            .iter()
            .map(|(field, setting)| {
                let label = self.field_of(start.workflow, *field);
                let value = self.setting_as(setting, Some((start.workflow, *field)));
                if value == label {
                    label
                } else {
                    self.say("describe-filled", &[("field", &label), ("value", &value)])
                }
            })
            .collect();
        if !fill.is_empty() {
            let fill = fill.join(&self.say("describe-semicolon", &[]));
            said.push(self.say("describe-filled-with", &[("fields", &fill)]));
        }
        let named = |fields: &mut dyn Iterator<Item = FieldId>| {
            let fields: Vec<String> = fields.map(|f| self.field_of(start.workflow, f)).collect();
            (!fields.is_empty()).then(|| self.both(&fields))
        };
        if let Some(fields) = named(&mut start.asked.iter().map(|(field, _)| *field)) {
            said.push(self.say("describe-asked-for", &[("fields", &fields)]));
        }
        if let Some(fields) = named(&mut start.once_per.iter().copied()) {
            said.push(self.say("describe-once-per", &[("fields", &fields)]));
        }
        said
    }

    /// What a start is repeated for.
    fn each(&self, each: &Each) -> String {
        match each {
            Each::Query(query) => {
                self.say("describe-found", &[("query", &self.query_label(*query))])
            }
            Each::List(expr) => {
                let list = self.value(expr);
                self.say("describe-each-of", &[("list", &list)])
            }
        }
    }

    /// The type of one of them.
    fn item_of(&self, each: &Each) -> Type {
        match each {
            Each::Query(query) => {
                let query = self.workflow.query(*query);
                query.map_or(Type::Unknown, |query| Type::Record(query.workflow))
            }
            Each::List(expr) => match &expr.ty().ty {
                Type::List(inner) => (**inner).clone(),
                _ => Type::Unknown,
            },
        }
    }
}

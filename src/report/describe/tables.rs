//! What is looked up: the queries of a workflow, the lists and decision tables of a desk.

use super::page::Block;
use super::words::Words;
use crate::engine::{Column, List, QueryRule};
use crate::lang::{Hit, Leaf, Table, TableRow, Term, Type};
use crate::model::{Duration, Value};

/// Lists longer than this are shown by their first rows.
const SHOWN: usize = 40;

impl Words<'_> {
    /// The queries this workflow asks: which records, and in which order.
    pub(super) fn queries(&self) -> Vec<Block> {
        let queries = self.workflow.queries.iter().flatten();
        let rows: Vec<Vec<String>> = queries.map(|query| self.query(query)).collect();
        if rows.is_empty() {
            return Vec::new();
        }
        let head = ["query", "describe-finds", "describe-remarks"];
        let head = head.iter().map(|id| self.say(id, &[])).collect();
        vec![
            self.heading("describe-queries"),
            Block::Table { head, rows },
        ]
    }

    fn query(&self, query: &QueryRule) -> Vec<String> {
        let label = self.of_kind("query", self.desk.names.text(query.name));
        let workflow = self.quoted(&self.workflow(query.workflow));
        // In the condition, names are those of the records looked for; what comes from outside is said from here.
        let needs = query.needs.iter();
        let needs: Vec<(String, Type)> = needs
            .map(|need| {
                let value = self.value(need);
                // What the record that asks gives, told apart from the same field of those looked for.
                let own = !matches!(need.terms(), Term::Const(_) | Term::Leaf(Leaf::Param(_), _));
                let this = self.say("describe-this", &[]);
                let name = if own { self.its(&this, &value) } else { value };
                (name, need.ty().ty.clone())
            })
            .collect();
        let item = Type::Record(query.workflow);
        let words = Words {
            workflow: self.other(query.workflow).unwrap_or(self.workflow),
            item: Some(&item),
            choosing: true,
            needs: &needs,
            ..*self
        };
        let finds = match &query.filter {
            Some(filter) => {
                let when = words.condition(filter);
                self.say(
                    "describe-records-where",
                    &[("workflow", &workflow), ("when", &when)],
                )
            }
            None => self.say("describe-all-records", &[("workflow", &workflow)]),
        };
        let order: Vec<String> = query.order.iter().map(|by| words.value(by)).collect();
        let order = if order.is_empty() {
            String::new()
        } else {
            self.say("describe-ordered", &[("by", &self.both(&order))])
        };
        vec![label, finds, order]
    }

    /// The decision tables and lists of the desk, row by row.
    pub(super) fn looked_up(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        for table in self.desk.tables.values() {
            blocks.extend(self.decision_table(table));
        }
        for list in self.desk.lists.values() {
            blocks.extend(self.list(list));
        }
        blocks
    }

    fn decision_table(&self, table: &Table) -> Vec<Block> {
        let name = &*table.name;
        let inputs = table.inputs.iter().map(|input| &*input.name);
        let outputs = table.outputs.iter().map(|output| &*output.name);
        let heads = inputs.chain(outputs).map(|head| self.column(name, head));
        let head = std::iter::once(self.say("describe-row", &[])).chain(heads);
        let rows = table.rows.iter().map(|row| self.table_row(table, row));
        let otherwise = table.otherwise.iter().map(|row| self.table_row(table, row));
        let hit = match table.hit {
            Hit::First => "describe-hit-first",
            Hit::Unique => "describe-hit-unique",
            Hit::Collect => "describe-hit-collect",
        };
        let label = self.of_kind("table", name);
        vec![
            Block::Heading(self.say("describe-table", &[("table", &self.quoted(&label))])),
            Block::Text(self.say(hit, &[("path", &table.path)])),
            Block::Table {
                head: head.collect(),
                rows: rows.chain(otherwise).collect(),
            },
        ]
    }

    fn table_row(&self, table: &Table, row: &TableRow) -> Vec<String> {
        let asked: Vec<(String, Type)> = table
            .inputs
            .iter()
            .map(|input| (self.column(&table.name, &input.name), input.ty.clone()))
            .collect();
        let words = Words {
            needs: &asked,
            ..*self
        };
        let mut cells = vec![row.number.to_string()];
        if row.cells.is_empty() {
            let otherwise = self.say("describe-otherwise", &[]);
            cells.extend(table.inputs.iter().map(|_| otherwise.clone()));
        } else {
            for (input, cell) in table.inputs.iter().zip(&row.cells) {
                let shown =
                    |value: &Value| words.cell_value(table, (&input.name, &input.ty), value);
                cells.push(words.matching(&cell.cell, &cell.beside, &shown));
            }
        }
        for (output, expr) in table.outputs.iter().zip(&row.outputs) {
            cells.push(match expr.as_constant() {
                Some(value) => words.cell_value(table, (&output.name, &output.typed.ty), value),
                None => words.value(expr),
            });
        }
        cells
    }

    /// A value in a column of a table.
    fn cell_value(&self, table: &Table, (column, ty): (&str, &Type), value: &Value) -> String {
        match (value, ty) {
            (Value::Empty, _) => String::new(),
            (Value::Text(text), _) => self.datum_text((&table.name, column), text.as_str()),
            (Value::Choice(row), Type::Row(list, _)) => self.row_label(*list, *row),
            (Value::Choice(name), _) => {
                let name = self.desk.names.text(*name);
                self.labelled(&[&*table.name, column, name])
                    .unwrap_or_else(|| self.key(name))
            }
            (value, ty) if value.number().is_some() => self.amount(value, Some(ty)),
            (value, _) => self.constant(value, None),
        }
    }

    /// A text in a column: a length of time in words, a choice by the label it has in that column, or in a field of the
    /// same name.
    pub(super) fn datum_text(&self, (sheet, column): (&str, &str), text: &str) -> String {
        if let Some(label) = self.labelled(&[sheet, column, text]) {
            return label;
        }
        let end = format!(".{column}.{text}");
        let mut written = self.desk.labels.0.iter();
        if let Some((_, label)) = written.find(|(path, _)| path.ends_with(&end)) {
            return label.text(self.lang).to_owned();
        }
        match Duration::parse(text) {
            Some(duration) => self.lasting(duration),
            None => text.to_owned(),
        }
    }

    /// What a column of a table or list is called.
    fn column(&self, table: &str, column: &str) -> String {
        if let Some(label) = self.labelled(&[table, column]) {
            return label;
        }
        match column {
            "label" => self.say("describe-label-column", &[]),
            "key" => self.say("describe-key-column", &[]),
            column => self.key(column),
        }
    }

    fn list(&self, list: &List) -> Vec<Block> {
        let name = self.desk.names.text(list.name);
        // A row is called by its label: where a column has it, that column is the first one read.
        let shown: Vec<usize> = (0..list.columns.len())
            .filter(|at| list.label != Some(*at))
            .collect();
        let columns = shown.iter().filter_map(|at| list.columns.get(*at));
        let head: Vec<String> = columns
            .map(|column| self.column(name, &column.name))
            .collect();
        let rows = list.rows.iter().take(SHOWN).map(|(key, row)| {
            let cells = shown.iter().map(|at| {
                let cell = list.columns.get(*at).zip(row.values.get(*at));
                match cell {
                    _ if *at == 0 => self.row_label(list.name, *key),
                    Some((column, value)) => self.cell(list, column, value),
                    None => String::new(),
                }
            });
            cells.collect()
        });
        let label = self.quoted(&self.at_path(&[list.name]));
        let mut blocks = vec![
            Block::Heading(self.say("describe-row-of", &[("list", &label)])),
            Block::Table {
                head,
                rows: rows.collect(),
            },
        ];
        let more = list.rows.len().saturating_sub(SHOWN);
        if more > 0 {
            let count = more.to_string();
            blocks.push(Block::Text(
                self.say("describe-more-rows", &[("count", &count)]),
            ));
        }
        blocks
    }

    /// A cell: a text as it stands, a row of the same list by its label.
    fn cell(&self, list: &List, column: &Column, value: &Value) -> String {
        let names = &self.desk.names;
        let list_name = names.text(list.name);
        match (value, &column.typed.ty) {
            (Value::Empty, _) => String::new(),
            (Value::Text(text), _) => self.datum_text((list_name, &column.name), text.as_str()),
            (Value::Choice(row), Type::Row(of, _)) => self.row_label(*of, *row),
            (Value::Choice(row), _) if list.rows.contains_key(row) => {
                self.row_label(list.name, *row)
            }
            (Value::Choice(name), _) => self
                .labelled(&[list_name, &column.name, names.text(*name)])
                .unwrap_or_else(|| self.key(names.text(*name))),
            (value, ty) if value.number().is_some() => self.amount(value, Some(ty)),
            (value, _) => self.constant(value, None),
        }
    }
}

//! What is looked up: the queries of a workflow, the lists and decision tables of a desk.

use super::page::Block;
use super::words::Words;
use crate::engine::{Column, List, QueryRule};
use crate::lang::{Hit, Leaf, Table, TableRow, Term, Type};
use crate::model::Value;

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
            Block::Heading(self.say("describe-table", &[("table", &label)])),
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
        let path = |last: &str| {
            let path = [&*table.name, column, last];
            self.labelled(&path).unwrap_or_else(|| last.to_owned())
        };
        match (value, ty) {
            (Value::Empty, _) => String::new(),
            (Value::Text(text), _) => path(text.as_str()),
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
        let head = list
            .columns
            .iter()
            .map(|column| self.column(name, &column.name));
        let rows = list.rows.values().take(SHOWN).map(|row| {
            let cells = row.values.iter().zip(&list.columns).enumerate();
            let cells = cells.map(|(at, (value, column))| self.cell(list, (at, column), value));
            cells.collect()
        });
        let label = self.at_path(&[list.name]);
        let mut blocks = vec![
            Block::Heading(self.say("describe-row-of", &[("list", &label)])),
            Block::Table {
                head: head.collect(),
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
    fn cell(&self, list: &List, (at, column): (usize, &Column), value: &Value) -> String {
        let names = &self.desk.names;
        let list_name = names.text(list.name);
        match (value, &column.typed.ty) {
            (Value::Empty, _) => String::new(),
            // Where a column of labels stands beside it, the key is shown as it is written in other files.
            (Value::Text(text), _) if at == 0 && list.label.is_some() => text.as_str().to_owned(),
            (Value::Choice(row), _) if at == 0 && list.label.is_some() => {
                names.text(*row).to_owned()
            }
            (Value::Text(text), _) if at == 0 => self
                .labelled(&[list_name, text.as_str()])
                .unwrap_or_else(|| text.as_str().to_owned()),
            (Value::Text(text), _) if list.label == Some(at) => {
                let key = list.rows.iter().find_map(|(key, row)| {
                    (row.values.get(at) == Some(value)).then(|| names.text(*key))
                });
                self.translated(&[list_name, key.unwrap_or("")], text.as_str())
            }
            (Value::Text(text), _) => self
                .labelled(&[list_name, &column.name, text.as_str()])
                .unwrap_or_else(|| text.as_str().to_owned()),
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

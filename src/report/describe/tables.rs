//! What is looked up: the queries of a workflow, the lists and decision tables of a desk.

use super::page::Block;
use super::words::Words;
use crate::engine::{List, QueryRule};
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
        let label = self.at_path(&[query.name]);
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
        let heads = inputs.chain(outputs).map(|head| self.loose(&[name, head]));
        let head = std::iter::once(self.say("describe-row", &[])).chain(heads);
        let rows = table.rows.iter().map(|row| self.table_row(table, row));
        let otherwise = table.otherwise.iter().map(|row| self.table_row(table, row));
        let hit = match table.hit {
            Hit::First => "describe-hit-first",
            Hit::Unique => "describe-hit-unique",
            Hit::Collect => "describe-hit-collect",
        };
        let label = self.loose(&[name]);
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
        let mut cells = vec![row.number.to_string()];
        if row.cells.is_empty() {
            let otherwise = self.say("describe-otherwise", &[]);
            cells.extend(table.inputs.iter().map(|_| otherwise.clone()));
        } else {
            cells.extend(
                row.texts
                    .iter()
                    .take(table.inputs.len())
                    .map(ToString::to_string),
            );
        }
        let asked: Vec<(String, Type)> = table
            .inputs
            .iter()
            .map(|input| (self.loose(&[&table.name, &input.name]), input.ty.clone()))
            .collect();
        let words = Words {
            needs: &asked,
            ..*self
        };
        for (output, expr) in table.outputs.iter().zip(&row.outputs) {
            let text = match expr.as_constant() {
                Some(Value::Text(text)) => self.loose(&[&table.name, &output.name, text.as_str()]),
                _ => words.value(expr),
            };
            cells.push(text);
        }
        cells
    }

    fn list(&self, list: &List) -> Vec<Block> {
        let name = self.desk.names.text(list.name);
        let head = list
            .columns
            .iter()
            .map(|column| self.loose(&[name, &column.name]));
        let rows = list.rows.values().take(SHOWN).map(|row| {
            let values = row.values.iter();
            values.map(|value| self.cell(list, value)).collect()
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
    fn cell(&self, list: &List, value: &Value) -> String {
        match value {
            Value::Empty => String::new(),
            Value::Text(text) => text.as_str().to_owned(),
            Value::Choice(row) => {
                let own = list.label_of(*row).map(str::to_owned);
                own.unwrap_or_else(|| self.at_path(&[list.name, *row]))
            }
            value => self.constant(value, None),
        }
    }
}

//! Tables of records brought in: a row whose key is new opens a record, one whose values differ corrects it, one that says
//! the same changes nothing. So the same table may be brought in again and again.

use serde_json::{Map, Value as Json};

use super::import::Keep;
use super::table::{Row, Table};
use crate::engine::{Desk, View, Workflow};
use crate::model::{Actor, Instant, Outcome, RecordNo, Refusal, Value};
use crate::world::{Act, World, feed, read_value, resolve};

/// The account of a table brought in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brought {
    /// Rows read.
    pub rows: u64,
    /// Records opened.
    pub opened: u64,
    /// Records corrected.
    pub corrected: u64,
    /// Rows that say what is so already.
    pub unchanged: u64,
    /// Rows that came to nothing: the line of the file, and why.
    pub refused: Vec<(u64, String)>,
}

impl Brought {
    /// Whether every row is accounted for.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        let refused = u64::try_from(self.refused.len()).unwrap_or(u64::MAX);
        self.rows == self.opened + self.corrected + self.unchanged + refused
    }
}

/// Why a table could not be brought in at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BringError {
    /// The desk has no such workflow.
    #[error("the desk has no workflow `{0}`")]
    NoWorkflow(String),
    /// Its records have no key to know them by.
    #[error("`{0}` has no field with `key = true` by which its records are known")]
    NoKey(String),
    /// A column names no field.
    #[error("column `{column}` is no field of `{workflow}`")]
    NoField {
        /// The workflow.
        workflow: String,
        /// The column.
        column: String,
    },
    /// The key's column is missing.
    #[error("there is no column `{0}`, by which the rows are known")]
    NoKeyColumn(String),
}

/// Brings a table in at an instant. `from` is the file's name, kept as the reason of corrections.
///
/// # Errors
/// Where the table's columns do not fit the workflow; nothing was done then.
pub fn import_rows(
    desk: &Desk,
    world: &mut World,
    table: &Table,
    as_workflow: &str,
    (at, from): (Instant, &str),
    keep: &mut dyn Keep,
) -> Result<Brought, BringError> {
    let found = desk.names.find(as_workflow);
    let workflow = found
        .and_then(|name| desk.workflow(name))
        .ok_or_else(|| BringError::NoWorkflow(as_workflow.to_owned()))?;
    let key = workflow.key.and_then(|key| workflow.field(key));
    let key = key.ok_or_else(|| BringError::NoKey(as_workflow.to_owned()))?;
    let key = desk.names.text(key.name);
    for head in table.heads.iter().filter(|head| !head.is_empty()) {
        let place = desk.names.find_field(workflow.name, head);
        if place.is_none_or(|place| workflow.field(place).is_none()) {
            return Err(BringError::NoField {
                workflow: as_workflow.to_owned(),
                column: head.clone(),
            });
        }
    }
    let column = table
        .column(key)
        .ok_or_else(|| BringError::NoKeyColumn(key.to_owned()))?;
    let mut bringing = Bringing {
        desk,
        workflow,
        world,
        at,
        from,
        keep,
    };
    let mut brought = Brought::default();
    for row in &table.rows {
        brought.rows += 1;
        let result = match row.cell(column) {
            Some(key) => bringing.row(table, row, &key.text),
            None => Err("no_key".to_owned()),
        };
        match result {
            Ok(Did::Opened) => brought.opened += 1,
            Ok(Did::Corrected) => brought.corrected += 1,
            Ok(Did::Nothing) => brought.unchanged += 1,
            Err(why) => brought.refused.push((row.line, why)),
        }
    }
    Ok(brought)
}

enum Did {
    Opened,
    Corrected,
    Nothing,
}

struct Bringing<'a> {
    desk: &'a Desk,
    workflow: &'a Workflow,
    world: &'a mut World,
    at: Instant,
    from: &'a str,
    keep: &'a mut dyn Keep,
}

impl Bringing<'_> {
    fn row(&mut self, table: &Table, row: &Row, key: &str) -> Result<Did, String> {
        let known = self.world.by_key(self.desk, self.workflow.name, key);
        let mut with = Map::new();
        for (head, cell) in row.given(table) {
            let given = Json::String(cell.text.clone());
            if let Some(no) = known
                && self.says_the_same(no, head, &given)
            {
                continue;
            }
            with.insert(head.to_owned(), given);
        }
        let name = self.desk.names.text(self.workflow.name).to_owned();
        let (act, did) = match known {
            None => (Act::Open(name), Did::Opened),
            Some(_) if with.is_empty() => return Ok(Did::Nothing),
            Some(no) => {
                with.insert("remark".to_owned(), Json::String(self.from.to_owned()));
                let code = self.world.record(no).map(|record| record.code.to_string());
                let act = Act::Report {
                    record: code.unwrap_or_default(),
                    event: "correct".to_owned(),
                };
                (act, Did::Corrected)
            }
        };
        self.feed(&act, &with).map(|()| did)
    }

    fn says_the_same(&self, no: RecordNo, head: &str, given: &Json) -> bool {
        let place = self.desk.names.find_field(self.workflow.name, head);
        let Some(field) = place.and_then(|place| self.workflow.field(place)) else {
            return false;
        };
        let value = read_value(self.desk, self.world, head, &field.typed.ty, given);
        let held = self.world.row(no).get(field.id.place());
        value.is_ok_and(|value| value == *held.unwrap_or(&Value::Empty))
    }

    fn feed(&mut self, act: &Act, with: &Map<String, Json>) -> Result<(), String> {
        let (desk, keep) = (self.desk, &mut *self.keep);
        let event = resolve(desk, self.world, act, Actor::ENGINE, self.at, with);
        let event = event.map_err(|errors| {
            let said = errors.iter().map(ToString::to_string);
            said.collect::<Vec<_>>().join("; ")
        })?;
        let sink = &mut |world: &World, line| keep.line(desk, world, line);
        let (_, outcome) = feed(self.world, desk, event, sink);
        match outcome {
            Outcome::Applied | Outcome::Ignored(_) => Ok(()),
            Outcome::Refused(refusals) => {
                Err(refusals.first().map_or("refused", Refusal::word).to_owned())
            }
            Outcome::Failed { why, .. } => Err(why.to_string()),
        }
    }
}

//! Decision tables: rows of cells, each matched against the arguments of a call, and what the row that decides gives.

use std::sync::Arc;

use crate::model::{Cell, FieldId, NameId, RecordNo, Value};

use super::expr::Expr;
use super::types::{Env, EvalError, Leaf, Related, RowPart, RuleId, Type, Typed};

/// The place of a table in its desk's list of tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TableId(pub u16);

/// Which of the rows that match count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hit {
    /// The first.
    #[default]
    First,
    /// The only one; where several match they must agree.
    Unique,
    /// All of them, in the order of the file.
    Collect,
}

/// What a call asks of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TablePart {
    /// An output, by its place among the outputs.
    Output(u16),
    /// `row`: the number of the row in the spreadsheet.
    Row,
}

/// A column a call fills.
#[derive(Clone, Debug)]
pub struct Input {
    /// Its head.
    pub name: Arc<str>,
    /// Its type.
    pub ty: Type,
    /// Where it is a record: the field by which cells name it.
    pub key: Option<FieldId>,
}

/// A column a row gives.
#[derive(Clone, Debug)]
pub struct Output {
    /// Its head.
    pub name: Arc<str>,
    /// Its type, and whether any row leaves it empty.
    pub typed: Typed,
}

/// What a cell matches, and the expressions it compares with.
#[derive(Clone, Debug)]
pub struct Matching {
    /// The cell.
    pub cell: Cell,
    /// The expressions that stand beside it, by number.
    pub beside: Vec<Expr>,
}

/// A row.
#[derive(Clone, Debug)]
pub struct TableRow {
    /// Its number in the spreadsheet.
    pub number: u32,
    /// What each input must match; empty in the `else` row.
    pub cells: Vec<Matching>,
    /// The cells as they are written.
    pub texts: Vec<Arc<str>>,
    /// What it gives.
    pub outputs: Vec<Expr>,
}

/// A decision table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name: the file's.
    pub name: Arc<str>,
    /// The file.
    pub path: Arc<str>,
    /// Which rows count.
    pub hit: Hit,
    /// Its inputs, in the order of a call's arguments.
    pub inputs: Vec<Input>,
    /// Its outputs.
    pub outputs: Vec<Output>,
    /// Its rows, the `else` row left out.
    pub rows: Vec<TableRow>,
    /// The row that counts when no other applies.
    pub otherwise: Option<TableRow>,
    /// The params its expressions read, by their numbers there.
    pub params: Vec<String>,
    /// Whether a row was proved to apply whatever is asked.
    pub whole: bool,
}

impl Table {
    /// What a call gives; empty (or an empty list) where no row applies.
    ///
    /// # Errors
    /// When an expression of a row fails, or rows of a `unique` table disagree.
    pub fn answer(
        &self,
        args: &[Value],
        part: TablePart,
        env: &dyn Env,
    ) -> Result<Value, EvalError> {
        let inside = Inside {
            env,
            table: self,
            args,
        };
        let rows = self.deciding(&inside)?;
        if self.hit == Hit::Collect {
            let values: Result<Vec<Value>, EvalError> =
                rows.iter().map(|row| inside.value(row, part)).collect();
            return Ok(Value::List(Arc::new(values?)));
        }
        let Some((first, others)) = rows.split_first() else {
            return Ok(Value::Empty);
        };
        let value = inside.value(first, part)?;
        if let TablePart::Output(_) = part {
            for other in others {
                if inside.value(other, part)? != value {
                    return Err(EvalError::Rows {
                        table: self.name.to_string(),
                        first: first.number,
                        second: other.number,
                    });
                }
            }
        }
        Ok(value)
    }

    /// The rows that decide a call, in words of the spreadsheet: `4: days 0..7, defect yes`.
    ///
    /// # Errors
    /// As [`Table::answer`].
    pub fn decided_by(&self, args: &[Value], env: &dyn Env) -> Result<String, EvalError> {
        let inside = Inside {
            env,
            table: self,
            args,
        };
        let rows = self.deciding(&inside)?;
        let words: Vec<String> = rows.iter().map(|row| self.words(row)).collect();
        Ok(words.join("; "))
    }

    /// A row in words of the spreadsheet.
    #[must_use]
    pub fn words(&self, row: &TableRow) -> String {
        if row.cells.is_empty() {
            return format!("{}: else", row.number);
        }
        let cells = self.inputs.iter().zip(&row.texts);
        let cells: Vec<String> = cells
            .map(|(input, text)| format!("{} {text}", input.name))
            .collect();
        format!("{}: {}", row.number, cells.join(", "))
    }

    fn deciding(&self, inside: &Inside<'_>) -> Result<Vec<&TableRow>, EvalError> {
        let mut keys = Vec::with_capacity(inside.args.len());
        for (input, arg) in self.inputs.iter().zip(inside.args) {
            keys.push(match (input.key, arg) {
                (Some(key), Value::Record(record)) => inside.env.follow(*record, key)?,
                _ => arg.clone(),
            });
        }
        let mut found = Vec::new();
        for row in &self.rows {
            if inside.matches(row, &keys)? {
                found.push(row);
                if self.hit == Hit::First {
                    break;
                }
            }
        }
        if found.is_empty() {
            found.extend(&self.otherwise);
        }
        Ok(found)
    }

    /// All expressions of its rows.
    pub fn expressions(&self) -> impl Iterator<Item = &Expr> {
        let rows = self.rows.iter().chain(&self.otherwise);
        rows.flat_map(|row| {
            let beside = row.cells.iter().flat_map(|cell| &cell.beside);
            beside.chain(&row.outputs)
        })
    }
}

/// A call seen by the expressions of a row: its arguments and the params of whoever calls.
struct Inside<'a> {
    env: &'a dyn Env,
    table: &'a Table,
    args: &'a [Value],
}

impl Inside<'_> {
    fn matches(&self, row: &TableRow, keys: &[Value]) -> Result<bool, EvalError> {
        for ((matching, key), input) in row.cells.iter().zip(keys).zip(&self.table.inputs) {
            let mut beside = Vec::with_capacity(matching.beside.len());
            for expr in &matching.beside {
                beside.push(match (input.key, expr.eval(self)?) {
                    (Some(field), Value::Record(record)) => self.env.follow(record, field)?,
                    (_, value) => value,
                });
            }
            if !matching.cell.matches(key, &beside) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn value(&self, row: &TableRow, part: TablePart) -> Result<Value, EvalError> {
        match part {
            TablePart::Row => Ok(Value::Whole(i64::from(row.number))),
            TablePart::Output(at) => match row.outputs.get(usize::from(at)) {
                Some(output) => {
                    let value = output.eval(self)?;
                    let declared = self.table.outputs.get(usize::from(at));
                    declared.map_or(Ok(value.clone()), |declared| self.named(declared, &value))
                }
                None => Ok(Value::Empty),
            },
        }
    }

    /// A record stands in a cell by its key; one that is not there cannot be given.
    fn named(&self, output: &Output, value: &Value) -> Result<Value, EvalError> {
        match self.env.of_sheet(&output.typed.ty, value) {
            Value::Empty if !matches!(value, Value::Empty) => {
                let cell = value.as_text().unwrap_or_default();
                Err(EvalError::Missing(format!("{} = {cell}", output.name)))
            }
            value => Ok(value),
        }
    }
}

impl Env for Inside<'_> {
    fn leaf(&self, leaf: &Leaf) -> Result<Value, EvalError> {
        match leaf {
            Leaf::Input(at) => Ok(self.args.get(usize::from(*at)).cloned().unwrap_or_default()),
            Leaf::Param(param) => match self.table.params.get(usize::from(param.0)) {
                Some(name) => self.env.param(name),
                None => Err(EvalError::Missing("param".to_owned())),
            },
            other => self.env.leaf(other),
        }
    }

    fn follow(&self, record: RecordNo, field: FieldId) -> Result<Value, EvalError> {
        self.env.follow(record, field)
    }

    fn related(&self, related: &Related) -> Result<Vec<RecordNo>, EvalError> {
        self.env.related(related)
    }

    fn rule(&self, rule: RuleId, args: &[Value]) -> Result<Value, EvalError> {
        self.env.rule(rule, args)
    }

    fn rule_of_rows(
        &self,
        rule: RuleId,
        args: &[Value],
        lists: &[Option<NameId>],
    ) -> Result<Value, EvalError> {
        self.env.rule_of_rows(rule, args, lists)
    }

    fn row(&self, list: NameId, row: NameId, part: RowPart) -> Result<Value, EvalError> {
        self.env.row(list, row, part)
    }

    fn local_date(&self, at: &Value) -> Result<chrono::NaiveDate, EvalError> {
        self.env.local_date(at)
    }

    fn start_of(&self, date: chrono::NaiveDate) -> Result<crate::model::Instant, EvalError> {
        self.env.start_of(date)
    }

    fn add_duration(
        &self,
        to: &Value,
        duration: crate::model::Duration,
    ) -> Result<Value, EvalError> {
        self.env.add_duration(to, duration)
    }
}

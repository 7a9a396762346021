//! The type check of calls of decision tables.

use std::ops::Range;

use super::check::{Checked, Checker, Facts};
use super::expr::{Node, Op};
use super::fault::Fault;
use super::scope::TableShape;
use super::syntax::{Name, Syn};
use super::table::{Hit, TablePart};
use super::types::{Type, Typed};

impl Checker<'_> {
    /// `returns(days, defect).decision`; without a column where there is but one output.
    pub(super) fn table(
        &mut self,
        name: &Name,
        table: &TableShape,
        args: &[Syn],
        column: Option<&Name>,
        at: Range<usize>,
        facts: &Facts,
    ) -> Option<Checked> {
        let args = self.arguments(args, facts);
        let output = self.output(name, table, column, &at);
        if args.len() != table.inputs.len() {
            let inputs: Vec<&str> = table.inputs.iter().map(|(input, _)| &**input).collect();
            let fault = Fault::new("wrong-arguments", at)
                .arg("function", name.text.clone())
                .arg("wanted", table.inputs.len().to_string())
                .arg("got", args.len().to_string())
                .arg("call", format!("{}({})", name.text, inputs.join(", ")));
            return self.report(fault);
        }
        if let Some(param) = &table.lacks {
            let fault = Fault::new("table-lacks-param", name.at.clone())
                .arg("table", name.text.clone())
                .arg("param", param.clone());
            return self.report(fault);
        }
        let args: Option<Vec<Checked>> = args.into_iter().collect();
        let args = args?;
        let typed: Vec<Typed> = args.iter().map(|arg| arg.ty.clone()).collect();
        self.scope.declared().called(table.id, &typed);
        let mut nodes = Some(Vec::with_capacity(args.len()));
        for (arg, (_, wanted)) in args.into_iter().zip(&table.inputs) {
            let fitted = match wanted {
                Some(wanted) => self.fit(arg, wanted),
                None => Some(arg),
            };
            match (fitted, &mut nodes) {
                (Some(arg), Some(nodes)) => nodes.push(arg.node),
                _ => nodes = None,
            }
        }
        let (part, typed) = output?;
        let ty = match table.hit {
            Hit::First | Hit::Unique => Typed {
                maybe_empty: typed.maybe_empty || !table.whole,
                ..typed
            },
            Hit::Collect => Typed {
                ty: Type::List(Box::new(typed.ty)),
                maybe_empty: false,
            },
        };
        let end = column.map_or(at.end, |column| column.at.end);
        let node = Node {
            op: Op::Table(table.id, part, nodes?),
            at: at.start..end,
        };
        Some(Checked { node, ty })
    }

    fn output(
        &mut self,
        name: &Name,
        table: &TableShape,
        column: Option<&Name>,
        at: &Range<usize>,
    ) -> Option<(TablePart, Typed)> {
        let place = |at: usize| TablePart::Output(u16::try_from(at).unwrap_or(u16::MAX));
        let Some(column) = column else {
            if let [(_, typed)] = table.outputs.as_slice() {
                return Some((place(0), typed.clone()));
            }
            let outputs = table
                .outputs
                .iter()
                .map(|(output, _)| format!("`.{output}`"));
            let fault = Fault::new("table-which-output", at.clone())
                .arg("table", name.text.clone())
                .arg("known", outputs.collect::<Vec<_>>().join(", "));
            return self.report(fault);
        };
        if column.text == "row" {
            let ty = Typed {
                ty: Type::Whole,
                maybe_empty: false,
            };
            return Some((TablePart::Row, ty));
        }
        let mut outputs = table.outputs.iter().enumerate();
        match outputs.find(|(_, (output, _))| **output == *column.text) {
            Some((at, (_, typed))) => Some((place(at), typed.clone())),
            None => {
                let mut known: Vec<&str> = table.outputs.iter().map(|(name, _)| &**name).collect();
                known.push("row");
                let fault = Fault::new("unknown-field", column.at.clone())
                    .arg("field", column.text.clone())
                    .nearest(&column.text, known);
                self.report(fault)
            }
        }
    }
}

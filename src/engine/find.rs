//! The records a query finds: every record of its workflow looked at, in the order born, then put in the query's order.

use std::cmp::Ordering;
use std::rc::Rc;

use super::env::Sight;
use super::parts::QueryRule;
use super::view::View;
use crate::lang::{EvalError, Only, QueryId, order_values};
use crate::model::{RecordNo, Value};

impl<V: View> Sight<'_, '_, V> {
    /// The records a query finds, in its order.
    pub(super) fn chosen(&self, query: QueryId, only: Only) -> Result<Vec<RecordNo>, EvalError> {
        let Some(rule) = self.work.workflow.query(query) else {
            return Err(EvalError::Missing("query".to_owned()));
        };
        let mut found = self.deeper(|| self.found(rule))?;
        let mut wrong = None;
        found.sort_by(|(a, _), (b, _)| {
            order_keys(a, b).unwrap_or_else(|error| {
                wrong = Some(error);
                Ordering::Equal
            })
        });
        match wrong {
            Some(error) => Err(error),
            None => Ok(found
                .into_iter()
                .filter_map(|(_, no)| self.counted(no, only))
                .collect()),
        }
    }

    /// The records a query finds, each with what it is ordered by.
    fn found(&self, query: &QueryRule) -> Result<Vec<(Vec<Value>, RecordNo)>, EvalError> {
        let needs: Result<Vec<Value>, EvalError> =
            query.needs.iter().map(|need| need.eval(self)).collect();
        let needs: Rc<[Value]> = needs?.into();
        let mut found = Vec::new();
        for no in self.work.view.of_workflow(query.workflow) {
            let Some(no) = self.counted(*no, Only::Every) else {
                continue;
            };
            let mut sight = self.at_item(Value::Record(no));
            sight.needs = Rc::clone(&needs);
            if let Some(filter) = &query.filter
                && !filter.holds(&sight)?
            {
                continue;
            }
            let keys: Result<Vec<Value>, EvalError> =
                query.order.iter().map(|key| key.eval(&sight)).collect();
            found.push((keys?, no));
        }
        Ok(found)
    }
}

/// By the first key that differs; what is empty comes last.
fn order_keys(a: &[Value], b: &[Value]) -> Result<Ordering, EvalError> {
    for (a, b) in a.iter().zip(b) {
        let ordering = match (a.is_empty(), b.is_empty()) {
            (false, false) => order_values(a, b)?.unwrap_or(Ordering::Equal),
            (a, b) => a.cmp(&b),
        };
        if ordering != Ordering::Equal {
            return Ok(ordering);
        }
    }
    Ok(Ordering::Equal)
}

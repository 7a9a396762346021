//! Records a turn starts: one, or one for every item; none twice where it is said so.

use super::env::Sight;
use super::parts::{Each, StartRule};
use super::turn::{Failure, Work};
use super::view::View;
use crate::lang::{Env, EvalError, Only, kind_of};
use crate::model::{Effect, Event, FieldId, NameId, RecordNo, Value, What};

impl<'a, V: View> Work<'a, V> {
    /// Evaluates what starts fill, on the values before, and keeps the births for the end of the turn.
    pub(super) fn prepare_starts(&mut self, starts: &'a [StartRule]) -> Result<(), Failure> {
        for start in starts {
            let births = self.births(start)?;
            for with in births {
                if !start.once_per.is_empty() && self.is_started(start, &with) {
                    continue;
                }
                let what = match start.once_per.is_empty() {
                    true => What::Started {
                        workflow: start.workflow,
                        by: self.record,
                    },
                    false => What::StartedOnce {
                        workflow: start.workflow,
                        by: self.record,
                        per: start.once_per.clone(),
                    },
                };
                let event = self.raised(None, what, with);
                self.starts.push(event);
            }
        }
        Ok(())
    }

    /// What each record to be started is filled with.
    fn births(&self, start: &StartRule) -> Result<Vec<Vec<(FieldId, Value)>>, Failure> {
        let sight = Sight::of(self);
        let Some(each) = &start.each else {
            return Ok(self.birth_of(start, &sight)?.into_iter().collect());
        };
        let mut births = Vec::new();
        for item in items(each, &sight)? {
            births.extend(self.birth_of(start, &sight.at_item(item))?);
        }
        Ok(births)
    }

    /// What one record to be started is filled with; `None` where its condition does not hold.
    fn birth_of(
        &self,
        start: &StartRule,
        sight: &Sight<'_, 'a, V>,
    ) -> Result<Option<Vec<(FieldId, Value)>>, Failure> {
        if let Some(when) = &start.when
            && !when.holds(sight)?
        {
            return Ok(None);
        }
        let mut with = Vec::with_capacity(start.fill.len());
        for (field, value) in &start.fill {
            let value = sight.setting(value)?;
            if !value.is_empty() {
                with.push((*field, value));
            }
        }
        let mut missing = Vec::new();
        for (field, own) in &start.asked {
            // Only what is given in this very act answers what is asked in it.
            let given = self.event.with.iter().find(|(given, _)| given == own);
            match given.map(|(_, value)| value).filter(|v| !v.is_empty()) {
                Some(value) => with.push((*field, value.clone())),
                None => missing.push(*own),
            }
        }
        match missing.is_empty() {
            true => Ok(Some(with)),
            false => Err(Failure::NotGiven(missing)),
        }
    }

    /// Whether a record with these values was started already, or will be by this turn. Where a field that is not filled
    /// here decides, its birth looks again.
    fn is_started(&self, start: &StartRule, with: &[(FieldId, Value)]) -> bool {
        let mut wanted = Vec::with_capacity(start.once_per.len());
        for field in &start.once_per {
            match with.iter().find(|(filled, _)| filled == field) {
                Some((_, value)) => wanted.push((*field, value.clone())),
                None => return false,
            }
        }
        let same = |event: &Event| {
            event.what.started().map(|(of, _)| of) == Some(start.workflow)
                && wanted.iter().all(|pair| event.with.contains(pair))
        };
        self.starts.iter().any(same) || self.twin(start.workflow, &wanted).is_some()
    }

    /// A record of a workflow that has these values. One opened by mistake counts nowhere. It costs a look at every record
    /// of the workflow, or where one of the values is a record, at those naming it.
    fn twin(&self, workflow: NameId, wanted: &[(FieldId, Value)]) -> Option<RecordNo> {
        let named = wanted.iter().find_map(|(field, value)| {
            let naming = self.view.naming(value.record()?, workflow, *field);
            (*field != FieldId::OWNER).then_some(naming)
        });
        let among = named.unwrap_or_else(|| self.view.of_workflow(workflow));
        let has = |no: &RecordNo, (field, value): &(FieldId, Value)| {
            let found = self.view.row(*no).get(field.place());
            found.unwrap_or(&Value::Empty) == value
        };
        let stands = |no: &RecordNo| {
            let ended = self.view.record(*no).and_then(|record| record.ended);
            *no != self.record && !ended.is_some_and(|ended| ended.voided)
        };
        among
            .iter()
            .find(|no| stands(no) && wanted.iter().all(|pair| has(no, pair)))
            .copied()
    }

    /// The record that makes the one being born superfluous, where none is to be started twice.
    pub(super) fn superfluous(&self) -> Option<RecordNo> {
        let What::StartedOnce { per, .. } = &self.event.what else {
            return None;
        };
        let wanted: Vec<(FieldId, Value)> = per
            .iter()
            .map(|field| (*field, self.value(*field)))
            .collect();
        self.twin(self.workflow.name, &wanted)
    }

    /// Tells the record that wanted to start this one that it need not wait for it.
    pub(super) fn spare(&mut self, twin: RecordNo) {
        let Some((workflow, by)) = self.event.what.started() else {
            return;
        };
        self.effects.clear();
        let what = What::Told {
            by: twin,
            workflow,
            state: None,
            ended: false,
            via: None,
        };
        let event = self.raised(Some(by), what, Vec::new());
        self.effects.push(Effect::Tells {
            event: Box::new(event),
        });
    }
}

/// What a start is repeated for.
fn items<V: View>(each: &Each, sight: &Sight<'_, '_, V>) -> Result<Vec<Value>, Failure> {
    match each {
        Each::Query(query) => {
            let found = sight.query(*query, Only::Every)?;
            Ok(found.into_iter().map(Value::Record).collect())
        }
        Each::List(list) => match list.eval(sight)? {
            Value::Empty => Ok(Vec::new()),
            Value::List(items) => Ok(items.to_vec()),
            other => Err(Failure::Eval(EvalError::Type {
                what: "each".to_owned(),
                got: kind_of(&other).to_owned(),
                wanted: "a list".to_owned(),
            })),
        },
    }
}

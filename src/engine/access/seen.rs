//! Who may see a record and its values: `seen_by` of the workflow and of the field, and the right `see_all`.

use super::{Stands, has_right, holds, stands_with};
use crate::engine::revision::{Desk, Field, Who};
use crate::engine::step::at_rest;
use crate::engine::view::View;
use crate::model::{RecordNo, Task};

/// What a person may see of a desk.
#[derive(Debug)]
pub struct Sees<'a, V> {
    desk: &'a Desk,
    view: &'a V,
    /// `None`: everything.
    person: Option<RecordNo>,
}

impl<V> Clone for Sees<'_, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V> Copy for Sees<'_, V> {}

impl<'a, V: View> Sees<'a, V> {
    /// Whether everything is seen.
    #[must_use]
    pub fn all(&self) -> bool {
        self.person.is_none()
    }

    /// What this person sees; where nobody in particular looks (the machine's owner reads the file), everything.
    #[must_use]
    pub fn of(desk: &'a Desk, view: &'a V, person: Option<RecordNo>) -> Sees<'a, V> {
        let all = |person: &RecordNo| has_right(desk, view, *person, "see_all");
        Sees {
            desk,
            view,
            person: person.filter(|person| !all(person)),
        }
    }

    /// Whether a record may be seen: where its workflow says by whom, they may, and whoever has a task of it to do.
    #[must_use]
    pub fn record(&self, no: RecordNo) -> bool {
        self.record_where(no, |task| stands_with(self.desk, self.view, task))
    }

    /// Whether a record may be seen, where it is known already with whom its tasks stand.
    pub fn record_where(&self, no: RecordNo, stands: impl Fn(&Task) -> Stands) -> bool {
        let Some(person) = self.person else {
            return true;
        };
        let Some(record) = self.view.record(no) else {
            return false;
        };
        let Some(workflow) = self.desk.workflow(record.workflow) else {
            return true;
        };
        workflow.seen_by.is_empty()
            || self.is_one_of(no, &workflow.seen_by)
            || record
                .tasks
                .iter()
                .filter_map(|no| self.view.task(*no))
                .any(|task| task.is_open() && self.is_for(task, person, &stands))
    }

    /// Whether a value of a record may be seen by who sees the record.
    #[must_use]
    pub fn field(&self, no: RecordNo, field: &Field) -> bool {
        self.person.is_none() || field.seen_by.is_empty() || self.is_one_of(no, &field.seen_by)
    }

    fn is_for(&self, task: &Task, person: RecordNo, stands: impl Fn(&Task) -> Stands) -> bool {
        let held = |role| holds(self.desk, self.view, person, role);
        let by_role = || {
            let (someone, role) = stands(task);
            someone == Some(person) || someone.is_none() && role.is_some_and(held)
        };
        task.lies_with(person) || by_role()
    }

    /// An expression that fails shows nothing.
    fn is_one_of(&self, no: RecordNo, who: &[Who]) -> bool {
        let Some(person) = self.person else {
            return true;
        };
        let judged = at_rest(self.desk, self.view, no, |work| work.is_one_of(person, who));
        judged.is_some_and(|judged| judged.unwrap_or(false))
    }
}

//! `not` on a right: whom it does not serve on a record. The right is the desk's and the record a workflow's, so that an
//! expression holds where the workflow has what it names, and must hold somewhere.

use std::collections::BTreeMap;

use super::declare::DeskDecl;
use super::diagnostic::{Diagnostic, Diagnostics};
use super::people::{Meant, who};
use super::reader::Item;
use super::scope::FlowScope;
use crate::engine::Who;
use crate::model::NameId;

/// The built-in rights that are used on no record.
const OF_THE_DESK: [&str; 4] = ["publish", "see_all", "export", "retry"];

/// Whom the rights do not serve on a record of this workflow.
pub(crate) fn of_flow(scope: &FlowScope<'_>) -> BTreeMap<NameId, Vec<Who>> {
    let mut barred = BTreeMap::new();
    for (right, item) in &scope.desk.right_nots {
        let mut ignored = Diagnostics::default();
        let said = item.said_or_list(&mut ignored).unwrap_or_default();
        let all = said.iter();
        let all = all.filter_map(|said| who(said, scope, Meant::People, &mut ignored));
        let all: Vec<Who> = all.collect();
        if !all.is_empty() {
            barred.insert(*right, all);
        }
    }
    barred
}

/// Tells of what holds in no workflow, and of rights that are used on no record.
pub(crate) fn check(rights: &[Item<'_>], desk: &DeskDecl<'_>, found: &mut Diagnostics) {
    for item in rights {
        let Some(not) = item.inside("not") else {
            continue;
        };
        if OF_THE_DESK.contains(&item.name()) {
            let fault = Diagnostic::new("keys-exclude", not.name_span()).with("key", "not");
            found.push(fault.with("other", item.name()));
            continue;
        }
        for said in not.said_or_list(found).unwrap_or_default() {
            let mut told: Option<Diagnostics> = None;
            let holds = desk.flows.values().any(|flow| {
                let mut faults = Diagnostics::default();
                let scope = FlowScope::new(desk, flow);
                let holds = who(&said, &scope, Meant::People, &mut faults).is_some();
                told.get_or_insert(faults);
                holds
            });
            if !holds {
                told.iter()
                    .flat_map(Diagnostics::iter)
                    .for_each(|fault| found.push(fault.clone()));
            }
        }
    }
}

//! What a figure or a watch counts: the records of a workflow, or what happened at one of its tasks, events or forms.

use crate::config::compile::unknown;
use crate::config::declare::DeskDecl;
use crate::config::diagnostic::{Diagnostic, Diagnostics};
use crate::config::reader::Said;
use crate::config::scope::Choosing;
use crate::lang::{Declared, Type, Typed};
use crate::model::NameId;

/// What is counted, with the names known of it besides the record's.
#[derive(Clone, Debug)]
pub(super) struct Counted {
    of: NameId,
    besides: Vec<(String, Typed)>,
}

impl Counted {
    /// The names a condition over it knows.
    pub(super) fn choosing(&self) -> Choosing {
        Choosing {
            of: self.of,
            needs: self.besides.clone(),
        }
    }

    /// The type of a name known of it.
    pub(super) fn type_of(&self, name: &str, desk: &DeskDecl<'_>) -> Option<Typed> {
        let field = desk.field_of(self.of, name).map(|(_, typed)| typed);
        let mut besides = self.besides.iter();
        field.or_else(|| Some(besides.find(|(known, _)| known == name)?.1.clone()))
    }
}

/// The workflow a name stands for, told where there is none.
pub(super) fn workflow<'a>(
    said: &Said<'_>,
    desk: &'a DeskDecl<'a>,
    found: &mut Diagnostics,
) -> Option<&'a crate::config::declare::FlowDecl<'a>> {
    if let Some(flow) = desk.flows.get(said.text) {
        return Some(flow);
    }
    if !desk.broken.iter().any(|broken| broken == said.text) {
        found.push(match desk.elsewhere.get(said.text) {
            Some(other) => Diagnostic::new("crosses-desk", said.inner())
                .with("name", said.text)
                .with("other", other.as_str()),
            None => unknown("workflow", said, desk.flows.keys().map(String::as_str)),
        });
    }
    None
}

/// `complaint`, `complaint.answer` (a task or event) or `follow_up.answers` (a form).
pub(super) fn counted(
    said: &Said<'_>,
    desk: &DeskDecl<'_>,
    found: &mut Diagnostics,
) -> Option<Counted> {
    let (named, part) = match said.text.find('.') {
        Some(dot) => (said.cut(dot), Some(said.from(dot + 1))),
        None => (*said, None),
    };
    let flow = workflow(&named, desk, found)?;
    let mut besides = vec![kind("closed", Type::Instant)];
    let Some(part) = part else {
        return Some(Counted {
            of: flow.name,
            besides,
        });
    };
    let person = || desk.person_type();
    let form = flow.fields.get(part.text);
    if flow.tasks.contains_key(part.text) {
        let yes_no = ["in_time", "late", "breached", "done"];
        besides.extend(yes_no.map(|name| kind(name, Type::YesNo)));
        besides.extend(["due", "done_at"].map(|name| kind(name, Type::Instant)));
        besides.extend(["assignee", "done_by"].map(|name| kind(name, person())));
        besides.push(kind("outcome", Type::Text));
    } else if flow.events.contains_key(part.text) {
        besides.push(kind("done_at", Type::Instant));
        besides.push(kind("done_by", person()));
    } else if form.is_some_and(|field| matches!(field.typed.ty, Type::Form(_))) {
        besides.extend(["answer", "weight"].map(|name| kind(name, Type::Unknown)));
        besides.extend(["item", "name", "text"].map(|name| kind(name, Type::Text)));
        besides.push(kind("met", Type::YesNo));
        besides.push(kind("answered_at", Type::Instant));
        besides.push(kind("answered_by", person()));
    } else if form.is_none_or(|field| !field.broken) {
        let forms = flow.fields.iter();
        let forms = forms.filter(|(_, field)| matches!(field.typed.ty, Type::Form(_)));
        let tasks = flow.tasks.keys().chain(flow.events.keys());
        let known = tasks.chain(forms.map(|(name, _)| name));
        found.push(unknown("task", &part, known.map(String::as_str)));
        return None;
    } else {
        return None;
    }
    Some(Counted {
        of: flow.name,
        besides,
    })
}

fn kind(name: &str, ty: Type) -> (String, Typed) {
    let typed = Typed {
        ty,
        maybe_empty: false,
    };
    (name.to_owned(), typed)
}

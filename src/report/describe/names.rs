//! What the things an expression reads are called: fields, params, rows, what every record has.

use super::words::Words;
use crate::engine::Workflow;
use crate::lang::{Among, Builtin, Head, Leaf, Only, QueryId, RowPart, TaskFact, Term, Type};
use crate::model::catalogue::Lang;
use crate::model::{FieldId, NameId};

/// A field of a workflow: what tells the labels of choices.
pub(super) type Of = Option<(NameId, FieldId)>;

/// What a term is called, its type where that is known, and the field it ends in.
pub(super) struct Named {
    pub(super) text: String,
    pub(super) ty: Option<Type>,
    pub(super) of: Of,
}

impl Named {
    pub(super) fn plain(text: String, ty: Option<Type>) -> Named {
        Named { text, ty, of: None }
    }
}

impl Words<'_> {
    /// What a term that reads something is called.
    pub(super) fn named(&self, term: &Term) -> Option<Named> {
        match term {
            Term::Leaf(leaf, _) => self.leaf(leaf),
            Term::Follow(of, field, _) => {
                let inner = self.named(of)?;
                let Some(Type::Record(workflow)) = inner.ty else {
                    return None;
                };
                let label = self.field_of(workflow, *field);
                let bare = self.choosing && matches!(**of, Term::Leaf(Leaf::Item, _));
                Some(Named {
                    text: if bare {
                        label
                    } else {
                        self.its(&inner.text, &label)
                    },
                    ty: self.type_of(workflow, *field),
                    of: Some((workflow, *field)),
                })
            }
            Term::Head(of, head) => {
                let inner = self.named(of)?;
                let (text, ty) = self.head(*head);
                if self.choosing && matches!(**of, Term::Leaf(Leaf::Item, _)) {
                    return Some(Named::plain(text, ty));
                }
                Some(Named::plain(self.its(&inner.text, &text), ty))
            }
            Term::Sheet(inner, fact) => Some(self.sheet(inner, fact)),
            Term::Item(inner, fact) => Some(self.item(inner, *fact)),
            Term::Row(inner, list, part) => self.row(inner, *list, *part),
            _ => None,
        }
    }

    pub(super) fn its(&self, whose: &str, field: &str) -> String {
        self.say("describe-its", &[("whose", whose), ("field", field)])
    }

    fn leaf(&self, leaf: &Leaf) -> Option<Named> {
        let own = self.workflow.name;
        Some(match leaf {
            Leaf::Field(field) => Named {
                text: self.field(*field),
                ty: self.type_of(own, *field),
                of: Some((own, *field)),
            },
            Leaf::Param(param) => {
                let ty = self.workflow.param(*param)?.typed.ty.clone();
                Named::plain(self.param(*param, None)?, Some(ty))
            }
            Leaf::Task(task, fact) => {
                let person = matches!(fact, TaskFact::DoneBy | TaskFact::Assignee);
                let ty = person.then(|| self.person()).flatten();
                Named::plain(self.task_holds(*task, *fact, true), ty)
            }
            Leaf::Builtin(builtin) => self.builtin(*builtin),
            Leaf::Sender(workflow) => {
                let label = self.workflow(*workflow);
                Named::plain(self.quoted(&label), Some(Type::Record(*workflow)))
            }
            Leaf::Item => {
                let ty = self.item.cloned();
                let text = match &ty {
                    Some(ty @ (Type::Record(_) | Type::Row(..))) => self.kind(ty),
                    _ => self.say("describe-entry", &[]),
                };
                Named::plain(self.say("describe-this-one", &[("what", &text)]), ty)
            }
            Leaf::Sheet => Named::plain(self.say("describe-this-form", &[]), None),
            Leaf::Need(place) | Leaf::Input(place) => {
                let (name, ty) = self.needs.get(usize::from(*place))?;
                Named::plain(name.clone(), Some(ty.clone()))
            }
        })
    }

    fn builtin(&self, builtin: Builtin) -> Named {
        let (name, id) = match builtin {
            Builtin::This => {
                let text = self.say("describe-this", &[]);
                return Named::plain(text, Some(Type::Record(self.workflow.name)));
            }
            Builtin::Today => ("today", "describe-today"),
            Builtin::Now => ("now", "describe-now"),
            Builtin::Actor => ("actor", "describe-actor"),
            Builtin::Assignee => ("assignee", "describe-assignee"),
            Builtin::Opened => return self.of_head(Head::Opened),
            Builtin::OpenedBy => return self.of_head(Head::OpenedBy),
            Builtin::Updated => return self.of_head(Head::Updated),
            Builtin::Code => return self.of_head(Head::Code),
            Builtin::State => return self.of_head(Head::State),
        };
        let people = [Builtin::Actor, Builtin::Assignee];
        let ty = people.contains(&builtin).then(|| self.person()).flatten();
        Named::plain(self.person_or_label(name, id, ty.is_some()), ty)
    }

    fn of_head(&self, head: Head) -> Named {
        let (text, ty) = self.head(head);
        Named::plain(text, ty)
    }

    /// What every record has.
    fn head(&self, head: Head) -> (String, Option<Type>) {
        match head {
            Head::Code => (self.known("code", "describe-code"), None),
            Head::State => (self.known("state", "describe-state"), None),
            Head::Opened => (self.known("opened", "describe-opened"), None),
            Head::Updated => (self.known("updated", "describe-updated"), None),
            Head::OpenTasks => (self.known("open_tasks", "describe-open-tasks"), None),
            Head::OpenedBy => {
                let text = self.person_or_label("opened_by", "describe-opened-by", true);
                (text, self.person())
            }
        }
    }

    /// As the head of a column a label of a person is fit for a sentence in Chinese only.
    fn person_or_label(&self, name: &str, id: &str, is_person: bool) -> String {
        if is_person && self.lang == Lang::En {
            self.say(id, &[])
        } else {
            self.known(name, id)
        }
    }

    /// A cell of a row of a list.
    fn row(&self, inner: &Term, list: NameId, part: RowPart) -> Option<Named> {
        let inner = self.named(inner)?;
        let column = match part {
            // A row is called by its label.
            RowPart::Label => return Some(Named::plain(inner.text, None)),
            RowPart::Column(place) => {
                let list = self.desk.lists.get(&list)?;
                list.columns.get(usize::from(place))?
            }
        };
        let label = self.loose(&[self.desk.names.text(list), &column.name]);
        let ty = column.typed.ty.clone();
        Some(Named::plain(self.its(&inner.text, &label), Some(ty)))
    }

    /// The type of a person.
    fn person(&self) -> Option<Type> {
        let mut all = self.desk.workflows.values();
        let person = all.find(|workflow| workflow.person)?;
        Some(Type::Record(person.name))
    }

    /// The type of a field.
    pub(super) fn type_of(&self, workflow: NameId, field: FieldId) -> Option<Type> {
        if field == FieldId::OWNER {
            return self.person();
        }
        let field = self.other(workflow)?.field(field)?;
        Some(field.typed.ty.clone())
    }

    /// Whether a term reads something that is called by a word: a record, a choice, a row.
    pub(super) fn is_word(&self, term: &Term) -> bool {
        let ty = self.named(term).and_then(|named| named.ty);
        matches!(ty, Some(Type::Record(_) | Type::Choice(_) | Type::Row(..)))
    }

    /// The field a term reads in the end, if it reads one.
    pub(super) fn of(&self, term: &Term) -> Of {
        match term {
            Term::IfEmpty(terms) => self.of(terms.first()?),
            _ => self.named(term)?.of,
        }
    }

    /// The workflow of the records spoken of.
    pub(super) fn among(&self, among: &Among) -> NameId {
        match among {
            Among::Related(related) => related.workflow,
            Among::Query(query, _) => {
                let query = self.workflow.query(*query);
                query.map_or(self.workflow.name, |query| query.workflow)
            }
        }
    }

    /// Which records are spoken of.
    pub(super) fn some(&self, among: &Among) -> String {
        let workflow = self.among(among);
        let (label, only) = match among {
            // Whoever started them: what counts is that they name this record in that field.
            Among::Related(related) => {
                let label = self.quoted(&self.workflow(workflow));
                let field = self.field_of(workflow, related.via);
                let naming = self.say(
                    "describe-naming",
                    &[("workflow", &label), ("field", &field)],
                );
                (naming, related.only)
            }
            Among::Query(query, only) => {
                let label = self.quoted(&self.workflow(workflow));
                let query = self.query_label(*query);
                let found = self.say(
                    "describe-those-found",
                    &[("query", &query), ("workflow", &label)],
                );
                (found, *only)
            }
        };
        match only {
            Only::Every => label,
            Only::Open => self.say("describe-some-open", &[("workflow", &label)]),
            Only::Ended => self.say("describe-some-ended", &[("workflow", &label)]),
            Only::State(state) => {
                let state = self.state_anywhere(self.other(workflow), state);
                self.say(
                    "describe-some-in",
                    &[("workflow", &label), ("state", &state)],
                )
            }
            Only::With(field) => {
                let field = self.field_of(workflow, field);
                self.say(
                    "describe-some-with",
                    &[("workflow", &label), ("field", &field)],
                )
            }
        }
    }

    /// What a query is called, in quotes.
    pub(super) fn query_label(&self, query: QueryId) -> String {
        let name = self.workflow.query(query).map(|query| query.name);
        let name = name.map_or("", |name| self.desk.names.text(name));
        self.quoted(&self.of_kind("query", name))
    }

    /// A state's label in quotes, in whichever workflow.
    pub(super) fn state_anywhere(&self, workflow: Option<&Workflow>, state: NameId) -> String {
        match workflow {
            Some(workflow) => self.state_of(workflow, state),
            None => self.quoted(&self.at_path(&[state])),
        }
    }
}

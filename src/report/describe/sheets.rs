//! The parts of a page that are best read as tables: fields, params, notices, the items of forms.

use super::page::Block;
use super::words::Words;
use crate::config::Loaded;
use crate::engine::{DeadlineRule, Field};
use crate::lang::{Leaf, Term, Type};
use crate::model::{Cell, FieldId, NameId, TaskKind, Than, Value};

impl Words<'_> {
    pub(super) fn heading(&self, id: &str) -> Block {
        Block::Heading(self.say(id, &[]))
    }

    fn heads(&self, ids: &[&str]) -> Vec<String> {
        ids.iter().map(|id| self.say(id, &[])).collect()
    }

    /// The fields: what they hold, and how they come by it.
    pub(super) fn fields(&self) -> Vec<Block> {
        let fields = self.workflow.fields.iter().flatten();
        let rows: Vec<Vec<String>> = fields
            .map(|field| {
                let of = (self.workflow.name, field.id);
                let kind = match self.choices(&field.typed.ty, of) {
                    Some(choices) => choices,
                    None => self.kind(&field.typed.ty),
                };
                vec![
                    self.label(&field.label, field.name),
                    kind,
                    self.remarks(field),
                ]
            })
            .collect();
        if rows.is_empty() {
            return Vec::new();
        }
        let head = self.heads(&["describe-field", "describe-holds", "describe-remarks"]);
        vec![self.heading("describe-fields"), Block::Table { head, rows }]
    }

    fn remarks(&self, field: &Field) -> String {
        let of = Some((self.workflow.name, field.id));
        let mut said: Vec<String> = Vec::new();
        if field.required {
            said.push(self.say("describe-required", &[]));
        }
        if let Some(expr) = &field.computed {
            let value = self.part(&expr.terms(), of);
            let id = if field.frozen {
                "describe-frozen"
            } else {
                "describe-computed"
            };
            said.push(self.say(id, &[("value", &value)]));
        }
        if let Some(expr) = &field.default {
            let chosen = field.id == FieldId::OWNER && self.workflow.assign.is_some();
            said.push(if chosen {
                self.say("describe-assigned-default", &[])
            } else {
                let value = self.setting_as(expr, of);
                self.say("describe-default", &[("value", &value)])
            });
        }
        if let Some(code) = &field.code {
            said.push(self.say("describe-looks-like", &[("code", &self.pattern(code))]));
        }
        if let Some(within) = &field.within {
            said.push(self.allowed(&within.cell, &|value| self.constant(value, of)));
        }
        if let Some(holding) = &field.holding {
            said.extend(self.holding(holding));
        }
        if !field.seen_by.is_empty() {
            let who = self.sees(&field.seen_by);
            said.push(match self.sees_all() {
                Some(all) => self.say("describe-seen-by-or-all", &[("who", &who), ("all", &all)]),
                None => self.say("describe-seen-by", &[("who", &who)]),
            });
        }
        if field.unique {
            said.push(self.say("describe-unique", &[]));
        }
        if self.workflow.key == Some(field.id) {
            said.push(self.say("describe-key", &[]));
        }
        if field.personal {
            said.push(self.say("describe-personal", &[]));
        }
        said.join(&self.say("describe-semicolon", &[]))
    }

    /// What a field may hold: more or less than a number, else what a cell matches.
    fn allowed(&self, cell: &Cell, shown: &dyn Fn(&Value) -> String) -> String {
        let Cell::Than(than, value) = cell else {
            let allowed = self.matching(cell, &[], shown);
            return self.say("describe-only-within", &[("allowed", &allowed)]);
        };
        let id = match than {
            Than::Less => "describe-within-less",
            Than::AtMost => "describe-within-at-most",
            Than::More => "describe-within-more",
            Than::AtLeast => "describe-within-at-least",
        };
        self.say(id, &[("value", &shown(value))])
    }

    /// The params, their values, and where these stand.
    pub(super) fn params(&self, loaded: &Loaded) -> Vec<Block> {
        let flow = self.desk.names.text(self.workflow.name);
        self.params_of(loaded, flow)
    }

    /// The params written in a file of the desk: a workflow, or `desk`.
    pub(super) fn params_of(&self, loaded: &Loaded, file: &str) -> Vec<Block> {
        let desk = &*self.desk.name;
        let rows: Vec<Vec<String>> = self
            .workflow
            .params
            .iter()
            .filter_map(|param| {
                let name = self.desk.names.text(param.name);
                let place = loaded.place_of(desk, file, &["param", name])?;
                let label = self.at_path(&[self.workflow.name, param.name]);
                let ty = self
                    .limits_what(param.name)
                    .unwrap_or_else(|| param.typed.ty.clone());
                let value = self.setting_of(&param.value, None, Some(&ty));
                Some(vec![label, value, place])
            })
            .collect();
        if rows.is_empty() {
            return Vec::new();
        }
        let head = self.heads(&["describe-param-name", "describe-value", "describe-place"]);
        vec![self.heading("describe-params"), Block::Table { head, rows }]
    }

    /// The type of the field a param is the limit of: its unit is that field's.
    fn limits_what(&self, param: NameId) -> Option<Type> {
        let limits = self.workflow.tasks.values().flat_map(|task| &task.up_to);
        let mut of = limits.filter_map(|(field, most)| match most.base.terms() {
            Term::Leaf(Leaf::Param(id), _) if self.workflow.param(id)?.name == param => {
                self.type_of(self.workflow.name, *field)
            }
            _ => None,
        });
        of.next()
    }

    /// By when a notice is to be acknowledged, and by how many of those it goes to.
    fn acknowledged(&self, rule: &DeadlineRule, receivers: usize) -> String {
        let (text, param) = self.setting_and_param(&rule.due);
        let id = match (self.is_within(&rule.due), receivers) {
            (true, 1) => "describe-acknowledge-within",
            (true, _) => "describe-acknowledge-first-within",
            (false, 1) => "describe-acknowledge",
            (false, _) => "describe-acknowledge-first",
        };
        if self.is_within(&rule.due) {
            return self.say(id, &[("due", &text), ("param", &param)]);
        }
        self.say(id, &[("due", &self.due(&rule.due))])
    }

    /// The notices: to whom, when, and whether they are to be acknowledged.
    pub(super) fn notices(&self) -> Vec<Block> {
        let rows: Vec<Vec<String>> = self
            .workflow
            .notices
            .values()
            .map(|notice| {
                let mut said: Vec<String> = Vec::new();
                if let Some(when) = &notice.when {
                    let when = self.condition(when);
                    said.push(self.say("describe-only-if", &[("when", &when)]));
                }
                if notice.acknowledged {
                    let task = self.workflow.tasks.get(&notice.name);
                    let deadline = task.and_then(|task| task.deadline.as_ref());
                    said.extend(deadline.map(|rule| self.acknowledged(rule, notice.to.len())));
                    let more = deadline.map(|rule| self.deadline(rule, TaskKind::Acknowledgement));
                    let more = more.into_iter().flatten();
                    said.extend(more.map(|point| {
                        let stop = self.say("describe-stop", &[]);
                        point.text.trim_end_matches(stop.as_str()).to_owned()
                    }));
                    said.push(self.say("describe-acknowledge-ends", &[]));
                }
                let said = said.join(&self.say("describe-semicolon", &[]));
                vec![
                    self.label(&notice.label, notice.name),
                    self.all_of(&notice.to),
                    notice.template.to_string(),
                    said,
                ]
            })
            .collect();
        if rows.is_empty() {
            return Vec::new();
        }
        let head = [
            "describe-notice",
            "describe-receiver",
            "describe-template",
            "describe-remarks",
        ];
        let head = self.heads(&head);
        vec![
            self.heading("describe-notices"),
            Block::Table { head, rows },
        ]
    }
}

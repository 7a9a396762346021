//! A desk on a page: who works here, who may do what, by which calendar time is counted, which workflows there are.

use std::cell::RefCell;

use super::page::{Block, Page, Point};
use super::words::Words;
use crate::config::Loaded;
use crate::engine::{Desk, Role, Who, Workflow};
use crate::model::NameId;
use crate::model::catalogue::Lang;

pub(super) fn page(loaded: &Loaded, desk: &Desk, lang: Lang) -> Page {
    let label = desk.label.text(lang);
    let title = if label.is_empty() { &*desk.name } else { label };
    let mut blocks = Vec::new();
    // Words are looked up through some workflow; a desk's own are the same through any.
    let rules = RefCell::default();
    if let Some(any) = desk.workflows.values().next() {
        let words = Words::new(desk, any, lang, &rules);
        blocks.extend(words.workflows(loaded));
        blocks.extend(words.roles());
        blocks.extend(words.rights());
        blocks.extend(words.time());
        blocks.extend(words.looked_up());
        blocks.extend(words.params_of(loaded, "desk"));
        blocks.extend(words.not_yet(loaded, "desk"));
        rules
            .borrow_mut()
            .extend(desk.rules.rules().map(|rule| rule.id));
        blocks.extend(words.rule_texts(loaded));
    }
    Page {
        title: title.to_owned(),
        lang: super::html_lang(lang),
        blocks,
    }
}

impl Words<'_> {
    fn workflows(&self, loaded: &Loaded) -> Vec<Block> {
        let rows = self.desk.workflows.values().map(|workflow| {
            let words = Words::new(self.desk, workflow, self.lang, self.rules);
            let name = self.desk.names.text(workflow.name);
            let files = loaded.files_of(&self.desk.name, name).join(" → ");
            vec![
                self.label(&workflow.label, workflow.name),
                words.kind_of(workflow),
                format!("{}/{name}", self.desk.name),
                files,
            ]
        });
        let rows = rows.collect();
        let head = [
            "workflow",
            "describe-kind",
            "describe-name",
            "describe-files",
        ];
        let head = head.iter().map(|id| self.say(id, &[])).collect();
        vec![
            self.heading("describe-workflows"),
            Block::Table { head, rows },
        ]
    }

    fn kind_of(&self, workflow: &Workflow) -> String {
        if workflow.person {
            self.say("describe-kind-people", &[])
        } else if workflow.initial.is_none() {
            self.say("describe-kind-register", &[])
        } else {
            let states = workflow.states.len().to_string();
            self.say("describe-kind-flow", &[("states", &states)])
        }
    }

    fn roles(&self) -> Vec<Block> {
        let points: Vec<Point> = self
            .desk
            .roles
            .iter()
            .map(|(name, role)| self.role_point(*name, role))
            .collect();
        if points.is_empty() {
            return Vec::new();
        }
        vec![self.heading("describe-roles"), Block::List(points)]
    }

    fn role_point(&self, name: NameId, role: &Role) -> Point {
        let mut said = Vec::new();
        if let Some(above) = role.above {
            said.push(self.say("describe-above", &[("above", &self.role(above))]));
        }
        if role.outside {
            said.push(self.say("describe-outside", &[]));
        }
        Point {
            head: self.role(name),
            text: said.join(&self.say("describe-semicolon", &[])),
            below: Vec::new(),
        }
    }

    fn rights(&self) -> Vec<Block> {
        let points: Vec<Point> = self
            .desk
            .rights
            .iter()
            .map(|(name, rule)| {
                let head = self.right(self.desk.names.text(*name));
                let prompted = rule.prompted_by.map(|role| {
                    let role = self.role(role);
                    Point::of(self.say("describe-prompted", &[("role", &role)]))
                });
                let roles: Vec<Who> = rule.roles.iter().copied().map(Who::Role).collect();
                let mut barred = self.desk.workflows.values();
                let barred = barred.find_map(|workflow| {
                    let whom = Words::new(self.desk, workflow, self.lang, self.rules)
                        .barred(workflow.barred.get(name)?);
                    Some(Point::of(self.four_eyes(&roles, &whom)))
                });
                let asked = self.asks(&rule.with);
                let asked = asked
                    .map(|asked| Point::of(self.say("describe-right-asks", &[("asked", &asked)])));
                let mut text = self.held_by(rule);
                if text.is_empty() {
                    text = self.say("describe-nobody", &[]);
                }
                Point {
                    head,
                    text,
                    below: asked.into_iter().chain(prompted).chain(barred).collect(),
                }
            })
            .collect();
        if points.is_empty() {
            return Vec::new();
        }
        vec![self.heading("describe-rights"), Block::List(points)]
    }

    fn time(&self) -> Vec<Block> {
        let calendar = self.of_kind("calendar", self.desk.names.text(self.desk.calendar_name));
        let calendar = self.quoted(&calendar);
        let zone = self.desk.calendar.zone().to_string();
        let mut points = vec![Point::of(self.say(
            "describe-by-calendar",
            &[("calendar", &calendar), ("zone", &zone)],
        ))];
        if let Some(until) = self.desk.calendar.published_until() {
            let until = until.to_string();
            points.push(Point::of(
                self.say("describe-published", &[("until", &until)]),
            ));
        }
        points.push(Point::of(self.every_deadline()));
        vec![self.heading("describe-time"), Block::List(points)]
    }
}

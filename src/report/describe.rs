//! A workflow or a desk read aloud: pages for whoever answers for the desk and does not program. What the files call by
//! a key stands here by its label; conditions, deadlines and what follows an answer are sentences.

mod deadline;
mod desk;
mod does;
mod flow;
mod forms;
mod formula;
mod itself;
mod later;
mod names;
mod page;
mod raw;
mod rules;
mod sheets;
mod state;
mod tables;
mod values;
mod who;
mod words;

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::config::Loaded;
use crate::engine::{Actions, Assign, CodePart, Desk, Pick, State, Workflow};
use crate::model::catalogue::Lang;
use crate::model::{FieldId, NameId};

pub use page::{Block, Page, PageFormat, Point};

use flow::{leaving, open_tasks};
use words::Words;

/// A desk on a page: its people, rights, time, workflows.
#[must_use]
pub fn describe_desk(loaded: &Loaded, desk: &Desk, lang: Lang) -> Page {
    desk::page(loaded, desk, lang)
}

/// A workflow on a page: how a record is born, then a part for each state, then its fields, params, notices and forms.
#[must_use]
pub fn describe_workflow(loaded: &Loaded, desk: &Desk, workflow: &Workflow, lang: Lang) -> Page {
    let rules = RefCell::default();
    let words = Words::new(desk, workflow, lang, &rules);
    let mut blocks = vec![Block::Text(words.birth())];
    let states = words.states(loaded);
    blocks.extend(words.overview(&states));
    blocks.extend(words.clocks());
    let open = open_tasks(workflow);
    for state in states {
        let name = state.name;
        let nothing = flow::Open::default();
        let points = words.state_points(state, open.get(&name).unwrap_or(&nothing));
        blocks.push(Block::Heading(words.label(&state.label, name)));
        if !points.is_empty() {
            blocks.push(Block::List(points));
        }
    }
    blocks.extend(words.always());
    blocks.extend(words.notices());
    blocks.extend(words.fields());
    blocks.extend(words.forms());
    blocks.extend(words.queries());
    blocks.extend(words.params(loaded));
    blocks.extend(words.not_yet(loaded, desk.names.text(workflow.name)));
    blocks.extend(words.rule_texts(loaded));
    Page {
        title: words.label(&workflow.label, workflow.name),
        lang: html_lang(lang),
        blocks,
    }
}

/// Whether a part of a code is the date of something.
fn is_dated(part: &CodePart) -> bool {
    matches!(part, CodePart::Opened(_) | CodePart::Today(_))
}

fn html_lang(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "zh-CN",
        Lang::En => "en",
    }
}

impl Words<'_> {
    /// How a record comes to be.
    fn birth(&self) -> String {
        let label = self.quoted(&self.label(&self.workflow.label, self.workflow.name));
        let mut said = Vec::new();
        if self.workflow.person {
            said.push(self.say("describe-person", &[("workflow", &label)]));
        }
        match &self.workflow.open {
            Some(rule) if rule.who.is_empty() => {
                said.push(self.say("describe-opened-by-engine", &[("workflow", &label)]));
            }
            Some(rule) => {
                let who = self.who(&rule.who);
                said.push(self.say("describe-opens-it", &[("workflow", &label), ("who", &who)]));
                let asked = self.asks(&rule.with);
                said.extend(asked.map(|asked| self.say("describe-asked", &[("asked", &asked)])));
                if !rule.require.is_empty() {
                    let needed = self.required(&rule.require);
                    said.push(self.say("describe-open-needs", &[("needed", &needed)]));
                }
                if !rule.not.is_empty() {
                    let whom = self.barred(&rule.not);
                    said.push(self.say("describe-open-not", &[("whom", &whom)]));
                }
            }
            None => {
                let people = self.desk.workflows.values().filter(|of| of.person);
                let people = people.map(|of| self.quoted(&self.label(&of.label, of.name)));
                let people = self.either(&people.collect::<Vec<_>>());
                let args = [("workflow", label.as_str()), ("people", &people)];
                said.push(self.say("describe-opened-by-all", &args));
                let fields = self.workflow.fields.iter().flatten();
                let asked = fields.filter(|field| {
                    field.required && field.default.is_none() && field.holding.is_none()
                });
                let asked: Vec<String> = asked
                    .map(|field| self.label(&field.label, field.name))
                    .collect();
                if !asked.is_empty() {
                    let asked = self.say("describe-must", &[("fields", &self.both(&asked))]);
                    said.push(self.say("describe-asked", &[("asked", &asked)]));
                }
            }
        }
        let started = self.started_by();
        if !started.is_empty() {
            let by = self.either(&started);
            said.push(self.say("describe-started-by", &[("by", &by)]));
        }
        let code = self.pattern(&self.workflow.code);
        if !code.is_empty() {
            let id = if self.workflow.code.parts.iter().any(is_dated) {
                "describe-codes-dated"
            } else {
                "describe-codes"
            };
            said.push(self.say(id, &[("code", &code)]));
        }
        said.extend(self.owned());
        said.push(self.record_seen_by());
        if !self.workflow.reach.is_empty() {
            let fields = self.workflow.reach.iter().map(|field| self.field(*field));
            let fields = self.either(&fields.collect::<Vec<_>>());
            said.push(self.say("describe-reached-by", &[("fields", &fields)]));
        }
        match self.workflow.initial {
            Some(state) => said.push(self.say("describe-begins", &[("state", &self.state(state))])),
            None => said.push(self.say("describe-register", &[])),
        }
        said.join(self.gap())
    }

    /// Who owns a new record: whoever is named, else whoever the rule chooses, else the default.
    fn owned(&self) -> Vec<String> {
        let mut said = Vec::new();
        let assign = self.workflow.assign.as_ref();
        said.extend(assign.map(|assign| self.assigned(assign)));
        let owner = self.workflow.field(FieldId::OWNER);
        if let Some(value) = owner.and_then(|field| field.default.as_ref()) {
            let (owner, value) = (self.field(FieldId::OWNER), self.setting(value));
            let args = [("owner", owner.as_str()), ("value", &value)];
            said.push(match assign {
                Some(assign) => {
                    let role = self.assigned_among(assign);
                    let [owner, value] = args;
                    self.say("describe-owned-else", &[owner, value, ("role", &role)])
                }
                None => self.say("describe-owned", &args),
            });
        }
        said
    }

    fn assigned_among(&self, assign: &Assign) -> String {
        match assign.role {
            Some(role) => self.role(role),
            None => self.say("describe-any-role", &[]),
        }
    }

    /// The states in the order they are written, those of a flow extended first; but a record begins at the top, also where
    /// its first states are written below those of the flow extended.
    fn states(&self, loaded: &Loaded) -> Vec<&State> {
        let flow = self.desk.names.text(self.workflow.name);
        let written = loaded.names_in(&self.desk.name, flow, "state").into_iter();
        let written = written.filter_map(|name| self.desk.names.find(name));
        let written: Vec<NameId> = written.collect();
        let mut states: Vec<&State> = self.workflow.states.values().collect();
        states.sort_by_key(|state| written.iter().position(|name| *name == state.name));
        let begins = self.workflow.initial;
        let first = states.iter().position(|state| Some(state.name) == begins);
        let Some(first @ 1..) = first else {
            return states;
        };
        let later = states.split_off(first);
        let within: BTreeSet<NameId> = later.iter().map(|state| state.name).collect();
        let before = flow::reached(self.workflow, begins, &within);
        let leads = |state: &&State| before.contains(&state.name) && !state.ends;
        let (front, rest): (Vec<&State>, Vec<&State>) = later.into_iter().partition(leads);
        front.into_iter().chain(states).chain(rest).collect()
    }

    /// The workflows whose records start one of these.
    fn started_by(&self) -> Vec<String> {
        let starts = |actions: &Actions| {
            let mut all = actions.starts.iter();
            all.any(|start| start.workflow == self.workflow.name)
        };
        let all = self.desk.workflows.values().filter(|other| {
            other.states.values().any(|state| starts(&state.actions))
                || other.transitions.iter().any(|t| starts(&t.actions))
        });
        all.map(|other| self.quoted(&self.label(&other.label, other.name)))
            .collect()
    }

    /// How the owner of a new record is chosen.
    fn assigned(&self, assign: &Assign) -> String {
        let picks = assign.pick.iter().map(|pick| match pick {
            Pick::Given(expr) => self.value(expr),
            Pick::LeastLoaded => self.say("describe-least-loaded", &[]),
            Pick::RoundRobin => self.say("describe-round-robin", &[]),
        });
        let picks: Vec<String> = picks.collect();
        let picks = picks.join(&self.say("describe-then", &[]));
        let role = self.assigned_among(assign);
        let owner = self.field(FieldId::OWNER);
        self.say(
            "describe-assigned",
            &[("owner", &owner), ("role", &role), ("picks", &picks)],
        )
    }

    /// Every state with what is open in it and where it leads, on one line each.
    fn overview(&self, states: &[&State]) -> Vec<Block> {
        if states.is_empty() {
            return Vec::new();
        }
        let comma = self.say("describe-comma", &[]);
        let rows = states.iter().map(|state| {
            let name = state.name;
            let tasks: Vec<String> = state
                .actions
                .opens
                .iter()
                .filter_map(|task| self.workflow.tasks.get(task))
                .map(|rule| self.apart(self.label(&rule.label, rule.name)))
                .collect();
            let mut to: Vec<NameId> = Vec::new();
            for transition in leaving(self.workflow, name) {
                if let Some(target) = transition.to
                    && !to.contains(&target)
                {
                    to.push(target);
                }
            }
            let to: Vec<String> = to
                .iter()
                .filter_map(|name| self.workflow.states.get(name))
                .map(|state| self.apart(self.label(&state.label, state.name)))
                .collect();
            let to = if state.ends {
                self.say("describe-end", &[])
            } else {
                to.join(&comma)
            };
            vec![self.label(&state.label, name), tasks.join(&comma), to]
        });
        let rows = rows.collect();
        let head = ["describe-state-name", "describe-tasks", "describe-leads-to"];
        let head = head.iter().map(|id| self.say(id, &[])).collect();
        vec![
            self.heading("describe-overview"),
            Block::Table { head, rows },
        ]
    }

    /// A label in a list: in quotes where it has a comma of its own.
    fn apart(&self, label: String) -> String {
        if label.contains(['、', '，', ',']) {
            self.quoted(&label)
        } else {
            label
        }
    }

    /// The clocks that run from birth on.
    fn clocks(&self) -> Vec<Block> {
        let rules = self.workflow.clocks.iter();
        let rules = rules.filter_map(|name| self.workflow.tasks.get(name));
        let points: Vec<Point> = rules
            .filter_map(|rule| {
                let deadline = rule.deadline.as_ref()?;
                Some(Point {
                    head: self.label(&rule.label, rule.name),
                    text: self.say("describe-clock", &[("due", &self.due(&deadline.due))]),
                    below: self.deadline(deadline, rule.kind),
                })
            })
            .collect();
        if points.is_empty() {
            return Vec::new();
        }
        vec![self.heading("describe-clocks"), Block::List(points)]
    }

    /// What may be done whatever the state.
    fn always(&self) -> Vec<Block> {
        let mut points = vec![Point::of(self.say("describe-note", &[]))];
        for (right, id) in [("correct", "describe-correct"), ("void", "describe-void")] {
            let found = self.desk.names.find(right);
            let who = found.and_then(|name| self.desk.rights.get(&name));
            let who = who.map(|right| self.held_by(right)).unwrap_or_default();
            let nobody = who.is_empty();
            let owner = self.field(FieldId::OWNER);
            let own = found.filter(|_| right == "correct");
            if let Some(rule) = own.and_then(|name| self.workflow.events.get(&name)) {
                let who = self.who(&rule.who);
                let text = match rule.who.as_slice() {
                    [] => self.say("describe-correct-nobody", &[]),
                    _ => self.say("describe-correct-only", &[("who", &who)]),
                };
                points.push(Point::of(text));
                continue;
            }
            let text = match (right, nobody) {
                ("correct", true) => self.say("describe-correct-owner", &[("owner", &owner)]),
                (_, true) => self.say("describe-void-nobody", &[]),
                ("correct", false) => self.say(id, &[("who", &who), ("owner", &owner)]),
                (_, false) => self.say(id, &[("who", &who)]),
            };
            let prompted = found
                .and_then(|name| self.desk.rights.get(&name)?.prompted_by)
                .map(|role| {
                    Point::of(self.say("describe-prompted", &[("role", &self.role(role))]))
                });
            points.push(Point {
                text,
                below: prompted.into_iter().collect(),
                ..Point::default()
            });
        }
        if self
            .workflow
            .tasks
            .values()
            .any(|task| task.deadline.is_some())
        {
            points.push(Point::of(self.every_deadline()));
            points.push(Point::of(self.say("describe-fixed", &[])));
        }
        vec![self.heading("describe-always"), Block::List(points)]
    }
}

//! What a decision did with tasks, in words.

use super::Teller;
use crate::engine::View;
use crate::model::{Deadline, Effect, Point, RecordNo, Reminded, TaskKind, TaskNo};
use crate::world::{arithmetic, local};

impl Teller<'_> {
    #[expect(
        clippy::too_many_lines,
        reason = "one short arm for each kind, none of them left out"
    )]
    pub(super) fn task_effect(&self, effect: &Effect) -> Option<String> {
        Some(match effect {
            Effect::TaskOpened(task) => {
                let who = self.who(task.assignee, task.role);
                let args = [("task", &*self.task_name(task.no)), ("who", who.as_str())];
                let clock = task.kind == TaskKind::Clock;
                let opened = self.say(
                    if clock {
                        "why-clock-opened"
                    } else {
                        "why-task-opened"
                    },
                    &args,
                );
                match task.deadline.as_deref() {
                    Some(deadline) => format!("{opened}{}{}", self.marks().0, self.due(deadline)),
                    None => opened,
                }
            }
            Effect::TaskAssigned { task, person, role } => {
                let who = self.who(*person, *role);
                self.say(
                    "why-task-assigned",
                    &[("task", &*self.task_name(*task)), ("who", &who)],
                )
            }
            Effect::TaskKept { task, .. } => {
                self.say("why-task-kept", &[("task", &*self.task_name(*task))])
            }
            Effect::TaskClosed { task, judged, .. } => {
                use crate::model::Judgement;
                let closed = self.say("why-task-closed", &[("task", &*self.task_name(*task))]);
                let judged = judged.map(|judged| match judged {
                    Judgement::InTime => "why-in-time",
                    Judgement::Late => "why-late",
                    Judgement::Breached => "why-breached",
                });
                match judged {
                    Some(id) => format!("{closed}{}{}", self.marks().1, self.say(id, &[])),
                    None => closed,
                }
            }
            Effect::DeadlineMoved { task, deadline } => {
                let label = self.task_name(*task);
                let task = ("task", &*label);
                if deadline.is_paused() {
                    return Some(self.say("why-paused", &[task]));
                }
                let due = local(self.desk, deadline.due);
                let sum = arithmetic(self.desk, deadline).unwrap_or_default();
                self.say("why-moved", &[task, ("due", &due), ("arithmetic", &sum)])
            }
            Effect::PointPassed {
                task,
                point,
                skipped,
                reminds,
                ..
            } => {
                let label = self.task_name(*task);
                let name = ("task", &*label);
                match (point, reminds) {
                    (_, _) if *skipped => return None,
                    (Point::Late, _) => self.say("why-is-late", &[name]),
                    (Point::Judge, _) => self.say("why-judged", &[name]),
                    (Point::Rung(_), Some(whom)) => {
                        let who = self.reminded(*task, *whom);
                        self.say("why-reminded", &[name, ("who", &who)])
                    }
                    (Point::Rung(_), None) => return None,
                }
            }
            _ => return None,
        })
    }

    pub(super) fn people(&self, people: &[RecordNo]) -> String {
        let words = people.iter().map(|no| self.after.word_of(self.desk, *no));
        words.collect::<Vec<_>>().join(", ")
    }

    /// What came to a task beside its answer.
    pub(super) fn handled(&self, effect: &Effect) -> Option<String> {
        Some(match effect {
            Effect::SignersSet {
                task,
                need,
                signers,
            } => {
                let (who, need) = (self.people(signers), need.to_string());
                let label = self.task_name(*task);
                let task = ("task", &*label);
                self.say("why-signers", &[task, ("who", &who), ("need", &need)])
            }
            Effect::Signed { task, signature } => {
                let who = self.person(Some(signature.by));
                let label = self.task_name(*task);
                let task = ("task", &*label);
                let outcome = ("outcome", self.name(signature.outcome));
                self.say(
                    "why-signed",
                    &[task, ("who", &who), (outcome.0, &*outcome.1)],
                )
            }
            Effect::Unsigned { task, by } => {
                let who = match by {
                    Some(by) => self.person(Some(*by)),
                    None => self.say("why-everybody", &[]),
                };
                let label = self.task_name(*task);
                let task = ("task", &*label);
                self.say("why-unsigned", &[task, ("who", &who)])
            }
            Effect::Offered { task, from, to } => {
                let label = self.task_name(*task);
                let task = ("task", &*label);
                let from = self.person(Some(*from));
                match to {
                    None => self.say("why-offer-over", &[task]),
                    Some(to) => {
                        let to = self.person(Some(*to));
                        self.say("why-offered", &[task, ("from", &from), ("to", &to)])
                    }
                }
            }
            Effect::Nudged { task } => {
                let who = self
                    .task(*task)
                    .map_or_else(String::new, |task| match task.signing() {
                        Some(signing) => self.people(&signing.waiting().collect::<Vec<_>>()),
                        None => self.who(task.assignee, task.role),
                    });
                let label = self.task_name(*task);
                let task = ("task", &*label);
                self.say("why-nudged", &[task, ("who", &who)])
            }
            _ => return None,
        })
    }

    fn due(&self, deadline: &Deadline) -> String {
        let due = local(self.desk, deadline.due);
        let sum = arithmetic(self.desk, deadline).unwrap_or_else(|| due.clone());
        self.say("why-due", &[("due", &due), ("arithmetic", &sum)])
    }

    fn reminded(&self, task: TaskNo, whom: Reminded) -> String {
        match whom {
            Reminded::Role(role) => self.name(role).to_owned(),
            Reminded::Owner => {
                let owner = self
                    .line
                    .record
                    .and_then(|no| self.after.row(no).first()?.record());
                self.who(owner, None)
            }
            Reminded::Assignee => {
                let task = self.task(task);
                self.who(
                    task.and_then(|task| task.assignee),
                    task.and_then(|task| task.role),
                )
            }
        }
    }
}

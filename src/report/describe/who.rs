//! Who is meant: by whom something is done, who sees it, who may not.

use super::words::Words;
use crate::engine::{Right, TaskRule, Who};
use crate::lang::{Builtin, Leaf, Term};
use crate::model::NameId;

impl Words<'_> {
    /// Whom a list means: any of them.
    pub(super) fn who(&self, who: &[Who]) -> String {
        let each: Vec<String> = who.iter().map(|who| self.one(who)).collect();
        self.either(&each)
    }

    /// Whom a list means: all of them.
    pub(super) fn all_of(&self, who: &[Who]) -> String {
        let each: Vec<String> = who.iter().map(|who| self.one(who)).collect();
        self.both(&each)
    }

    fn one(&self, who: &Who) -> String {
        match who {
            Who::Role(role) => self.role(*role),
            Who::Right(right) => {
                let name = self.desk.names.text(*right);
                let label = self.quoted(&self.right(name));
                let holders = self.desk.rights.get(right);
                let holders = holders.map(|right| self.held_by(right)).unwrap_or_default();
                let id = if holders.is_empty() {
                    "describe-who-right-nobody"
                } else {
                    "describe-who-right"
                };
                let args = [("right", label.as_str()), ("who", &holders)];
                let count = if holders.is_empty() { 1 } else { 2 };
                self.say(id, args.get(..count).unwrap_or(&[]))
            }
            Who::Person(expr) => self.value(expr),
        }
    }

    /// What a right is called.
    pub(super) fn right(&self, name: &str) -> String {
        if let Some(label) = self.labelled(&["right", name]) {
            return label;
        }
        let id = match name {
            "publish" => "describe-right-publish",
            "correct" => "describe-right-correct",
            "void" => "describe-right-void",
            "retry" => "describe-right-retry",
            "see_all" => "describe-right-see-all",
            "merge" => "describe-right-merge",
            "erase" => "describe-right-erase",
            "export" => "describe-right-export",
            _ => return self.key(name),
        };
        self.say(id, &[])
    }

    /// The roles that have a right.
    pub(super) fn held_by(&self, right: &Right) -> String {
        let each = right.roles.iter().map(|role| self.role(*role));
        self.either(&each.collect::<Vec<_>>())
    }

    /// Who sees something: a person the record names is that person alone.
    pub(super) fn sees(&self, who: &[Who]) -> String {
        let each = who.iter().map(|who| match who {
            Who::Person(expr) => match expr.terms() {
                Term::Leaf(Leaf::Builtin(Builtin::This), _) => self.say("describe-the-person", &[]),
                _ => self.say("describe-in-person", &[("whom", &self.one(who))]),
            },
            _ => self.one(who),
        });
        self.either(&each.collect::<Vec<_>>())
    }

    /// Who may not do something.
    pub(super) fn barred(&self, who: &[Who]) -> String {
        let each = who.iter().map(|who| match who {
            Who::Person(_) => self.say("describe-barred", &[("whom", &self.one(who))]),
            _ => self.one(who),
        });
        self.either(&each.collect::<Vec<_>>())
    }

    /// Who has the right to see everything; none: nobody.
    pub(super) fn sees_all(&self) -> Option<String> {
        let name = self.desk.names.find("see_all")?;
        let right = self.desk.rights.get(&name)?;
        (!right.roles.is_empty()).then(|| self.held_by(right))
    }

    /// Who may see the records of this workflow.
    pub(super) fn record_seen_by(&self) -> String {
        let all = self.sees_all();
        if self.workflow.seen_by.is_empty() {
            return self.say("describe-seen-by-everybody", &[]);
        }
        let who = self.sees(&self.workflow.seen_by);
        let said = self.say("describe-record-seen-by", &[("who", &who)]);
        match all {
            Some(all) => {
                let all = self.say("describe-seen-by-all", &[("who", &all)]);
                format!("{said}{}{all}", self.gap())
            }
            None => said,
        }
    }

    /// The role work above a limit goes to, as the engine finds it: the first above a role that is named, else above one
    /// that a person named holds.
    pub(super) fn above(&self, rule: &TaskRule) -> Option<String> {
        let mut roles: Vec<NameId> = Vec::new();
        for who in &rule.who {
            match who {
                Who::Role(role) => roles.push(*role),
                Who::Right(right) => {
                    let right = self.desk.rights.get(right);
                    roles.extend(right.into_iter().flat_map(|right| &right.roles));
                }
                Who::Person(_) => {}
            }
        }
        let above = |role: &NameId| self.desk.roles.get(role)?.above;
        if let Some(above) = roles.iter().find_map(above) {
            return Some(self.role(above));
        }
        let people = rule.who.iter().filter(|who| matches!(who, Who::Person(_)));
        let people: Vec<String> = people.map(|who| self.one(who)).collect();
        let has_above = self.desk.roles.values().any(|role| role.above.is_some());
        (!people.is_empty() && has_above)
            .then(|| self.say("describe-above-of", &[("whom", &self.either(&people))]))
    }
}

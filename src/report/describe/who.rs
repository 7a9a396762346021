//! Who is meant: by whom something is done, who sees it, who may not.

use super::words::Words;
use crate::engine::{Right, TaskRule, Who};
use crate::lang::{Builtin, Leaf, Term};
use crate::model::{FieldId, NameId};

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
            Who::Person(expr) => {
                let label = self.value(expr);
                let field = matches!(expr.terms(), Term::Leaf(Leaf::Field(_), _));
                // The label of a field may be that of a role, or of everybody.
                let roles = self.desk.roles.keys();
                let mut others = roles.map(|role| self.role(*role)).chain(
                    self.desk
                        .workflows
                        .values()
                        .filter(|of| of.person)
                        .map(|of| self.label(&of.label, of.name)),
                );
                if field && others.any(|other| other == label) {
                    self.say("describe-person-field", &[("field", &label)])
                } else {
                    label
                }
            }
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
                _ => self.say("describe-in-person", &[("whom", &self.value(expr))]),
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

    fn people_in(&self, who: &[Who]) -> Vec<String> {
        let people = who.iter().filter(|who| matches!(who, Who::Person(_)));
        people.map(|who| self.one(who)).collect()
    }

    /// The role above whatever roles a person named holds.
    fn above_people(&self, people: &[String]) -> Option<String> {
        let has_above = self.desk.roles.values().any(|role| role.above.is_some());
        (!people.is_empty() && has_above)
            .then(|| self.say("describe-above-of", &[("whom", &self.either(people))]))
    }

    /// Who decides up to a limit and who above it, as the engine finds them: the first above a role that is named, else
    /// above one that a person named holds.
    pub(super) fn up_to(&self, rule: &TaskRule, field: &str, most: &str) -> String {
        let roles = self.desk.roles_named(&rule.who);
        let above = |role: &NameId| self.desk.roles.get(role)?.above;
        let above = roles.iter().find_map(above);
        let people = self.people_in(&rule.who);
        let who = self.who(&rule.who);
        let [field, most, who] = [("field", field), ("most", most), ("who", who.as_str())];
        if let Some(role) = above {
            let apart = people.is_empty() && !roles.contains(&role);
            let id = if apart {
                "describe-up-to-not"
            } else {
                "describe-up-to"
            };
            return self.say(id, &[field, most, who, ("above", &self.role(role))]);
        }
        match self.above_people(&people) {
            Some(above) => self.say("describe-up-to", &[field, most, who, ("above", &above)]),
            None => self.say("describe-up-to-nobody", &[field, most, who]),
        }
    }

    /// Who does it instead of whom four eyes keep from it: others who are named, and where none is left, the roles above.
    pub(super) fn four_eyes(&self, who: &[Who], whom: &str) -> String {
        let roles = self.desk.roles_named(who);
        let people = self.people_in(who);
        let whom = ("whom", whom);
        if roles.is_empty() && people.len() == 1 {
            return match self.above_people(&people) {
                Some(above) => self.say("describe-not-theirs", &[whom, ("above", &above)]),
                None => self.say("describe-not-nobody", &[whom]),
            };
        }
        let mut above: Vec<NameId> = Vec::new();
        for role in roles
            .iter()
            .filter_map(|role| self.desk.roles.get(role)?.above)
        {
            if !roles.contains(&role) && !above.contains(&role) {
                above.push(role);
            }
        }
        let mut above: Vec<String> = above.iter().map(|role| self.role(*role)).collect();
        above.extend(self.above_people(&people));
        let others = roles.iter().map(|role| self.role(*role)).chain(people);
        let others = self.either(&others.collect::<Vec<_>>());
        let others = ("others", others.as_str());
        if above.is_empty() {
            return self.say("describe-not-others-only", &[whom, others]);
        }
        let above = self.either(&above);
        self.say("describe-not-others", &[whom, others, ("above", &above)])
    }

    /// Whether a task is for people that fields may leave empty; every record has an owner sooner or later.
    pub(super) fn may_be_nobody(&self, rule: &TaskRule) -> bool {
        let empty = |who: &Who| match who {
            Who::Person(expr) => {
                let term = expr.terms();
                let last = match &term {
                    Term::IfEmpty(parts) => parts.last().unwrap_or(&term),
                    term => term,
                };
                let owner = matches!(last, Term::Leaf(Leaf::Field(FieldId::OWNER), _));
                expr.ty().maybe_empty && !owner
            }
            _ => false,
        };
        rule.need.is_none() && !rule.who.is_empty() && rule.who.iter().all(empty)
    }
}

//! How people of a desk behave, as tables: who they are, how much comes in, how soon they answer and what. Everything a
//! table does not say has a general answer, so that a desk without a table of its own can be driven too.

use super::tables;

/// Rows of (weight, least minutes, most minutes): how long something takes, most often soon and now and then very long.
pub type Delay = &'static [(u32, i64, i64)];

/// One of the desk's people.
#[derive(Clone, Copy, Debug)]
pub struct Staff {
    /// Login, by which everybody names them.
    pub login: &'static str,
    /// Their name.
    pub name: &'static str,
    /// The roles they hold; none for people of other departments.
    pub roles: &'static [&'static str],
}

/// A department that work is handed to.
#[derive(Clone, Copy, Debug)]
pub struct Department {
    /// Its number.
    pub no: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The login of its head.
    pub head: &'static str,
    /// How often work goes there, as a weight.
    pub weight: u32,
}

/// What comes in from outside.
#[derive(Clone, Copy, Debug)]
pub struct Arrival {
    /// The workflow.
    pub workflow: &'static str,
    /// Its share of all that comes in, per mille of the records asked for over all desks.
    pub share: u32,
}

/// How a task is gone about.
#[derive(Clone, Copy, Debug)]
pub struct TaskHabit {
    /// The task.
    pub task: &'static str,
    /// From its opening to the answer.
    pub delay: Delay,
    /// How often, per mille, what is done outside office hours is done nevertheless and typed in when next at work.
    pub typed_in: u32,
}

/// How often an answer is given: one weight per time of asking, the last for all further ones.
#[derive(Clone, Copy, Debug)]
pub struct OutcomeHabit {
    /// The task.
    pub task: &'static str,
    /// The answer.
    pub outcome: &'static str,
    /// The weights.
    pub weights: &'static [u32],
}

/// What people report by themselves.
#[derive(Clone, Copy, Debug)]
pub struct EventHabit {
    /// The event.
    pub event: &'static str,
    /// How often, per mille, it is reported at all.
    pub often: u32,
    /// How long after the state that waits for it was entered.
    pub delay: Delay,
}

/// How a desk's people behave.
#[derive(Clone, Copy, Debug)]
pub struct Habits {
    /// The people. Empty: two of each role are made up.
    pub staff: &'static [Staff],
    /// The departments.
    pub departments: &'static [Department],
    /// What comes in.
    pub arrivals: &'static [Arrival],
    /// What stands before the year begins; where none is named, every workflow without states.
    pub registers: &'static [&'static str],
    /// What comes in on a rest day, per mille of an ordinary day; where it is not 0, somebody is on duty then.
    pub rest_days: u32,
    /// Tasks.
    pub tasks: &'static [TaskHabit],
    /// Answers.
    pub outcomes: &'static [OutcomeHabit],
    /// Reports.
    pub events: &'static [EventHabit],
    /// Weights of choices: (field, choice, weight).
    pub choices: &'static [(&'static str, &'static str, u32)],
    /// How often a question of yes or no is answered by yes, per mille: (field or item, often).
    pub yes: &'static [(&'static str, u32)],
    /// What people of this desk write: (field, texts).
    pub texts: &'static [(&'static str, &'static [&'static str])],
}

const USUAL_DELAY: Delay = &[
    (550, 15, 240),
    (300, 240, 1_440),
    (120, 1_440, 2_880),
    (30, 2_880, 7_200),
];

impl Habits {
    /// The habits of a desk.
    #[must_use]
    pub fn of(desk: &str) -> Habits {
        tables::of(desk)
    }

    /// From opening to answer.
    #[must_use]
    pub fn delay(&self, task: &str) -> Delay {
        let found = self.tasks.iter().find(|habit| habit.task == task);
        found.map_or(USUAL_DELAY, |habit| habit.delay)
    }

    /// How often, per mille, it is done at home and typed in next morning.
    #[must_use]
    pub fn typed_in(&self, task: &str) -> u32 {
        let found = self.tasks.iter().find(|habit| habit.task == task);
        found.map_or(0, |habit| habit.typed_in)
    }

    /// The weight of an answer, asked for the n-th time (from 0).
    #[must_use]
    pub fn outcome(&self, task: &str, outcome: &str, nth: usize) -> u32 {
        let found = self
            .outcomes
            .iter()
            .find(|habit| habit.task == task && habit.outcome == outcome);
        let Some(habit) = found else {
            return 500;
        };
        let weight = habit.weights.get(nth).or(habit.weights.last());
        weight.copied().unwrap_or(0)
    }

    /// How often and how soon an event is reported.
    #[must_use]
    pub fn event(&self, event: &str) -> (u32, Delay) {
        let found = self.events.iter().find(|habit| habit.event == event);
        found.map_or((900, USUAL_DELAY), |habit| (habit.often, habit.delay))
    }

    /// The weight of a choice.
    #[must_use]
    pub fn choice(&self, field: &str, choice: &str) -> u32 {
        let found = self
            .choices
            .iter()
            .find(|(of, name, _)| *of == field && *name == choice);
        found.map_or(100, |(_, _, weight)| *weight)
    }

    /// How often, per mille, yes is the answer.
    #[must_use]
    pub fn yes(&self, field: &str) -> u32 {
        let found = self.yes.iter().find(|(of, _)| *of == field);
        found.map_or(900, |(_, often)| *often)
    }
}

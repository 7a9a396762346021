//! What is drawn, before it has a place: boxes with their lines, and links with theirs, each with the room it takes.

use std::collections::BTreeMap;

use super::width::{shorten, width};
use super::words::Words;
use crate::engine::{Desk, State, Transition, Workflow};
use crate::model::NameId;
use crate::model::catalogue::Lang;

/// Font size of the picture's title.
pub(super) const TITLE: i32 = 17;
/// Font size of a state's label.
pub(super) const HEAD: i32 = 15;
/// Font size of tasks and of labels on arrows.
pub(super) const SMALL: i32 = 12;
/// From one line of small type to the next.
pub(super) const LINE: i32 = 17;
/// From a box's edge to its text.
pub(super) const PAD: i32 = 12;
/// From a label's edge to its text.
pub(super) const LABEL_PAD: i32 = 6;
/// The room the arrow of a self loop takes beside its box.
pub(super) const LOOP: i32 = 26;
/// The room the mark of the initial state takes beside its box.
pub(super) const MARK: i32 = 36;
/// Between two arrows that meet a box on one side.
pub(super) const PORT: i32 = 18;
/// The height of a box's head.
pub(super) const HEAD_HEIGHT: i32 = 32;

/// Labels wider than this take another line.
const WIDE: i32 = 230;
/// Texts wider than this are cut.
const WIDEST: i32 = 310;

/// How a box is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// A state records are born into.
    Initial,
    /// A state on the way.
    Middle,
    /// A state that ends the record.
    Final,
    /// A state records are born into and end in at once.
    InitialFinal,
    /// No state: what may happen in any.
    Any,
}

impl Look {
    /// Whether the record ends here.
    pub(super) fn ends(self) -> bool {
        matches!(self, Look::Final | Look::InitialFinal)
    }

    /// Whether records are born into it.
    pub(super) fn starts(self) -> bool {
        matches!(self, Look::Initial | Look::InitialFinal)
    }
}

/// A line of small type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// What stands to the left.
    pub(super) text: String,
    /// What stands to the right, fainter.
    pub(super) aside: String,
    /// How it is meant.
    pub(super) role: Role,
}

/// What a line of small type says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A task the state opens, with its deadline.
    Task,
    /// What is taken without leaving the state.
    Stays,
    /// What an arrow waits for.
    Trigger,
    /// Under which condition.
    Guard,
}

impl Row {
    fn new(text: &str, role: Role) -> Row {
        Row {
            text: shorten(text, WIDEST, SMALL),
            aside: String::new(),
            role,
        }
    }

    fn width(&self) -> i32 {
        let aside = if self.aside.is_empty() {
            0
        } else {
            width(&self.aside, SMALL) + 16
        };
        width(&self.text, SMALL) + aside
    }
}

/// A state, or the box that stands for any state.
#[derive(Clone, Debug)]
pub(super) struct Block {
    /// Its label.
    pub(super) head: String,
    /// How it is drawn.
    pub(super) look: Look,
    /// Its tasks, and what happens without leaving it.
    pub(super) rows: Vec<Row>,
    /// The lines of its self loop; empty where there is none.
    pub(super) again: Vec<Row>,
    /// Its width.
    pub(super) width: i32,
    /// Its height.
    pub(super) height: i32,
}

/// All transitions from one box to another.
#[derive(Clone, Debug)]
pub(super) struct Link {
    /// Where it leaves, a place in [`Sketch::blocks`].
    pub(super) from: usize,
    /// Where it leads.
    pub(super) to: usize,
    /// Its label.
    pub(super) rows: Vec<Row>,
}

/// A picture without places.
#[derive(Clone, Debug, Default)]
pub(super) struct Sketch {
    /// Its title.
    pub(super) title: String,
    /// A line under it.
    pub(super) note: String,
    /// The boxes; the initial state is the first.
    pub(super) blocks: Vec<Block>,
    /// The arrows, none from a box to itself.
    pub(super) links: Vec<Link>,
}

/// The room a label takes.
pub(super) fn label_size(rows: &[Row]) -> (i32, i32) {
    let wide = rows.iter().map(Row::width).max().unwrap_or(0);
    (wide + 2 * LABEL_PAD, lines(rows) + 2 * (LABEL_PAD - 2))
}

/// The height of lines of small type.
pub(super) fn lines(rows: &[Row]) -> i32 {
    i32::try_from(rows.len()).unwrap_or(0) * LINE
}

/// What of a workflow is drawn.
pub(super) fn sketch(desk: &Desk, workflow: &Workflow, lang: Lang) -> Sketch {
    let words = Words {
        desk,
        workflow,
        lang,
    };
    let mut sketch = Sketch {
        title: words.label(&workflow.label, workflow.name),
        note: note(&words),
        ..Sketch::default()
    };
    let places = blocks(&words, &mut sketch);
    links(&words, &places, &mut sketch);
    measure(&mut sketch);
    sketch
}

/// The line under the title: the clocks that run from birth, or that there are no states.
fn note(words: &Words<'_>) -> String {
    if words.workflow.states.is_empty() {
        return words.say(
            "登记册：没有状态，登记、更正、作废",
            "a register: no states; opened, corrected, voided",
        );
    }
    let clocks: Vec<String> = words
        .workflow
        .clocks
        .iter()
        .map(|clock| match words.due(*clock) {
            Some(due) => format!("{} {due}", words.task(*clock)),
            None => words.task(*clock),
        })
        .collect();
    if clocks.is_empty() {
        String::new()
    } else {
        let head = words.say("自登记起计时：", "running from birth: ");
        format!("{head}{}", clocks.join(&words.say("，", ", ")))
    }
}

/// The box of each state, and of any state where a transition leaves all of them (under `None`).
type Places = BTreeMap<Option<NameId>, usize>;

fn blocks(words: &Words<'_>, sketch: &mut Sketch) -> Places {
    let workflow = words.workflow;
    let mut places = Places::new();
    for state in discovered(words) {
        let look = match (workflow.initial == Some(state.name), state.ends) {
            (true, true) => Look::InitialFinal,
            (true, false) => Look::Initial,
            (false, true) => Look::Final,
            (false, false) => Look::Middle,
        };
        let rows = state
            .actions
            .opens
            .iter()
            .map(|task| task_row(words, *task));
        places.insert(Some(state.name), sketch.blocks.len());
        let head = words.label(&state.label, state.name);
        sketch.blocks.push(block(&head, look, rows.collect()));
    }
    if workflow.transitions.iter().any(|t| t.from.is_none()) {
        places.insert(None, sketch.blocks.len());
        let head = words.say("任一未结束的状态", "any state not final");
        sketch.blocks.push(block(&head, Look::Any, Vec::new()));
    }
    places
}

/// The states in the order in which following the transitions finds them, then those it does not, by name. The numbers of
/// names would not do: they tell when a desk first used a name, and the same rules would give different pictures.
fn discovered<'a>(words: &Words<'a>) -> Vec<&'a State> {
    let workflow = words.workflow;
    let mut rest: Vec<NameId> = workflow.states.keys().copied().collect();
    rest.sort_by_key(|name| words.desk.names.text(*name));
    let mut found: Vec<NameId> = Vec::new();
    for start in workflow.initial.into_iter().chain(rest) {
        let mut open = vec![start];
        while let Some(state) = open.pop() {
            if found.contains(&state) {
                continue;
            }
            found.push(state);
            let leaves =
                |t: &&Transition| t.from.as_ref().is_some_and(|from| from.contains(&state));
            open.extend(
                workflow
                    .transitions
                    .iter()
                    .filter(leaves)
                    .rev()
                    .filter_map(|t| t.to),
            );
        }
    }
    found
        .iter()
        .filter_map(|name| workflow.states.get(name))
        .collect()
}

fn block(head: &str, look: Look, rows: Vec<Row>) -> Block {
    Block {
        head: shorten(head, WIDEST, HEAD),
        look,
        rows,
        again: Vec::new(),
        width: 0,
        height: 0,
    }
}

fn task_row(words: &Words<'_>, task: NameId) -> Row {
    let mut row = Row::new(&words.task(task), Role::Task);
    row.aside = shorten(&words.due(task).unwrap_or_default(), WIDEST, SMALL);
    row
}

fn links(words: &Words<'_>, places: &Places, sketch: &mut Sketch) {
    let mut found: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for transition in &words.workflow.transitions {
        let rows = rows(words, transition);
        let froms: Vec<Option<NameId>> = match &transition.from {
            None => vec![None],
            Some(states) => states.iter().copied().map(Some).collect(),
        };
        for from in froms.iter().filter_map(|from| places.get(from).copied()) {
            let to = transition.to.map(|to| places.get(&Some(to)).copied());
            match to {
                None => stays(sketch, from, &rows),
                Some(Some(to)) if to == from => {
                    if let Some(block) = sketch.blocks.get_mut(from) {
                        block.again.extend(rows.iter().cloned());
                    }
                }
                Some(Some(to)) => {
                    let next = sketch.links.len();
                    let at = *found.entry((from, to)).or_insert(next);
                    match sketch.links.get_mut(at) {
                        Some(link) => link.rows.extend(rows.iter().cloned()),
                        None => sketch.links.push(Link {
                            from,
                            to,
                            rows: rows.clone(),
                        }),
                    }
                }
                Some(None) => {}
            }
        }
    }
}

/// A transition that leaves nothing is no arrow: it is listed in the box.
fn stays(sketch: &mut Sketch, from: usize, rows: &[Row]) {
    let Some(block) = sketch.blocks.get_mut(from) else {
        return;
    };
    block.rows.extend(rows.iter().map(|row| Row {
        text: match row.role {
            Role::Guard => format!("    {}", row.text),
            _ => format!("↻ {}", row.text),
        },
        role: Role::Stays,
        ..row.clone()
    }));
}

/// The lines of one transition: what it waits for, then its conditions, on the same line where they fit.
fn rows(words: &Words<'_>, transition: &Transition) -> Vec<Row> {
    let mut rows: Vec<Row> = words
        .triggers(transition)
        .into_iter()
        .map(|text| Row::new(&text, Role::Trigger))
        .collect();
    let guard = transition.when.as_ref().map(|when| {
        let room = WIDEST - width("[]", SMALL);
        format!("[{}]", shorten(when.text(), room, SMALL))
    });
    for text in guard.into_iter().chain(words.at_most(transition)) {
        let small = width(&text, SMALL) + 16;
        match rows.last_mut() {
            Some(row) if row.aside.is_empty() && row.width() + small <= WIDE => row.aside = text,
            _ => rows.push(Row::new(&text, Role::Guard)),
        }
    }
    rows
}

/// Gives each box its size: room for its text and for every arrow that meets it.
fn measure(sketch: &mut Sketch) {
    for (at, block) in sketch.blocks.iter_mut().enumerate() {
        let arrows = sketch.links.iter().filter(|l| l.from == at || l.to == at);
        let arrows = i32::try_from(arrows.count()).unwrap_or(i32::MAX / PORT / 2);
        let text = block.rows.iter().map(Row::width).max().unwrap_or(0);
        let text = text.max(width(&block.head, HEAD));
        block.width = (text + 2 * PAD).max(arrows * PORT + 2 * PAD).max(90);
        let rows = if block.rows.is_empty() {
            0
        } else {
            lines(&block.rows) + 8
        };
        let again = label_size(&block.again).1;
        block.height = (HEAD_HEIGHT + 2 + rows).max(if block.again.is_empty() { 0 } else { again });
    }
}

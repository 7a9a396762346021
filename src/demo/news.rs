//! What people notice of a line: a record is there, a task lies with somebody, a state waits for a report.

use crate::model::{Effect, Line, LineNo, NameId, RecordNo, TaskKind, TaskNo};

/// Something people may act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum News {
    /// A record was born.
    Born { record: RecordNo, workflow: NameId },
    /// A task was opened.
    Opened(TaskNo),
    /// A task was answered by an outcome that keeps it.
    Kept(TaskNo),
    /// A record entered a state by a line.
    Entered {
        record: RecordNo,
        state: NameId,
        line: LineNo,
    },
}

/// Adds what a line has to tell.
pub(super) fn read(line: &Line, news: &mut Vec<News>) {
    let record = line.record.unwrap_or_default();
    for effect in &line.effects {
        match effect {
            Effect::Born {
                record, workflow, ..
            } => news.push(News::Born {
                record: *record,
                workflow: *workflow,
            }),
            Effect::TaskOpened(task) if task.kind != TaskKind::Clock => {
                news.push(News::Opened(task.no));
            }
            Effect::TaskKept { task, .. } => news.push(News::Kept(*task)),
            Effect::Entered { state } => news.push(News::Entered {
                record,
                state: *state,
                line: line.no,
            }),
            _ => {}
        }
    }
}

//! A workflow as a picture an admin can check against the way the desk works: states, the tasks they open, and what leads
//! from one to the next. The same rules always give the same bytes, so that a picture kept beside them shows a change.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod columns;
mod draw;
mod layers;
mod order;
mod place;
mod sketch;
mod spread;
#[cfg(test)]
mod tests;
mod width;
mod words;

use crate::engine::{Desk, Workflow};
use crate::model::catalogue::Lang;

/// Draws a workflow as an SVG that stands alone and reads on light and dark pages.
#[must_use]
pub fn graph_svg(desk: &Desk, workflow: &Workflow, lang: Lang) -> String {
    let sketch = sketch::sketch(desk, workflow, lang);
    let picture = place::place(&sketch);
    draw::draw(&sketch, &picture)
}

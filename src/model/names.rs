//! The append-only table of names of a desk. Journal lines, records and effects hold numbers; a number once given to a
//! name keeps it under every revision, so an old line is read without the revision it was written under.

use std::fmt;
use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};
use serde::{Deserialize, Serialize};

/// The number of a name in its desk's [`Names`]: a workflow, state, task, outcome, choice, transition, event, role, …
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct NameId(pub u32);

/// The place of a field in the rows of its workflow. Like a [`NameId`] it never changes its meaning:
/// a field that is dropped leaves its place unused.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct FieldId(pub u16);

impl FieldId {
    /// `owner`, the person responsible, is the first field of every record.
    pub const OWNER: FieldId = FieldId(0);

    /// No field of any record: beside the values given in an act, the person at whose prompt it is done.
    pub const PROMPTER: FieldId = FieldId(u16::MAX);

    /// No field of any record: beside the values given, the person a history had chosen as owner. Only a replay says so.
    pub const CHOSEN: FieldId = FieldId(u16::MAX - 1);

    /// Whether it stands for a field of a record, not for something said beside the values.
    #[must_use]
    pub fn is_stored(self) -> bool {
        self < FieldId::CHOSEN
    }

    /// The field's place in a row.
    #[must_use]
    pub fn place(self) -> usize {
        usize::from(self.0)
    }
}

/// The names of one desk, each with its number, and the places of each workflow's fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    names: IndexSet<Arc<str>>,
    fields: IndexMap<NameId, IndexSet<NameId>>,
}

impl Names {
    /// The number of `name`, given now if it has none yet.
    pub fn intern(&mut self, name: &str) -> NameId {
        let at = match self.names.get_index_of(name) {
            Some(at) => at,
            None => self.names.insert_full(Arc::from(name)).0,
        };
        NameId(u32::try_from(at).unwrap_or(u32::MAX))
    }

    /// The number of `name`, if it has one.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<NameId> {
        let at = self.names.get_index_of(name)?;
        u32::try_from(at).ok().map(NameId)
    }

    /// The name behind a number; `"?"` for a number of another desk.
    #[must_use]
    pub fn text(&self, id: NameId) -> &str {
        self.names.get_index(id.0 as usize).map_or("?", |name| name)
    }

    /// How many names there are; numbers run from 0 to one less.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether no name was given a number yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// All names in the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (NameId, &str)> {
        (0..).map(NameId).zip(self.names.iter().map(AsRef::as_ref))
    }

    /// The place of a field in the rows of a workflow, given now if it has none yet. `owner` always has place 0.
    pub fn field(&mut self, workflow: NameId, field: &str) -> FieldId {
        let owner = self.intern("owner");
        let field = self.intern(field);
        let places = self.fields.entry(workflow).or_default();
        places.insert(owner);
        let at = places.insert_full(field).0;
        FieldId(u16::try_from(at).unwrap_or(u16::MAX))
    }

    /// The place of a field in the rows of a workflow, if it has one.
    #[must_use]
    pub fn find_field(&self, workflow: NameId, field: &str) -> Option<FieldId> {
        let at = self
            .fields
            .get(&workflow)?
            .get_index_of(&self.find(field)?)?;
        u16::try_from(at).ok().map(FieldId)
    }

    /// The name of a field of a workflow; `"?"` when there is none at this place.
    #[must_use]
    pub fn field_text(&self, workflow: NameId, field: FieldId) -> &str {
        self.fields
            .get(&workflow)
            .and_then(|places| places.get_index(field.place()))
            .map_or("?", |name| self.text(*name))
    }

    /// How many places the rows of a workflow have under these names.
    #[must_use]
    pub fn width(&self, workflow: NameId) -> usize {
        self.fields.get(&workflow).map_or(1, IndexSet::len)
    }

    /// All field places: (workflow, field name, place), in the order they were given.
    pub fn fields(&self) -> impl Iterator<Item = (NameId, NameId, FieldId)> + '_ {
        self.fields.iter().flat_map(|(workflow, places)| {
            places.iter().enumerate().map(|(at, name)| {
                (
                    *workflow,
                    *name,
                    FieldId(u16::try_from(at).unwrap_or(u16::MAX)),
                )
            })
        })
    }
}

impl fmt::Display for NameId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

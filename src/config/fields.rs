//! Fields and params: their keys, the types they declare, and what an expression needs to know of them.

use std::sync::Arc;

use super::declare::{BUILTIN, DeskDecl, FieldDecl, FieldDraft, ParamDecl};
use super::diagnostic::{Diagnostic, Diagnostics};
use super::later;
use super::node::NodeValue;
use super::reader::{Item, Said, near_duration};
use super::source::Span;
use crate::lang::{Choices, ParamId, Type, Typed, is_reserved};
use crate::model::{Duration, FieldId, NameId, Names, Number};

/// The basic types and their words.
const BASIC: [(&str, Type); 11] = [
    ("text", Type::Text),
    ("whole", Type::Whole),
    ("number", Type::Number),
    ("money", Type::Money),
    ("percent", Type::Percent),
    ("yes_no", Type::YesNo),
    ("date", Type::Date),
    ("time", Type::Time),
    ("instant", Type::Instant),
    ("month", Type::Month),
    ("duration", Type::Duration),
];

/// The basic type of this name.
pub(crate) fn basic(name: &str) -> Option<Type> {
    let found = BASIC.iter().find(|(word, _)| *word == name);
    found.map(|(_, ty)| ty.clone())
}

/// Reads the keys of a field. A text alone is its type, or what it is computed from.
pub(crate) fn draft<'n>(item: &Item<'n>, found: &mut Diagnostics) -> Option<FieldDraft<'n>> {
    let mut draft = FieldDraft::default();
    if let Some(said) = item.as_said() {
        if said.text.starts_with('=') {
            draft.computed = Some(said);
        } else {
            draft.ty = Some(said);
        }
        return Some(draft);
    }
    let mut table = item.table("workflow.field", found)?;
    let flag = |item: Option<Item<'n>>, found: &mut Diagnostics| {
        item.and_then(|item| item.yes_no(found)).unwrap_or(false)
    };
    draft.label = table.take("label");
    draft.ty = table.take("type").and_then(|item| item.said(found));
    draft.choice = table.take("choice").and_then(|item| item.said_list(found));
    draft.default = table.take("default");
    draft.computed = table.take("computed").and_then(|item| item.said(found));
    draft.pattern = table.take("pattern").and_then(|item| item.said(found));
    draft.required = flag(table.take("required"), found);
    draft.frozen = flag(table.take("frozen"), found);
    draft.unique = flag(table.take("unique"), found);
    draft.key = flag(table.take("key"), found);
    draft.many = flag(table.take("many"), found);
    draft.personal = flag(table.take("personal"), found);
    draft.seen_by = table.take("seen_by");
    draft.within = table.take("within").and_then(|item| item.said(found));
    draft.fill = table.take("fill");
    draft.continues = table.take("continues");
    draft.ask = table.take("ask");
    if let Some(computed) = draft.computed
        && !computed.text.starts_with('=')
    {
        let fault = Diagnostic::new("wrong-type", computed.span)
            .with("key", "computed")
            .word("expected", "a-formula")
            .word("found", "a-text")
            .with("example", format!("computed = \"={}\"", computed.text));
        found.push(fault);
    }
    conflicts(&draft, found);
    table.finish(found);
    Some(draft)
}

fn conflicts(draft: &FieldDraft<'_>, found: &mut Diagnostics) {
    let exclude = |key: &str, other: &str, span: Span| {
        Diagnostic::new("keys-exclude", span)
            .with("key", key)
            .with("other", other)
    };
    if let (Some(computed), Some(default)) = (draft.computed, &draft.default) {
        found
            .push(exclude("computed", "default", computed.span).also(default.span(), "other-here"));
    }
    if let (Some(computed), true) = (draft.computed, draft.required) {
        found.push(exclude("computed", "required", computed.span));
    }
    if let (Some(ty), Some(_)) = (draft.ty, &draft.choice) {
        found.push(exclude("type", "choice", ty.span));
    }
    if let (Some(pattern), true) = (draft.pattern, draft.ty.is_none_or(|ty| ty.text != "code")) {
        let fault = Diagnostic::new("key-needs", pattern.span).with("key", "pattern");
        found.push(fault.with("other", "type = \"code\""));
    }
}

/// What a field's declaration comes to before computed ones are inferred.
pub(crate) fn declare<'n>(
    item: &Item<'n>,
    (id, name): (FieldId, NameId),
    desk: &DeskDecl<'_>,
    names: &mut Names,
    found: &mut Diagnostics,
) -> FieldDecl<'n> {
    check_name(item, "field", found);
    let draft = draft(item, found);
    let broken = draft.is_none();
    let draft = draft.unwrap_or_default();
    let ty = declared_type(&draft, item, desk, names, found);
    let inferred = ty.is_none() && draft.computed.is_some();
    let mut field = FieldDecl {
        id,
        name,
        at: item.name_span(),
        broken: broken || (ty.is_none() && !inferred),
        inferred,
        asked: false,
        rests: false,
        typed: Typed {
            ty: ty.unwrap_or(Type::Unknown),
            maybe_empty: !(draft.required || draft.default.is_some()),
        },
        draft,
    };
    let is_form = matches!(field.typed.ty, Type::Form(_));
    if field.draft.frozen && field.draft.computed.is_none() && !is_form && !field.broken {
        let fault = Diagnostic::new("key-needs", item.name_span()).with("key", "frozen");
        found.push(fault.with("other", "computed"));
    }
    if field.draft.many && is_form {
        let fault = Diagnostic::new("keys-exclude", item.name_span()).with("key", "many");
        found.push(fault.with("other", "type"));
    } else if field.draft.many {
        field.typed.ty = Type::List(Box::new(field.typed.ty));
    }
    field
}

fn declared_type(
    draft: &FieldDraft<'_>,
    item: &Item<'_>,
    desk: &DeskDecl<'_>,
    names: &mut Names,
    found: &mut Diagnostics,
) -> Option<Type> {
    if let Some(choice) = &draft.choice {
        return Some(Type::Choice(choices(choice, names, found)));
    }
    let Some(ty) = draft.ty else {
        if draft.computed.is_none() && item.is_table() {
            let fault = Diagnostic::new("missing-key", item.name_span())
                .with("key", "type")
                .word("section", "field")
                .with("example", "type = \"text\"");
            found.push(fault);
        }
        return None;
    };
    named_type(ty, desk, found)
}

/// The type a name stands for: basic, a role, a workflow, a form, a list.
pub(crate) fn named_type(
    ty: Said<'_>,
    desk: &DeskDecl<'_>,
    found: &mut Diagnostics,
) -> Option<Type> {
    if let Some(basic) = basic(ty.text) {
        return Some(basic);
    }
    match ty.text {
        "code" => return Some(Type::Text),
        "role" => return Some(Type::Choice(desk.role_choices.clone())),
        "person" => {
            if desk.person.is_none() {
                found.push(
                    Diagnostic::new("unknown-name", ty.inner())
                        .word("kind", "workflow")
                        .with("name", "person"),
                );
            }
            return desk.person.map(Type::Record);
        }
        // The name of a document; its bytes are kept elsewhere.
        "file" => return Some(Type::Text),
        "lines" => {
            later::rests_at("lines", ty.inner(), found);
            return Some(Type::Unknown);
        }
        _ => {}
    }
    if let Some(flow) = desk.flows.get(ty.text) {
        return Some(Type::Record(flow.name));
    }
    if let Some(form) = desk.forms.get(ty.text) {
        return Some(Type::Form(form.id));
    }
    if let Some(list) = desk.lists.get(ty.text) {
        return list.ty();
    }
    if desk.broken.iter().any(|flow| flow == ty.text) {
        return None;
    }
    found.push(unknown_type(ty, desk));
    None
}

fn unknown_type(ty: Said<'_>, desk: &DeskDecl<'_>) -> Diagnostic {
    if let Some(other) = desk.elsewhere.get(ty.text) {
        return Diagnostic::new("crosses-desk", ty.inner())
            .with("name", ty.text)
            .with("other", other.as_str());
    }
    let words = BASIC.iter().map(|(word, _)| *word);
    let known = words
        .chain(["code", "role", "person", "file", "lines"])
        .chain(desk.flows.keys().map(String::as_str))
        .chain(desk.forms.keys().map(String::as_str))
        .chain(desk.lists.keys().map(String::as_str));
    Diagnostic::new("unknown-name", ty.inner())
        .word("kind", "type")
        .with("name", ty.text)
        .known(ty.text, known.collect::<Vec<_>>())
}

pub(crate) fn choices(said: &[Said<'_>], names: &mut Names, found: &mut Diagnostics) -> Choices {
    let mut choices: Vec<(Arc<str>, NameId)> = Vec::with_capacity(said.len());
    for (at, choice) in said.iter().enumerate() {
        if choices.iter().any(|(known, _)| &**known == choice.text) {
            let first = said.iter().take(at).find(|first| first.text == choice.text);
            let mut fault = Diagnostic::new("duplicate-key", choice.span).with("key", choice.text);
            if let Some(first) = first {
                fault = fault.also(first.span, "first-here");
            }
            found.push(fault);
        } else if choice.text.is_empty() {
            found.push(Diagnostic::new("bad-name", choice.span).with("name", choice.text));
        } else {
            choices.push((Arc::from(choice.text), names.intern(choice.text)));
        }
    }
    Choices(Arc::new(choices))
}

/// A param with the type its literal shows.
pub(crate) fn param<'n>(
    item: &Item<'n>,
    (id, name): (ParamId, NameId),
    found: &mut Diagnostics,
) -> ParamDecl<'n> {
    check_name(item, "param", found);
    let literal = literal_of(item);
    let inferred = matches!(&literal, Some(NodeValue::Text(text)) if text.starts_with('='));
    let mut ty = literal.as_ref().and_then(literal_type);
    // A number with a unit that is nearly one of a duration was meant as one: told here, not where the param is used.
    if let (Some(NodeValue::Text(text)), Some(Type::Text)) = (&literal, &ty)
        && let Some(near) = near_duration(text)
    {
        let at = match item
            .node()
            .entries()
            .and_then(|entries| entries.get("value"))
        {
            Some(entry) => entry.node.span,
            None => item.span(),
        };
        let fault = Diagnostic::new("bad-duration", at).with("text", text.as_str());
        found.push(fault.with("near", near));
        ty = None;
    }
    ParamDecl {
        id,
        name,
        at: item.name_span(),
        broken: ty.is_none() && !inferred,
        inferred,
        typed: Typed {
            ty: ty.unwrap_or(Type::Unknown),
            maybe_empty: false,
        },
        item: *item,
    }
}

/// The value itself, or `value` of `{ value = …, except = … }`.
fn literal_of(item: &Item<'_>) -> Option<NodeValue> {
    match item.node().entries() {
        None => Some(item.node().value.clone()),
        Some(entries) => entries.get("value").map(|entry| entry.node.value.clone()),
    }
}

/// The type a literal shows.
pub(crate) fn literal_type(value: &NodeValue) -> Option<Type> {
    Some(match value {
        NodeValue::Text(text) if text.starts_with('=') => return None,
        NodeValue::Text(text) if Duration::parse(text).is_some() => Type::Duration,
        NodeValue::Text(_) => Type::Text,
        NodeValue::Number(digits) => match Number::parse(digits)?.whole() {
            Some(_) => Type::Whole,
            None => Type::Number,
        },
        NodeValue::YesNo(_) => Type::YesNo,
        NodeValue::Date(_) => Type::Date,
        NodeValue::Time(_) => Type::Time,
        NodeValue::Local(_) | NodeValue::Offset(_) => Type::Instant,
        NodeValue::List(items) => {
            let first = items.first().map(|item| &item.value);
            Type::List(Box::new(first.map_or(Some(Type::Unknown), literal_type)?))
        }
        NodeValue::Table(_) => return None,
    })
}

/// A declared name must be one an expression can say.
pub(crate) fn check_name(item: &Item<'_>, kind: &str, found: &mut Diagnostics) {
    let name = item.name();
    if !is_name(name) {
        found.push(Diagnostic::new("bad-name", item.name_span()).with("name", name));
    } else if is_kept(name) {
        let fault = Diagnostic::new("reserved-name", item.name_span())
            .with("name", name)
            .word("kind", kind);
        found.push(fault.with("near", format!("{name}_")));
    }
}

/// Whether expressions keep a word for something else.
pub(crate) fn is_kept(name: &str) -> bool {
    BUILTIN.contains(&name) || is_reserved(name)
}

/// Letters (of any script), digits and `_`, not beginning with a digit.
pub(crate) fn is_name(name: &str) -> bool {
    let letter = |c: char| c == '_' || c.is_alphabetic();
    let mut chars = name.chars();
    chars.next().is_some_and(letter) && chars.all(|c| letter(c) || c.is_ascii_digit())
}

/// The params a workflow knows: its own, and the desk's that it does not shadow.
pub(crate) fn params<'n>(
    desk: &[Item<'n>],
    own: &[Item<'n>],
    names: &mut Names,
    found: &mut Diagnostics,
) -> indexmap::IndexMap<String, ParamDecl<'n>> {
    let shadowed = |item: &&Item<'n>| !own.iter().any(|other| other.name() == item.name());
    let all = desk.iter().filter(shadowed).chain(own);
    let mut params = indexmap::IndexMap::new();
    for item in all {
        let id = ParamId(u16::try_from(params.len()).unwrap_or(u16::MAX));
        let name = names.intern(item.name());
        params.insert(item.name().to_owned(), param(item, (id, name), found));
    }
    params
}

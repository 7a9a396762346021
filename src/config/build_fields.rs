//! Fields and params as the engine has them; the order computed fields depend on each other in.

use petgraph::algo::toposort;
use petgraph::graphmap::DiGraphMap;

use std::sync::Arc;

use super::build::Build;
use super::cells::{self, Reading, Spot};
use super::codes::{PatternEnv, default_pattern, pattern};
use super::compile::{Wanted, compiled, setting};
use super::declare::{FieldDecl, FlowDecl, ParamDecl};
use super::diagnostic::{Diagnostic, Diagnostics};
use super::people::{Meant, all_who};
use super::reader::Said;
use super::scope::FlowScope;
use super::{later, resting};
use crate::engine::{CodePattern, Field, Param, Setting, Within};
use crate::lang::{self, Expr, Leaf, Read, Type, Typed, Want};
use crate::model::FieldId;

/// The fields by their place; places of fields that are gone stay empty.
pub(crate) fn fields(build: &mut Build<'_, '_>) -> Vec<Option<Field>> {
    let flow = build.flow;
    let width = build.names.width(flow.name);
    let mut fields: Vec<Option<Field>> = (0..width).map(|_| None).collect();
    for (name, decl) in &flow.fields {
        let field = field(build, name, decl);
        if let Some(place) = fields.get_mut(decl.id.place()) {
            *place = Some(field);
        }
    }
    fields
}

fn field(build: &mut Build<'_, '_>, name: &str, decl: &FieldDecl<'_>) -> Field {
    let scope = build.scope();
    let places = build.desk.money_places;
    let draft = &decl.draft;
    let default = draft
        .default
        .as_ref()
        .and_then(|item| setting(item, &scope, &Wanted::one(&decl.typed, places), build.found));
    // Whoever opens a record is responsible for it unless something else is said.
    let opener = || {
        let want = Want::optional(decl.typed.ty.clone());
        let opener = lang::compile("opened_by", &scope, &want).ok();
        opener.map(Setting::plain)
    };
    let is_owner = decl.id == FieldId::OWNER && draft.default.is_none();
    let default = if is_owner { opener() } else { default };
    let within = within(build, decl, default.as_ref());
    let computed = draft
        .computed
        .and_then(|said| computed(&said, decl, &scope, build.found));
    let code = is_code(decl)
        .then(|| field_code(build, name, decl))
        .flatten();
    let holding = super::build_holding::holding(build, name, decl);
    let runs = computed.as_ref().filter(|_| !decl.rests);
    let reads = runs.map(Expr::reads).unwrap_or_default();
    let inputs = reads.iter().filter_map(|read| match read {
        Read::Leaf(Leaf::Field(input), _) => Some(*input),
        _ => None,
    });
    let inputs = inputs.collect();
    let tasks = |read: &Read| matches!(read, Read::Leaf(Leaf::Task(..), _));
    let follows_tasks = reads.iter().any(tasks);
    Field {
        inputs,
        follows_tasks,
        name: decl.name,
        id: decl.id,
        label: build.label(&[name], draft.label.as_ref()),
        typed: decl.typed.clone(),
        required: draft.required,
        default,
        computed,
        frozen: draft.frozen,
        unique: draft.unique || draft.key,
        personal: draft.personal,
        within,
        seen_by: all_who(draft.seen_by, &scope, Meant::People, build.found),
        code,
        holding,
    }
}

/// What the field can hold; a default that it cannot is told.
fn within(
    build: &mut Build<'_, '_>,
    decl: &FieldDecl<'_>,
    default: Option<&Setting>,
) -> Option<Within> {
    let said = decl.draft.within?;
    let ty = match &decl.typed.ty {
        Type::List(of) => of,
        ty => ty,
    };
    let how = Reading {
        ty,
        money_places: build.desk.money_places,
        scope: None,
    };
    let read = cells::input(&Spot::said(said, "within"), &how, build.found)?;
    let within = Within {
        text: Arc::from(said.text),
        cell: read.cell,
    };
    let usual = default.and_then(|default| default.base.as_constant());
    if let (Some(item), Some(value)) = (&decl.draft.default, usual)
        && !within.allows(value)
    {
        let told = Diagnostic::new("cell-outside", item.span())
            .with("cell", "default")
            .with("text", default.map_or("", |default| default.base.text()))
            .with("within", said.text);
        build.found.push(told.also(said.inner(), "declared-here"));
    }
    Some(within)
}

fn is_code(decl: &FieldDecl<'_>) -> bool {
    decl.draft.ty.is_some_and(|ty| ty.text == "code")
}

fn computed(
    said: &Said<'_>,
    decl: &FieldDecl<'_>,
    scope: &FlowScope<'_>,
    found: &mut Diagnostics,
) -> Option<Expr> {
    let rest = said.strip("=")?;
    let want = if decl.inferred || decl.broken {
        Want::Any
    } else {
        Want::optional(decl.typed.ty.clone())
    };
    if decl.rests && !resting::is_lines(decl) {
        later::rests_at(rest.text.trim(), rest.inner(), found);
    }
    compiled(&rest, scope, &want, found)
}

fn field_code(build: &mut Build<'_, '_>, name: &str, decl: &FieldDecl<'_>) -> Option<CodePattern> {
    match decl.draft.pattern {
        Some(said) => read_pattern(build, &said),
        None => Some(default_pattern(
            &build.desk.name,
            &format!("{}-{name}", build.flow.text),
        )),
    }
}

fn read_pattern(build: &mut Build<'_, '_>, said: &Said<'_>) -> Option<CodePattern> {
    let flow = build.flow;
    let names: Vec<String> = flow.fields.keys().cloned().collect();
    let field = |name: &str| flow.fields.get(name).map(|field| field.id);
    let env = PatternEnv {
        desk: &build.desk.name,
        field: &field,
        fields: &names,
    };
    pattern(said.text, said.inner(), &env, build.found)
}

/// How the workflow's records are coded.
pub(crate) fn code(build: &mut Build<'_, '_>) -> CodePattern {
    let said = build.flow.top.code.and_then(|item| item.said(build.found));
    let read = said.and_then(|said| read_pattern(build, &said));
    read.unwrap_or_else(|| default_pattern(&build.desk.name, &build.flow.text))
}

/// The params, in the order of their numbers.
pub(crate) fn params(build: &mut Build<'_, '_>) -> Vec<Param> {
    let flow = build.flow;
    flow.params
        .values()
        .filter_map(|decl| param(build, decl))
        .collect()
}

fn param(build: &mut Build<'_, '_>, decl: &ParamDecl<'_>) -> Option<Param> {
    let wanted = if decl.inferred || decl.broken {
        build.wanted(&[])
    } else {
        // A whole number may stand where an exception has a fraction.
        match decl.typed.ty {
            Type::Whole => build.wanted(&[Type::Whole, Type::Number]),
            ref ty => build.wanted(std::slice::from_ref(ty)),
        }
    };
    let scope = build.scope();
    let value: Setting = setting(&decl.item, &scope, &wanted, build.found)?;
    Some(Param {
        name: decl.name,
        typed: decl.typed.clone(),
        value,
    })
}

/// In a person's workflow: the field that holds the roles.
pub(crate) fn roles_field(flow: &FlowDecl<'_>) -> Option<FieldId> {
    let is_role = |field: &&FieldDecl<'_>| field.draft.ty.is_some_and(|ty| ty.text == "role");
    let field = flow
        .person
        .then(|| flow.fields.values().find(is_role))
        .flatten();
    field.map(|field| field.id)
}

/// Gives computed fields (and params) without a declared type the type of their expression. Each may read others, so it is
/// tried until nothing new is learnt; faults are told of later, when all types are known.
pub(crate) fn infer(desk: &mut super::declare::DeskDecl<'_>) {
    for _ in 0..MAX_DEPTH {
        let learnt = learn(desk);
        if learnt.is_empty() {
            return;
        }
        for (flow, name, typed) in learnt {
            let Some(flow) = desk.flows.get_mut(&flow) else {
                continue;
            };
            if let Some(field) = flow.fields.get_mut(&name) {
                field.typed = typed;
            } else if let Some(param) = flow.params.get_mut(&name) {
                param.typed = typed;
            }
        }
    }
}

/// How deep computed fields may stand on each other for their types to be found.
const MAX_DEPTH: usize = 16;

fn learn(desk: &super::declare::DeskDecl<'_>) -> Vec<(String, String, Typed)> {
    let mut learnt = Vec::new();
    for flow in desk.flows.values() {
        let scope = FlowScope::new(desk, flow);
        let fields = flow.fields.iter().filter_map(|(name, field)| {
            let said = field.draft.computed?.strip("=")?;
            let want = match field.inferred {
                true => Want::Any,
                // Its type is declared; whether it may be empty lies with what it is computed from.
                false => Want::optional(field.typed.ty.clone()),
            };
            Some((name, said, &field.typed, want))
        });
        let params = flow.params.iter().filter(|(_, param)| param.inferred);
        let params = params.filter_map(|(name, param)| {
            let said = later::base_text(&param.item)?.strip("=")?;
            Some((name, said, &param.typed, Want::Any))
        });
        for (name, said, known, want) in fields.chain(params) {
            let mut ignored = Diagnostics::default();
            let expr = compiled(&said, &scope, &want, &mut ignored);
            if let Some(expr) = expr
                && expr.ty() != known
            {
                learnt.push((flow.text.clone(), name.clone(), expr.ty().clone()));
            }
        }
    }
    learnt
}

/// The computed fields in the order in which they depend on each other; a circle is told of.
pub(crate) fn computed_order(
    flow: &FlowDecl<'_>,
    fields: &[Option<Field>],
    found: &mut Diagnostics,
) -> Vec<FieldId> {
    let mut graph: DiGraphMap<FieldId, ()> = DiGraphMap::new();
    // What rests is never computed: it stays empty.
    let rests = |id| flow.field_by_id(id).is_some_and(|(_, field)| field.rests);
    let computed = || {
        let computed = fields.iter().flatten();
        computed.filter(|field| field.computed.is_some() && !rests(field.id))
    };
    for field in computed() {
        graph.add_node(field.id);
    }
    for field in computed() {
        let reads = field.computed.iter().flat_map(Expr::reads);
        for read in reads {
            if let Read::Leaf(Leaf::Field(read), _) = read
                && graph.contains_node(read)
            {
                graph.add_edge(read, field.id, ());
            }
        }
    }
    match toposort(&graph, None) {
        Ok(order) => order,
        Err(circle) => {
            let text = |id: FieldId| flow.field_by_id(id).map_or("?", |(name, _)| name);
            let at = circle.node_id();
            let component = petgraph::algo::kosaraju_scc(&graph);
            let circle = component
                .into_iter()
                .find(|part| part.contains(&at))
                .unwrap_or_default();
            let mut path: Vec<&str> = circle.iter().map(|id| text(*id)).collect();
            path.sort_unstable();
            path.extend(path.first().copied());
            let first = circle
                .iter()
                .filter_map(|id| flow.field_by_id(*id))
                .min_by_key(|(_, f)| f.at.start);
            if let Some((name, field)) = first {
                let fault = Diagnostic::new("computed-cycle", field.at)
                    .with("field", name)
                    .with("path", path.join(" → "));
                found.push(fault);
            }
            Vec::new()
        }
    }
}

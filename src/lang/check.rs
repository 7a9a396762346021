//! The type check: what each part of an expression is, and what is wrong with it. A part that has a fault yields
//! nothing, and whatever contains it keeps silent.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::model::{Number, Value};

use super::compile::constant;
use super::expr::{Called, Node, Op};
use super::fault::Fault;
use super::scope::Scope;
use super::syntax::{Kind, Name, Syn};
use super::types::{Choices, Type, Typed};
use super::values::{is_numeric, read_text, type_name};

/// The paths known to have a value where a part stands (`is_set(x) && …`).
#[derive(Clone, Debug, Default)]
pub(super) struct Facts(BTreeSet<String>);

/// A checked part.
#[derive(Clone, Debug)]
pub(super) struct Checked {
    pub(super) node: Node,
    pub(super) ty: Typed,
}

/// A check under way.
pub(super) struct Checker<'a> {
    pub(super) scope: &'a dyn Scope,
    pub(super) text: &'a str,
    pub(super) faults: Vec<Fault>,
    /// The calls of rules met.
    pub(super) calls: Vec<Called>,
}

impl Checker<'_> {
    /// Keeps a fault; always `None`, so that a check can end with it.
    pub(super) fn report<T>(&mut self, fault: Fault) -> Option<T> {
        self.faults.push(fault);
        None
    }

    /// The text of a range.
    pub(super) fn written(&self, at: &Range<usize>) -> &str {
        self.text.get(at.clone()).unwrap_or("")
    }

    /// Checks a part.
    pub(super) fn check(&mut self, syn: &Syn, facts: &Facts) -> Option<Checked> {
        let at = syn.at.clone();
        match &syn.kind {
            Kind::Broken => None,
            Kind::Number(number) => Some(constant(
                Value::from(*number),
                match number {
                    Number::Whole(_) => Type::Whole,
                    Number::Decimal(_) => Type::Number,
                },
                at,
            )),
            Kind::Text(text) => Some(constant(Value::text(text), Type::Text, at)),
            Kind::YesNo(yes) => Some(constant(Value::YesNo(*yes), Type::YesNo, at)),
            Kind::List(items) => self.list(items, at, facts),
            Kind::Path(names) => self.path(names, at, facts),
            Kind::Call { name, args } => self.call(name, args, at, facts),
            Kind::Part(inner, names) => self.part(inner, names, facts),
            Kind::Not(inner) => {
                let inner = self.condition(inner, facts)?;
                Some(made(Op::Not(Box::new(inner.node)), Type::YesNo, at))
            }
            Kind::Minus(inner) => self.minus(inner, at, facts),
            Kind::All(parts) => {
                let parts = self.conditions(parts, facts, Facts::if_true)?;
                Some(made(Op::All(parts), Type::YesNo, at))
            }
            Kind::Any(parts) => {
                let parts = self.conditions(parts, facts, Facts::if_false)?;
                Some(made(Op::Any(parts), Type::YesNo, at))
            }
            Kind::IfEmpty(parts) => self.if_empty(parts, at, facts),
            Kind::Compare(cmp, lhs, rhs) => self.compare(*cmp, lhs, rhs, at, facts),
            Kind::Arith(arith, lhs, rhs) => self.arith(*arith, lhs, rhs, at, facts),
            Kind::In(item, list) => self.is_in(item, list, at, facts),
        }
    }

    /// A part that must have a value here.
    pub(super) fn need(&mut self, mut checked: Checked) -> Option<Checked> {
        if !checked.ty.maybe_empty {
            return Some(checked);
        }
        checked.ty.maybe_empty = false;
        let at = checked.node.at.clone();
        let written = self.written(&at).to_owned();
        let help = match &checked.ty.ty {
            ty if is_numeric(ty) => format!("({written} ?? 0)"),
            Type::YesNo => format!("({written} ?? false)"),
            Type::Text => format!("({written} ?? \"\")"),
            _ => format!("is_set({written}) && {written}"),
        };
        self.report(
            Fault::new("maybe-empty", at)
                .arg("name", written)
                .help(help),
        )
    }

    /// Checks a part that must have a value.
    pub(super) fn needed(&mut self, syn: &Syn, facts: &Facts) -> Option<Checked> {
        let checked = self.check(syn, facts)?;
        self.need(checked)
    }

    /// A part brought to a type, or `type-mismatch`.
    pub(super) fn fit(&mut self, checked: Checked, wanted: &Type) -> Option<Checked> {
        let Checked { node, ty } = checked;
        let typed = Typed {
            ty: wanted.clone(),
            maybe_empty: ty.maybe_empty,
        };
        if let (Op::Const(Value::Text(text)), false) = (&node.op, wanted == &Type::Text) {
            return match read_text(text.as_str(), wanted) {
                Some(value) => Some(Checked {
                    node: Node {
                        op: Op::Const(value),
                        at: node.at,
                    },
                    ty: typed,
                }),
                None => {
                    let fault = literal_fault(text.as_str(), wanted, node.at);
                    self.report(fault)
                }
            };
        }
        let run_time = ty.ty == Type::Unknown && *wanted != Type::Unknown;
        // A rule whose results are texts may name the choices, one whose results are numbers may give whole ones: looked
        // at when it is run.
        let named = matches!(
            (&node.op, &ty.ty, wanted),
            (
                Op::Rule(..) | Op::Table(..),
                Type::Text,
                Type::Choice(_) | Type::Row(..)
            ) | (Op::Rule(..) | Op::Table(..), Type::Number, Type::Whole)
        );
        if run_time || named {
            let at = node.at.clone();
            return Some(Checked {
                node: Node {
                    op: Op::Expect(Box::new(node), wanted.clone()),
                    at,
                },
                ty: typed,
            });
        }
        if fits(&ty.ty, wanted) {
            return Some(Checked { node, ty: typed });
        }
        self.report(mismatch(node.at, type_name(wanted), &ty.ty))
    }

    /// Checks a part that must be yes or no.
    pub(super) fn condition(&mut self, syn: &Syn, facts: &Facts) -> Option<Checked> {
        let checked = self.needed(syn, facts)?;
        self.fit(checked, &Type::YesNo)
    }

    fn conditions(
        &mut self,
        parts: &[Syn],
        facts: &Facts,
        learn: fn(&mut Facts, &Syn),
    ) -> Option<Vec<Node>> {
        let mut known = facts.clone();
        let mut nodes = Some(Vec::new());
        let mut unheard = false;
        for part in parts {
            let before = self.faults.len();
            let checked = self.condition(part, &known);
            if unheard {
                // What an earlier part would have said of emptiness is not known: that part has a fault.
                let earlier = self.faults.len().min(before);
                let mut at = 0;
                self.faults.retain(|fault| {
                    at += 1;
                    at <= earlier || fault.id != "maybe-empty"
                });
            }
            match checked {
                Some(checked) => {
                    if let Some(nodes) = &mut nodes {
                        nodes.push(checked.node);
                    }
                }
                None => {
                    nodes = None;
                    unheard |= self.written(&part.at).contains("is_set");
                }
            }
            learn(&mut known, part);
        }
        nodes
    }

    fn minus(&mut self, inner: &Syn, at: Range<usize>, facts: &Facts) -> Option<Checked> {
        let checked = self.needed(inner, facts)?;
        let ty = checked.ty.ty.clone();
        if !is_numeric(&ty) && ty != Type::Unknown {
            return self.report(mismatch(checked.node.at, "number", &ty));
        }
        Some(made(Op::Minus(Box::new(checked.node)), ty, at))
    }

    fn list(&mut self, items: &[Syn], at: Range<usize>, facts: &Facts) -> Option<Checked> {
        let checked: Vec<Option<Checked>> =
            items.iter().map(|item| self.needed(item, facts)).collect();
        let items: Option<Vec<Checked>> = checked.into_iter().collect();
        let items = items?;
        let ty = match items.first() {
            Some(first) if items.iter().all(|item| item.ty.ty == first.ty.ty) => {
                first.ty.ty.clone()
            }
            Some(_) if items.iter().all(|item| is_numeric(&item.ty.ty)) => Type::Number,
            _ => Type::Unknown,
        };
        let nodes = items.into_iter().map(|item| item.node).collect();
        Some(made(Op::List(nodes), Type::List(Box::new(ty)), at))
    }

    fn if_empty(&mut self, parts: &[Syn], at: Range<usize>, facts: &Facts) -> Option<Checked> {
        let checked: Vec<Option<Checked>> =
            parts.iter().map(|part| self.check(part, facts)).collect();
        let parts: Option<Vec<Checked>> = checked.into_iter().collect();
        let parts = parts?;
        let literal = |part: &Checked| matches!(&part.node.op, Op::Const(Value::Text(_)));
        let mut ty = parts
            .iter()
            .find(|part| !literal(part))
            .or(parts.first())
            .map(|part| part.ty.ty.clone())?;
        if is_numeric(&ty) {
            let wider = |part: &Checked| is_numeric(&part.ty.ty) && part.ty.ty != Type::Whole;
            if let Some(wide) = parts.iter().find(|part| wider(part))
                && ty == Type::Whole
            {
                ty = wide.ty.ty.clone();
            }
        }
        let maybe_empty = parts.iter().all(|part| part.ty.maybe_empty);
        let mut nodes = Vec::new();
        for part in parts {
            nodes.push(self.fit(part, &ty)?.node);
        }
        Some(Checked {
            node: Node {
                op: Op::IfEmpty(nodes),
                at,
            },
            ty: Typed { ty, maybe_empty },
        })
    }
}

impl Facts {
    /// Whether a path is known to have a value.
    pub(super) fn knows(&self, names: &[Name]) -> bool {
        self.0.contains(&path_text(names))
    }

    /// Learns what holds once a part was yes.
    fn if_true(&mut self, syn: &Syn) {
        match &syn.kind {
            Kind::Call { name, args } if name.text == "is_set" => {
                if let [
                    Syn {
                        kind: Kind::Path(names),
                        ..
                    },
                ] = args.as_slice()
                {
                    // Where `a.b` has a value, so has `a`.
                    for length in 1..=names.len() {
                        self.0
                            .insert(path_text(names.get(..length).unwrap_or(names)));
                    }
                }
            }
            Kind::All(parts) => parts.iter().for_each(|part| self.if_true(part)),
            Kind::Not(inner) => self.if_false(inner),
            _ => {}
        }
    }

    /// Learns what holds once a part was no.
    fn if_false(&mut self, syn: &Syn) {
        match &syn.kind {
            Kind::Any(parts) => parts.iter().for_each(|part| self.if_false(part)),
            Kind::Not(inner) => self.if_true(inner),
            _ => {}
        }
    }
}

fn path_text(names: &[Name]) -> String {
    let names: Vec<&str> = names.iter().map(|name| name.text.as_str()).collect();
    names.join(".")
}

/// A part that always has a value.
pub(super) fn made(op: Op, ty: Type, at: Range<usize>) -> Checked {
    Checked {
        node: Node { op, at },
        ty: Typed {
            ty,
            maybe_empty: false,
        },
    }
}

/// The fault `type-mismatch`.
pub(super) fn mismatch(at: Range<usize>, wanted: &str, got: &Type) -> Fault {
    Fault::new("type-mismatch", at)
        .arg("wanted", wanted)
        .arg("got", type_name(got))
}

/// Whether a value of one type is one of another.
fn fits(got: &Type, wanted: &Type) -> bool {
    match (got, wanted) {
        (_, Type::Unknown) => true,
        (got, Type::Number | Type::Money | Type::Percent) => is_numeric(got),
        (Type::Choice(got), Type::Choice(wanted)) => {
            got.0.iter().all(|(_, id)| wanted.text(*id).is_some())
        }
        (Type::Row(got, _), Type::Row(wanted, _)) => got == wanted,
        (Type::List(got), Type::List(wanted)) => **got == Type::Unknown || fits(got, wanted),
        (got, wanted) => got == wanted,
    }
}

/// What is wrong with a text literal that is no value of the wanted type.
pub(super) fn literal_fault(text: &str, wanted: &Type, at: Range<usize>) -> Fault {
    match wanted {
        Type::Choice(choices) | Type::Row(_, choices) => unknown_choice(text, choices, at),
        _ => Fault::new("type-mismatch", at)
            .arg("wanted", type_name(wanted))
            .arg("got", "text"),
    }
}

/// The fault `unknown-choice`, with at most five of the declared ones.
pub(super) fn unknown_choice(text: &str, choices: &Choices, at: Range<usize>) -> Fault {
    let known: Vec<&str> = choices.0.iter().map(|(name, _)| &**name).collect();
    let mut listed = known.iter().take(5).copied().collect::<Vec<_>>().join(", ");
    if known.len() > 5 {
        listed.push_str(", …");
    }
    let mut fault = Fault::new("unknown-choice", at)
        .arg("choice", text)
        .arg("declared", listed);
    if let Some(near) = super::fault::nearest(text, known) {
        fault = fault
            .arg("nearest", near.clone())
            .help(format!("\"{near}\""));
    }
    fault
}

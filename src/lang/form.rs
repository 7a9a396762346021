//! Forms in expressions: what a form and its items say of themselves, and counts and sums over items.

use std::ops::Range;
use std::sync::Arc;

use crate::model::{NameId, Number, Sheet, SheetItem, Value};

use super::check::{Checked, Checker, Facts, made, mismatch};
use super::eval::Run;
use super::expr::{Node, Op};
use super::fault::Fault;
use super::path::read;
use super::syntax::{Name, Syn};
use super::types::{Env, EvalError, ItemFact, SheetFact, Type, Typed};
use super::values::{coerce, is_numeric};

/// What stands behind a form's dot besides the names of its items. No item may be called so.
pub const SHEET_FACTS: [&str; 5] = ["passed", "done", "met", "unmet", "items"];

/// What stands behind an item's dot besides the columns of its row. No column may be headed so by an admin's own meaning.
pub const ITEM_FACTS: [&str; 5] = ["name", "text", "answer", "weight", "met"];

impl Checker<'_> {
    /// `f.passed`, `f.unmet`, the answer to an item, and of all items what each says: `f.weight`.
    pub(super) fn of_sheet(
        &mut self,
        inner: Node,
        form: NameId,
        name: &Name,
        at: Range<usize>,
    ) -> Option<Checked> {
        let items = || Type::List(Box::new(Type::Item(form)));
        let (fact, ty) = match name.text.as_str() {
            "passed" => (SheetFact::Passed, Type::YesNo),
            "done" => (SheetFact::Done, Type::YesNo),
            "met" => (SheetFact::Met, items()),
            "unmet" => (SheetFact::Unmet, items()),
            "items" => (SheetFact::Items, items()),
            other => {
                let parts = self.scope.declared().form(form);
                let found = parts.and_then(|parts| {
                    let mut items = parts.items.iter();
                    items.find(|(known, ..)| known == other).cloned()
                });
                let Some((_, item, ty)) = found else {
                    let items = Box::new(inner);
                    let all = Node {
                        op: Op::OfSheet(items, SheetFact::Items),
                        at: at.clone(),
                    };
                    return self.of_items(all, form, name, at);
                };
                let typed = Typed {
                    ty: ty.clone(),
                    maybe_empty: true,
                };
                let op = Op::OfSheet(Box::new(inner), SheetFact::Answer(item, ty));
                return Some(read(op, typed, at));
            }
        };
        Some(made(Op::OfSheet(Box::new(inner), fact), ty, at))
    }

    /// `item.answer`.
    pub(super) fn of_item(
        &mut self,
        inner: Node,
        form: NameId,
        name: &Name,
        at: Range<usize>,
        maybe_empty: bool,
    ) -> Option<Checked> {
        let (fact, mut ty) = self.item_fact(form, name)?;
        ty.maybe_empty |= maybe_empty;
        Some(read(Op::OfItem(Box::new(inner), fact), ty, at))
    }

    /// `f.unmet.weight`: of a list of items, what each says.
    pub(super) fn of_items(
        &mut self,
        inner: Node,
        form: NameId,
        name: &Name,
        at: Range<usize>,
    ) -> Option<Checked> {
        let (fact, ty) = self.item_fact(form, name)?;
        let ty = Type::List(Box::new(ty.ty));
        Some(made(Op::OfItem(Box::new(inner), fact), ty, at))
    }

    fn item_fact(&mut self, form: NameId, name: &Name) -> Option<(ItemFact, Typed)> {
        let sure = |ty| Typed {
            ty,
            maybe_empty: false,
        };
        let parts = self.scope.declared().form(form);
        Some(match name.text.as_str() {
            "name" => (ItemFact::Name, sure(Type::Text)),
            "text" => (ItemFact::Text, sure(Type::Text)),
            "met" => (ItemFact::Met, sure(Type::YesNo)),
            "weight" => {
                let weight = parts.and_then(|parts| parts.weight.clone());
                (ItemFact::Weight, weight.unwrap_or(sure(Type::Whole)))
            }
            "answer" => {
                let ty = parts.map_or(Type::Unknown, super::scope::FormParts::answer);
                let typed = Typed {
                    ty,
                    maybe_empty: true,
                };
                (ItemFact::Answer, typed)
            }
            other => {
                let found = parts.and_then(|parts| {
                    let mut columns = parts.columns.iter();
                    columns.find(|(known, ..)| known == other)
                });
                let Some((_, column, ty)) = found else {
                    let known = self.form_words(form);
                    let fault = Fault::new("unknown-field", name.at.clone())
                        .arg("field", other)
                        .arg("of", "form")
                        .nearest(other, known.iter().map(String::as_str));
                    return self.report(fault);
                };
                (ItemFact::Column(*column), ty.clone())
            }
        })
    }

    /// All that can stand behind the dot of a form.
    fn form_words(&self, form: NameId) -> Vec<String> {
        let facts = SHEET_FACTS.iter().chain(&ITEM_FACTS);
        let mut known: Vec<String> = facts.map(|fact| (*fact).to_owned()).collect();
        if let Some(parts) = self.scope.declared().form(form) {
            known.extend(parts.items.iter().map(|(name, ..)| name.clone()));
            known.extend(parts.columns.iter().map(|(name, ..)| name.clone()));
        }
        known
    }

    /// `count(f.unmet)`, `any(f.unmet)`, `sum(f.met.weight)`; of a form alone, its items.
    pub(super) fn over_list(
        &mut self,
        name: &Name,
        of: &Syn,
        at: Range<usize>,
        facts: &Facts,
    ) -> Option<Checked> {
        let checked = self.check(of, facts)?;
        let checked = match (checked.ty.ty, checked.node.op) {
            (Type::Form(form), Op::Filled(inner)) => {
                let items = Type::List(Box::new(Type::Item(form)));
                made(Op::OfSheet(inner, SheetFact::Items), items, checked.node.at)
            }
            (ty, op) => Checked {
                ty: Typed {
                    ty,
                    // Nothing in a list that is not there counts.
                    maybe_empty: false,
                },
                node: Node {
                    op,
                    at: checked.node.at,
                },
            },
        };
        let Type::List(inner) = &checked.ty.ty else {
            let fault = mismatch(checked.node.at, "records", &checked.ty.ty);
            return self.report(fault);
        };
        let node = Box::new(checked.node);
        Some(match name.text.as_str() {
            "sum" => {
                if !is_numeric(inner) && **inner != Type::Unknown {
                    let fault = mismatch(node.at.clone(), "number", inner);
                    return self.report(fault);
                }
                let ty = match **inner {
                    Type::Unknown => Type::Number,
                    ref ty => ty.clone(),
                };
                made(Op::SumOf(node), ty, at)
            }
            "any" => made(Op::AnyIn(node), Type::YesNo, at),
            _ => made(Op::CountOf(node), Type::Whole, at),
        })
    }
}

impl<E: Env + ?Sized> Run<'_, E> {
    /// A form by itself: no value while it is not done.
    pub(super) fn filled(&self, node: &Node) -> Result<Value, EvalError> {
        match self.value(node)? {
            Value::Sheet(sheet) if !sheet.is_done() => Ok(Value::Empty),
            other => Ok(other),
        }
    }

    /// How many a list has.
    pub(super) fn count_of(&self, node: &Node) -> Result<Value, EvalError> {
        let count = self.list(node)?.len();
        Ok(Value::Whole(i64::try_from(count).unwrap_or(i64::MAX)))
    }

    /// What a form says of itself; one never opened is not passed, not done, and has no items.
    pub(super) fn of_sheet(&self, inner: &Node, fact: &SheetFact) -> Result<Value, EvalError> {
        let sheet = match self.value(inner)? {
            Value::Sheet(sheet) => Some(sheet),
            Value::Empty => None,
            other => return Err(self.wrong(inner, &other, "a form")),
        };
        Ok(match (fact, sheet) {
            (SheetFact::Passed, Some(sheet)) => Value::YesNo(self.env.passed(&sheet)?),
            (SheetFact::Done, Some(sheet)) => Value::YesNo(sheet.is_done()),
            (SheetFact::Met, Some(sheet)) => items(&sheet, SheetItem::is_met),
            (SheetFact::Unmet, Some(sheet)) => items(&sheet, SheetItem::is_unmet),
            (SheetFact::Items, Some(sheet)) => items(&sheet, |_| true),
            (SheetFact::Answer(name, ty), Some(sheet)) => {
                let answer = sheet.item(*name).map(|item| item.answer.clone());
                coerce(answer.unwrap_or_default(), ty)?
            }
            (SheetFact::Passed | SheetFact::Done, None) => Value::YesNo(false),
            (SheetFact::Answer(..), None) => Value::Empty,
            (_, None) => Value::List(Arc::new(Vec::new())),
        })
    }

    /// What an item says of itself, or each of a list.
    pub(super) fn of_item(&self, inner: &Node, fact: ItemFact) -> Result<Value, EvalError> {
        match self.value(inner)? {
            Value::Item(item) => Ok(self.item_fact(&item, fact)),
            Value::Empty => Ok(Value::Empty),
            Value::List(list) => {
                let said = list.iter().map(|item| match item {
                    Value::Item(item) => Ok(self.item_fact(item, fact)),
                    other => Err(self.wrong(inner, other, "an item")),
                });
                Ok(Value::List(Arc::new(said.collect::<Result<_, _>>()?)))
            }
            other => Err(self.wrong(inner, &other, "an item")),
        }
    }

    fn item_fact(&self, item: &SheetItem, fact: ItemFact) -> Value {
        match fact {
            ItemFact::Name => self.env.word(item.name).unwrap_or_default(),
            ItemFact::Text => Value::Text(item.text.clone()),
            ItemFact::Answer => item.answer.clone(),
            ItemFact::Weight => item.weight.clone(),
            ItemFact::Met => Value::YesNo(item.is_met()),
            ItemFact::Column(name) => item.column(name).cloned().unwrap_or_default(),
        }
    }

    /// A list; no value is an empty one.
    pub(super) fn list(&self, node: &Node) -> Result<Arc<Vec<Value>>, EvalError> {
        match self.value(node)? {
            Value::List(list) => Ok(list),
            Value::Empty => Ok(Arc::new(Vec::new())),
            other => Err(self.wrong(node, &other, "a list")),
        }
    }

    /// The sum of the numbers of a list; what is not there adds nothing.
    pub(super) fn sum_of(&self, node: &Node) -> Result<Value, EvalError> {
        let mut sum = Number::ZERO;
        for value in self.list(node)?.iter() {
            match value.number() {
                Some(number) => sum = sum.add(number)?,
                None if value.is_empty() => {}
                None => return Err(self.wrong(node, value, "numbers")),
            }
        }
        Ok(sum.into())
    }
}

fn items(sheet: &Sheet, which: fn(&SheetItem) -> bool) -> Value {
    let items = sheet.items.iter().filter(|item| which(item));
    Value::List(Arc::new(items.cloned().map(Value::Item).collect()))
}

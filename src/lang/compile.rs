//! From text to a checked [`Expr`]: parse, check against the declared types, fit to what is wanted.

use super::check::{Checked, Checker, Facts};
use super::expr::{Expr, Node, Op};
use super::fault::Fault;
use super::path;
use super::scope::{Scope, Want};
use super::syntax;
use super::types::{Type, Typed};
use super::values::type_name;

/// Compiles an expression.
///
/// # Errors
/// All its faults in the order of its text, one a cause; none where all that is wrong is a name whose own declaration
/// has a fault.
pub fn compile(text: &str, scope: &dyn Scope, want: &Want) -> Result<Expr, Vec<Fault>> {
    if text.trim() == "none" && scope.resolve("none").is_none() {
        return none(text, want);
    }
    let (syn, faults) = syntax::parse(text);
    let mut checker = Checker {
        scope,
        text,
        faults,
        calls: Vec::new(),
    };
    let checked = checker.check(&syn, &Facts::default());
    let fitted = checked.and_then(|checked| fit_wanted(&mut checker, checked, want));
    let mut faults = std::mem::take(&mut checker.faults);
    faults.sort_by_key(|fault| (fault.at.start, fault.at.end));
    let mut seen = std::collections::BTreeSet::new();
    faults.retain(|fault| {
        // The same name used twice is one cause.
        let once = matches!(
            fault.id,
            "unknown-name" | "maybe-empty" | "unknown-function"
        );
        !once
            || seen.insert((
                fault.id,
                text.get(fault.at.clone()).unwrap_or("").to_owned(),
            ))
    });
    let broken = faults.len();
    faults.retain(|fault| fault.id != path::SILENT);
    match fitted {
        Some(checked) if broken == 0 => {
            Ok(Expr::new(checked.node, checked.ty, text).calling(checker.calls))
        }
        _ => {
            debug_assert!(broken > 0, "a broken expression names its cause");
            Err(faults)
        }
    }
}

/// `none` alone is no value, where none is allowed.
fn none(text: &str, want: &Want) -> Result<Expr, Vec<Fault>> {
    let (ty, maybe_empty) = match want {
        Want::Is(wanted) => (wanted.ty.clone(), wanted.maybe_empty),
        Want::OneOf { maybe_empty, .. } => (Type::Unknown, *maybe_empty),
        Want::Any => (Type::Unknown, true),
    };
    if !maybe_empty {
        return Err(vec![
            Fault::new("maybe-empty", 0..text.len()).arg("name", text.trim()),
        ]);
    }
    let ty = Typed { ty, maybe_empty };
    Ok(Expr::constant(crate::model::Value::Empty, ty, text))
}

fn fit_wanted(checker: &mut Checker<'_>, checked: Checked, want: &Want) -> Option<Checked> {
    match want {
        Want::Any => Some(checked),
        Want::Is(wanted) => {
            let fitted = checker.fit(checked, &wanted.ty)?;
            match wanted.maybe_empty {
                true => Some(fitted),
                false => checker.need(fitted),
            }
        }
        Want::OneOf { types, maybe_empty } => {
            let fitted = fit_one(checker, checked, types)?;
            match maybe_empty {
                true => Some(fitted),
                false => checker.need(fitted),
            }
        }
    }
}

fn fit_one(checker: &mut Checker<'_>, checked: Checked, types: &[Type]) -> Option<Checked> {
    if checked.ty.ty == Type::Unknown {
        // Which of them it is shows when it is run; whoever uses the value looks.
        return Some(checked);
    }
    let before = checker.faults.len();
    for ty in types {
        if let Some(fitted) = checker.fit(checked.clone(), ty) {
            checker.faults.truncate(before);
            return Some(fitted);
        }
    }
    checker.faults.truncate(before);
    let wanted: Vec<&str> = types.iter().map(type_name).collect();
    checker.report(
        Fault::new("type-mismatch", checked.node.at)
            .arg("wanted", wanted.join(" | "))
            .arg("got", type_name(&checked.ty.ty)),
    )
}

/// A node that is always this value.
pub(super) fn constant(
    value: crate::model::Value,
    ty: Type,
    at: std::ops::Range<usize>,
) -> Checked {
    Checked {
        node: Node {
            op: Op::Const(value),
            at,
        },
        ty: Typed {
            ty,
            maybe_empty: false,
        },
    }
}

#[cfg(test)]
mod tests;

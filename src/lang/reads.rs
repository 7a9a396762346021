//! What a rule reads of the records (and months, dates, rows) it is given, read off rhai's tree: `employee.grade.label`.
//! Only what is plain to see is told: an argument under its own name. The rest shows when the rule is called.

use std::collections::BTreeSet;

use rhai::{AST, ASTNode, Expr, FnCallExpr, Stmt};

use super::lex::Tokens;
use super::script::{Defined, Handed, Path, place};

/// Fills in what a function, alone in its tree, reads of its arguments and hands on.
pub(super) fn describe(one: &AST, text: &str, tokens: &Tokens<'_>, function: &mut Defined) {
    let hidden = redefined(one);
    let walk = Walk {
        text,
        tokens,
        params: function
            .params
            .iter()
            .map(|param| (!hidden.contains(param)).then(|| param.clone()))
            .collect(),
    };
    let (mut reads, mut hands) = (Vec::new(), Vec::new());
    one.walk(&mut |path: &[ASTNode]| {
        let expr = match path.last() {
            Some(ASTNode::Expr(expr)) => *expr,
            Some(ASTNode::Stmt(Stmt::FnCall(call, _))) => {
                walk.handed(call, &mut hands);
                return true;
            }
            _ => return true,
        };
        match expr {
            Expr::FnCall(call, _) => walk.handed(call, &mut hands),
            Expr::Dot(..) => reads.extend(walk.path(expr).filter(|(_, path)| !path.is_empty())),
            _ => {}
        }
        true
    });
    function.reads = reads;
    function.hands = hands;
}

/// The names a function gives new values, so that they need not be its arguments any more.
fn redefined(one: &AST) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    one.walk(&mut |path: &[ASTNode]| {
        match path.last() {
            Some(ASTNode::Stmt(Stmt::Var(var, ..))) => {
                names.insert(var.0.name.to_string());
            }
            Some(ASTNode::Stmt(Stmt::For(each, _))) => {
                names.insert(each.0.name.to_string());
                names.extend(each.1.as_ref().map(|second| second.name.to_string()));
            }
            Some(ASTNode::Stmt(Stmt::Assignment(assigned))) => {
                if let Expr::Variable(variable, ..) = &assigned.1.lhs {
                    names.insert(variable.1.to_string());
                }
            }
            _ => {}
        }
        true
    });
    names
}

struct Walk<'t> {
    text: &'t str,
    tokens: &'t Tokens<'t>,
    /// The arguments by place; `None` where the name gets other values.
    params: Vec<Option<String>>,
}

impl Walk<'_> {
    /// The argument an expression reads, and the names behind it.
    fn path(&self, expr: &Expr) -> Option<(usize, Path)> {
        match expr {
            Expr::Variable(variable, ..) => {
                let name = variable.1.as_str();
                let mut params = self.params.iter();
                let of = params.position(|param| param.as_deref() == Some(name))?;
                Some((of, Path::new()))
            }
            Expr::Dot(parts, ..) => {
                let (of, mut path) = self.path(&parts.lhs)?;
                self.behind(&parts.rhs, &mut path);
                Some((of, path))
            }
            _ => None,
        }
    }

    /// The names behind a point, up to a call of a method or an index.
    fn behind(&self, expr: &Expr, path: &mut Path) -> bool {
        match expr {
            Expr::Property(property, position) => {
                let at = place(self.tokens, self.text, *position);
                path.push((property.2.to_string(), at));
                true
            }
            Expr::Dot(parts, ..) => self.behind(&parts.lhs, path) && self.behind(&parts.rhs, path),
            Expr::Index(parts, ..) => {
                self.behind(&parts.lhs, path);
                false
            }
            _ => false,
        }
    }

    fn handed(&self, call: &FnCallExpr, hands: &mut Vec<Handed>) {
        if call.op_token.is_some() {
            return;
        }
        for (place, arg) in call.args.iter().enumerate() {
            // Only a plain chain of names hands a part on as it is.
            if let Some((of, path)) = self.path(arg).filter(|_| self.is_plain(arg)) {
                hands.push(Handed {
                    of,
                    path,
                    to: call.name.to_string(),
                    place,
                });
            }
        }
    }

    fn is_plain(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Variable(..) | Expr::Property(..) => true,
            Expr::Dot(parts, ..) => self.is_plain(&parts.lhs) && self.is_plain(&parts.rhs),
            _ => false,
        }
    }
}

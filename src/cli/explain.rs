//! `casework explain`: what a message of the check means and why it matters, with an example wrong and right.

use super::{Exit, Global, look, print};
use crate::config::explain;
use crate::config::nearest;
use crate::model::catalogue::{self, Lang, message};

/// What `explain` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The id of a message, as it stands in brackets; without one all are listed
    id: Option<String>,
    /// Print all explanations as one Markdown page
    #[arg(long, conflicts_with = "id")]
    markdown: bool,
}

/// Prints the explanation of one message, or a line for each.
pub(crate) fn run(global: &Global, args: &Args) -> Exit {
    let lang = global.lang.unwrap_or(Lang::En);
    let Some(id) = &args.id else {
        print(&match args.markdown {
            true => explain::markdown(lang),
            false => list(lang),
        });
        return Exit::Fine;
    };
    if let Some(page) = explain::page(id) {
        print(&explain::text(page, lang, look()));
        return Exit::Fine;
    }
    let known = catalogue::diagnostics().map(|message| message.id);
    let near = nearest(id, known);
    let mut words = vec![("id", id.as_str())];
    words.extend(near.as_deref().map(|near| ("near", near)));
    eprintln!("casework: {}", message("explain-unknown", lang, &words));
    if let Some(help) = catalogue::help("explain-unknown", lang, &words) {
        eprintln!("  {help}");
    }
    Exit::Unusable
}

/// A line a message, under the titles of their families.
fn list(lang: Lang) -> String {
    let mut text = String::new();
    for family in explain::families() {
        text.push_str(family.title(lang));
        text.push('\n');
        for page in &family.pages {
            let [means, _] = page.words(lang);
            let line = format!("  {:<26} {means}\n", page.id);
            text.push_str(&line);
        }
        text.push('\n');
    }
    text
}

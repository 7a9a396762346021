//! `casework revisions` and `publish`: what was saved, what its dry run found, and making it live.

use serde_json::{Value as Json, json};

use super::client::{Client, Common, Once, encoded, with_client, word};
use super::{Exit, Global};
use crate::model::catalogue::{Lang, message};

/// What `revisions` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Revisions {
    /// One revision, by number or the beginning of its hash, with what its dry run found
    revision: Option<String>,
    #[command(flatten)]
    common: Common,
}

/// What `publish` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Publish {
    /// The revision, by number or the beginning of its hash
    revision: String,
    /// Names the dry run you have seen
    #[arg(long)]
    digest: String,
    /// In what words it was prompted, where the right asks for them
    #[arg(long, value_name = "TEXT")]
    prompt: Option<String>,
    /// Who prompted it: a person's key or code
    #[arg(long, value_name = "PERSON")]
    prompted_by: Option<String>,
    #[command(flatten)]
    common: Common,
}

/// Lists revisions, or shows one.
pub(crate) fn revisions(global: &Global, args: &Revisions) -> Exit {
    let path = match &args.revision {
        Some(revision) => format!("/revisions/{}", encoded(revision)),
        None => "/revisions".to_owned(),
    };
    let ask = |client: &Client| client.get(&path);
    with_client(global, &args.common, ask, |body, lang| {
        match body.as_array() {
            Some(list) => {
                let all = list.iter().map(|one| shown(one, &args.common, lang));
                let all: String = all.collect();
                format!("{all}{}", legend(list, lang))
            }
            None => {
                let desks = body.pointer("/report/dry_run").and_then(Json::as_object);
                let texts = desks.into_iter().flat_map(|desks| desks.values());
                let texts: Vec<&str> = texts.filter_map(|dry| dry.get("text")?.as_str()).collect();
                let told = body.pointer("/report/diagnostics").and_then(Json::as_array);
                let told = told.into_iter().flatten().map(|told| {
                    let (path, line) = (word(told, "path"), word(told, "line"));
                    format!("{path}:{line}: {}\n", word(told, "message"))
                });
                let told: String = told.collect();
                let digest = match (
                    texts.is_empty(),
                    word(body.get("staged").unwrap_or(&Json::Null), "digest"),
                ) {
                    (false, digest) if digest != "—" => {
                        message("dry-digest", lang, &[("digest", &*digest)]) + "\n"
                    }
                    _ => String::new(),
                };
                let head =
                    shown(body, &args.common, lang) + &legend(std::slice::from_ref(body), lang);
                format!("{head}\n{told}{}{digest}", texts.join("\n"))
            }
        }
    })
}

/// Makes a staged revision live.
pub(crate) fn publish(global: &Global, args: &Publish) -> Exit {
    let ask = |client: &Client| {
        let path = format!("/revisions/{}/publish", encoded(&args.revision));
        let body = json!({
            "digest": args.digest,
            "prompt": args.prompt,
            "prompted_by": args.prompted_by,
        });
        client.post(&path, &body, &Once::default())
    };
    with_client(global, &args.common, ask, published)
}

fn published(body: &Json, lang: Lang) -> String {
    let revision = word(body, "revision");
    let desks = names(body);
    let args = [("revision", &*revision), ("desks", &*desks)];
    format!("{}\n", message("published", lang, &args))
}

fn names(body: &Json) -> String {
    let desks = body.get("desks").and_then(Json::as_array);
    let desks = desks.into_iter().flatten().filter_map(Json::as_str);
    desks.collect::<Vec<_>>().join(", ")
}

/// What the words for the status of the revisions shown mean, a sentence each.
fn legend(list: &[Json], lang: Lang) -> String {
    let mut text = String::new();
    for status in ["active", "staged", "kept", "retired"] {
        if list.iter().any(|one| word(one, "status") == status) {
            let said = message(&format!("revision-{status}-is"), lang, &[]);
            text.push_str(&format!("{said}\n"));
        }
    }
    match text.is_empty() {
        true => text,
        false => format!("\n{text}"),
    }
}

fn shown(revision: &Json, common: &Common, lang: Lang) -> String {
    let hash: String = word(revision, "hash").chars().take(12).collect();
    let mut text = line(&[
        &word(revision, "revision"),
        &hash,
        &word(revision, "at_local"),
        &message(&format!("revision-{}", word(revision, "status")), lang, &[]),
        &names(revision),
    ]);
    if let Some(staged) = revision.get("staged") {
        text.push_str("   ");
        text.push_str(&line(&[&word(staged, "says"), &names(staged)]));
        let reasons = staged.get("reasons").and_then(Json::as_array);
        for reason in reasons.into_iter().flatten() {
            text.push_str(&format!("   - {}\n", word(reason, "detail")));
            if let Some(help) = reason.get("help").and_then(Json::as_str) {
                text.push_str(&format!("     {help}\n"));
            }
        }
        if word(staged, "verdict") == "waits" {
            let (no, digest) = (word(revision, "revision"), word(staged, "digest"));
            let place = common.place_said();
            text.push_str(&format!(
                "   casework publish {no} --digest {digest}{place} --as PERSON\n"
            ));
        }
    }
    text
}

/// Words as one line; what is empty leaves no blanks behind.
fn line(words: &[&str]) -> String {
    format!("{}\n", words.join("  ").trim_end())
}

//! Problems after RFC 9457, in the language asked.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value as Json, json};

use crate::daemon::{DaemonError, Refused};
use crate::model::catalogue::{Lang, Reason, word};

/// A request that did not do what was asked.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    refused: Refused,
    lang: Lang,
}

impl Problem {
    pub(super) fn new(refused: Refused, lang: Lang) -> Problem {
        Problem { refused, lang }
    }

    pub(super) fn one(status: StatusCode, reason: Reason, lang: Lang) -> Problem {
        Problem::new(Refused::one(status.as_u16(), reason), lang)
    }

    pub(super) fn unreadable(detail: &str, lang: Lang) -> Problem {
        let reason = Reason::new("request-unreadable").with("detail", detail);
        Problem::one(StatusCode::BAD_REQUEST, reason, lang)
    }

    pub(super) fn failed(error: &DaemonError, lang: Lang) -> Problem {
        let (status, reason) = match error {
            DaemonError::Busy => (StatusCode::SERVICE_UNAVAILABLE, Reason::new("busy")),
            other => {
                let reason = Reason::new("not-done").with("why", other.chain());
                (StatusCode::SERVICE_UNAVAILABLE, reason)
            }
        };
        Problem::one(status, reason, lang)
    }

    fn to_json(&self) -> Json {
        let lang = self.lang;
        let reasons = &self.refused.reasons;
        let first = reasons
            .first()
            .map_or("not-done", |reason| reason.id.as_str());
        let details: Vec<String> = reasons.iter().map(|reason| reason.text(lang)).collect();
        let mut fields = Map::new();
        for reason in reasons {
            if let Some(at) = &reason.at {
                fields.insert(at.clone(), reason.text(lang).into());
            }
        }
        let reasons = reasons.iter().map(|reason| {
            json!({
                "id": reason.id,
                "detail": reason.text(lang),
                "help": reason.help(lang),
                "at": reason.at,
            })
        });
        json!({
            "type": format!("urn:casework:{first}"),
            "title": word(title(self.refused.status, first), lang),
            "status": self.refused.status,
            "detail": details.join("\n"),
            "reasons": reasons.collect::<Vec<_>>(),
            "fields": fields,
            "line": self.refused.line,
        })
    }
}

fn title(status: u16, reason: &str) -> &'static str {
    match status {
        503 if reason != "busy" => "problem-failed",
        400 | 405 => "problem-unreadable",
        403 => "problem-not-allowed",
        404 => "problem-unknown",
        409 => "problem-conflict",
        413 => "problem-too-large",
        422 => "problem-unfit",
        503 => "problem-busy",
        _ => "problem-failed",
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.refused.status);
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = [(header::CONTENT_TYPE, "application/problem+json")];
        (status, headers, self.to_json().to_string()).into_response()
    }
}

/// The first language of `Accept-Language` that casework speaks.
pub(super) fn language(headers: &HeaderMap, usual: Lang) -> Lang {
    let asked = headers.get(header::ACCEPT_LANGUAGE);
    let asked = asked.and_then(|value| value.to_str().ok()).unwrap_or("");
    let mut tags = asked.split(',').filter_map(|part| part.split(';').next());
    tags.find_map(|tag| Lang::parse(tag.trim()))
        .unwrap_or(usual)
}

/// A header's text; percent-encoded where it is not plain ASCII.
pub(super) fn text_of(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?;
    let text = std::str::from_utf8(value.as_bytes()).ok()?.trim();
    (!text.is_empty()).then(|| decoded(text))
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let mut ahead = rest.clone();
        let pair = (ahead.next().and_then(hex), ahead.next().and_then(hex));
        match (byte, pair) {
            (b'%', (Some(high), Some(low))) => {
                bytes.push(high * 16 + low);
                rest = ahead;
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

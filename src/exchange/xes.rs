//! Event logs in XES, packed or not: traces and their events, with the attributes as they are written. What is nested
//! below an attribute, and statistics of the log itself, are passed over.

mod element;

use std::collections::VecDeque;
use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::events::Event;

use self::element::{Element, attribute, element, split_keys, syntax};
use super::log::{Classifier, Input, LogError, LogEvent, LogHeader, Loses, Raw};
use super::place::{Place, Placed};

/// No element with its attributes is longer.
const MOST_IN_ELEMENT: usize = 1024 * 1024;
const MOST_DEPTH: usize = 64;
const MOST_EVENTS_IN_TRACE: usize = 1_000_000;
const MOST_ATTRIBUTES: usize = 2_000;

type Attributes = Vec<(Arc<str>, Raw)>;

/// A log in XES, read trace by trace.
#[derive(Debug)]
pub(super) struct Xes {
    reader: Reader<Placed<Input>>,
    buffer: Vec<u8>,
    after_text: bool,
    header: LogHeader,
    ready: VecDeque<Result<LogEvent, LogError>>,
    names: Vec<Arc<str>>,
    row: u64,
    at: At,
}

/// How far the reading has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// The opening tag of a trace (or of an event outside any) has just been read.
    Trace,
    /// Between two traces.
    Log,
    /// Behind the log, or behind a fault that nothing follows.
    End,
}

/// One step through the file.
#[derive(Debug)]
enum Step {
    /// An element that has content.
    Open(Element),
    /// An element without content.
    Leaf(Element),
    /// The end of the element last opened.
    Close,
    /// The end of the file.
    Eof,
}

impl Xes {
    /// Reads up to the first trace.
    pub(super) fn new(input: Input) -> Result<Xes, LogError> {
        let reader = Reader::from_reader(Placed::new(input, MOST_IN_ELEMENT));
        let mut xes = Xes {
            reader,
            buffer: Vec::new(),
            after_text: false,
            header: LogHeader::default(),
            ready: VecDeque::new(),
            names: Vec::new(),
            row: 0,
            at: At::Log,
        };
        match xes.step()? {
            Step::Open(element) if element.name == "log" => {}
            Step::Leaf(element) if element.name == "log" => {
                xes.at = At::End;
                return Ok(xes);
            }
            Step::Open(element) | Step::Leaf(element) => {
                let found = format!("<{}>", element.name);
                return Err(LogError::fatal(
                    element.place,
                    found,
                    "<log>, as XES begins",
                ));
            }
            Step::Close | Step::Eof => {
                return Err(LogError::fatal(xes.place(), "no element", "<log>"));
            }
        }
        xes.read_head()?;
        Ok(xes)
    }

    pub(super) fn header(&self) -> &LogHeader {
        &self.header
    }

    pub(super) fn next(&mut self) -> Option<Result<LogEvent, LogError>> {
        loop {
            if let Some(ready) = self.ready.pop_front() {
                return Some(ready);
            }
            let read = match self.at {
                At::End => return None,
                At::Trace => self.read_trace(),
                At::Log => self.read_head(),
            };
            if let Err(error) = read {
                self.at = At::End;
                return Some(Err(error));
            }
        }
    }

    pub(super) fn place(&self) -> Place {
        self.reader.get_ref().place()
    }

    /// What stands between traces: extensions, globals, classifiers, attributes of the log.
    fn read_head(&mut self) -> Result<(), LogError> {
        self.at = At::Log;
        loop {
            match self.step()? {
                Step::Close => return self.read_after_log(),
                Step::Eof => return Err(self.cut_off("</log>")),
                Step::Open(element) => match element.name.as_str() {
                    "trace" => {
                        self.at = At::Trace;
                        return Ok(());
                    }
                    "event" => self.stray_event(&element)?,
                    "global" => self.read_global(&element)?,
                    _ => {
                        self.take_head(&element)?;
                        self.skip()?;
                    }
                },
                Step::Leaf(element) => match element.name.as_str() {
                    "trace" | "global" => {}
                    "event" => {
                        let found = "an <event> outside any <trace>";
                        let error = LogError::at(element.place, Loses::Event, found, "<trace>");
                        self.ready.push_back(Err(error));
                        self.row += 1;
                    }
                    _ => self.take_head(&element)?,
                },
            }
        }
    }

    fn stray_event(&mut self, element: &Element) -> Result<(), LogError> {
        self.row += 1;
        let found = "an <event> outside any <trace>";
        let error = LogError::at(element.place, Loses::Event, found, "<trace>");
        self.ready.push_back(Err(error));
        self.skip()
    }

    fn read_after_log(&mut self) -> Result<(), LogError> {
        self.at = At::End;
        match self.step()? {
            Step::Eof => Ok(()),
            Step::Open(element) | Step::Leaf(element) => {
                let found = format!("<{}> after </log>", element.name);
                Err(LogError::fatal(element.place, found, "the end of the file"))
            }
            Step::Close => Err(LogError::fatal(
                self.place(),
                "an end tag",
                "the end of the file",
            )),
        }
    }

    fn take_head(&mut self, element: &Element) -> Result<(), LogError> {
        if element.name == "classifier" {
            let (Some(name), Some(keys)) = (&element.called, &element.keys) else {
                let found = "a classifier without name or keys";
                let expected = "<classifier name=\"…\" keys=\"…\"/>";
                return Err(LogError::fatal(element.place, found, expected));
            };
            let keys = split_keys(keys, &self.header.columns);
            let name = name.clone();
            self.header.classifiers.push(Classifier { name, keys });
        }
        Ok(())
    }

    /// Attributes that every event (or trace) is declared to have.
    fn read_global(&mut self, global: &Element) -> Result<(), LogError> {
        let of_events = global.scope.as_deref().unwrap_or("event") == "event";
        let mut found = Attributes::new();
        loop {
            match self.step()? {
                Step::Close => break,
                Step::Eof => return Err(self.cut_off("</global>")),
                Step::Open(element) => {
                    self.take(&element, &mut found);
                    self.skip()?;
                }
                Step::Leaf(element) => self.take(&element, &mut found),
            }
        }
        if of_events {
            for (key, raw) in found {
                self.header.columns.push(key.to_string());
                self.header.defaults.insert(key.to_string(), raw);
            }
        }
        Ok(())
    }

    /// A trace is held until its end: an attribute of the case may stand behind its events.
    fn read_trace(&mut self) -> Result<(), LogError> {
        let mut of_case = Attributes::new();
        let mut events: Vec<(u64, Attributes)> = Vec::new();
        loop {
            match self.step()? {
                Step::Close => break,
                Step::Eof => return Err(self.cut_off("</trace>")),
                Step::Open(element) if element.name == "event" => {
                    if events.len() >= MOST_EVENTS_IN_TRACE {
                        let found = "a trace of over a million events";
                        return Err(LogError::fatal(element.place, found, "</trace>"));
                    }
                    self.row += 1;
                    events.push((self.row, self.read_event()?));
                }
                Step::Leaf(element) if element.name == "event" => {
                    self.row += 1;
                    events.push((self.row, Attributes::new()));
                }
                Step::Open(element) => {
                    self.take(&element, &mut of_case);
                    self.skip()?;
                }
                Step::Leaf(element) => self.take(&element, &mut of_case),
            }
        }
        let name = of_case.iter().find(|(k, _)| k.as_ref() == "concept:name");
        let case = name.map(|(_, raw)| raw.text.clone()).unwrap_or_default();
        let of_case = Arc::new(of_case);
        self.ready
            .extend(events.into_iter().map(|(row, attributes)| {
                Ok(LogEvent {
                    case: case.clone(),
                    row,
                    attributes,
                    case_attributes: Arc::clone(&of_case),
                })
            }));
        self.at = At::Log;
        Ok(())
    }

    fn read_event(&mut self) -> Result<Attributes, LogError> {
        let mut found = Attributes::new();
        loop {
            match self.step()? {
                Step::Close => return Ok(found),
                Step::Eof => return Err(self.cut_off("</event>")),
                Step::Open(element) => {
                    self.take(&element, &mut found);
                    self.skip()?;
                }
                Step::Leaf(element) => self.take(&element, &mut found),
            }
            if found.len() > MOST_ATTRIBUTES {
                let found = "an element of over 2,000 attributes";
                return Err(LogError::fatal(self.place(), found, "an end tag"));
            }
        }
    }

    /// Takes one attribute in; what is wrong with it is told in its turn, and the others are read on.
    fn take(&mut self, element: &Element, into: &mut Attributes) {
        match attribute(element) {
            Ok(Some((key, raw))) => {
                if into.iter().any(|(known, _)| known.as_ref() == key) {
                    let found = format!("`{key}` a second time");
                    let expected = "every attribute once";
                    let error = LogError::at(element.place, Loses::Value, found, expected);
                    self.ready.push_back(Err(error));
                    return;
                }
                let key = self.shared(&key);
                into.push((key, raw));
            }
            Ok(None) => {}
            Err(error) => self.ready.push_back(Err(error)),
        }
    }

    /// Logs use few names, many times over.
    fn shared(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.names.iter().find(|known| known.as_ref() == name) {
            return Arc::clone(known);
        }
        let new: Arc<str> = Arc::from(name);
        if self.names.len() < MOST_ATTRIBUTES {
            self.names.push(Arc::clone(&new));
        }
        new
    }

    /// Passes over the rest of the element last opened.
    fn skip(&mut self) -> Result<(), LogError> {
        let mut depth = 1_usize;
        while depth > 0 {
            match self.step()? {
                Step::Open(element) => {
                    depth += 1;
                    if depth > MOST_DEPTH {
                        let found = format!("elements nested deeper than {MOST_DEPTH}");
                        return Err(LogError::fatal(element.place, found, "an end tag"));
                    }
                }
                Step::Close => depth -= 1,
                Step::Leaf(_) => {}
                Step::Eof => return Err(self.cut_off("an end tag")),
            }
        }
        Ok(())
    }

    fn cut_off(&self, expected: &str) -> LogError {
        LogError::fatal(self.place(), "the end of the file", expected)
    }

    /// The next tag, or the end; text, comments and the like are passed over.
    fn step(&mut self) -> Result<Step, LogError> {
        loop {
            self.buffer.clear();
            self.reader.get_mut().mark();
            let mut place = self.reader.get_ref().place();
            if self.after_text {
                // The reader of XML takes the `<` in with the text before it.
                place.column = place.column.saturating_sub(1).max(1);
            }
            let event = self.reader.read_event_into(&mut self.buffer);
            let event = event.map_err(|error| syntax(place, &error))?;
            self.after_text = matches!(event, Event::Text(_));
            match event {
                Event::Start(start) => return Ok(Step::Open(element(place, &start)?)),
                Event::Empty(start) => return Ok(Step::Leaf(element(place, &start)?)),
                Event::End(_) => return Ok(Step::Close),
                Event::Eof => return Ok(Step::Eof),
                Event::DocType(_) => {
                    let found = "a document type";
                    return Err(LogError::fatal(place, found, "plain XML without one"));
                }
                Event::Decl(declaration) => {
                    if let Some(Ok(encoding)) = declaration.encoding()
                        && !encoding.eq_ignore_ascii_case(b"utf-8")
                        && !encoding.eq_ignore_ascii_case(b"us-ascii")
                    {
                        let found = format!("encoding {}", String::from_utf8_lossy(&encoding));
                        return Err(LogError::fatal(place, found, "UTF-8"));
                    }
                }
                Event::Text(text) if text.iter().any(|b| !b.is_ascii_whitespace()) => {
                    return Err(LogError::fatal(
                        place,
                        "text between elements",
                        "an element",
                    ));
                }
                Event::Text(_) | Event::CData(_) | Event::Comment(_) => {}
                Event::PI(_) | Event::GeneralRef(_) => {}
            }
        }
    }
}

#[cfg(test)]
mod tests;

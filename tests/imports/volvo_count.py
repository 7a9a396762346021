#!/usr/bin/env python3
"""A second opinion on the imports of the two Volvo logs: python's standard library and a table of its own.

It shares nothing with casework. It reads the raw XES, walks every case through a small table of allowed steps, and prints
what an import and a dry run must report: events, cases, people, agreement of the states event by event, what disagrees, the
transitions taken, where the cases stand at the end, and how many cases a change of one guard touches.

    volvo_count.py incidents 07_bpic2013_incidents.xes.gz
    volvo_count.py problems  06_bpic2013_closed.xes.gz
    … --json for a machine
"""

import gzip
import json
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter
from datetime import datetime, timedelta

SHORT = {
    "Queued/Awaiting Assignment": "Q",
    "Accepted/Assigned": "A",
    "Accepted/In Progress": "P",
    "Accepted/Wait": "W",
    "Accepted/Wait - User": "WU",
    "Accepted/Wait - Vendor": "WV",
    "Accepted/Wait - Customer": "WC",
    "Accepted/Wait - Implementation": "WI",
    "Completed/Resolved": "R",
    "Completed/In Call": "I",
    "Completed/Closed": "C",
    "Completed/Cancelled": "X",
    "Unmatched/Unmatched": "U",
}
LONG = {short: long for long, short in SHORT.items()}
LONG.update({"-": "(reported)", "Z": "(archived)"})


def incidents():
    """(from, asked) -> transition; the state asked for is the state reached. `-` is before anything, `Z` after all."""
    waits = ["W", "WU", "WV", "WC", "WI"]
    names = dict(zip(waits, ["put_off", "user_asked", "vendor_asked", "customer_asked", "awaited"]))
    table = {}
    for a in "-QA":
        table[a, "P"] = "accepted"
    for a in waits:
        table[a, "P"] = "resumed"
    table["P", "P"] = "carried_on"
    for a in "RCIU":
        table[a, "P"] = "reopened"
    for a in ["-", "P", "A", *waits]:
        table[a, "Q"] = "queued"
    table["Q", "Q"] = "queued_on"
    table["R", "Q"] = table["C", "Q"] = "queued_again"
    for a in ["-", "Q", "P", *waits]:
        table[a, "A"] = "assigned"
    table["A", "A"] = "assigned_on"
    table["R", "A"] = "assigned_again"
    for b in waits:
        for a in ["P", "A", *waits]:
            table[a, b] = names[b] + ("_on" if a == b else "")
    for a in ["Q", "A", "P", *waits]:
        table[a, "R"] = "resolved"
        table[a, "X"] = "cancelled"
    table["P", "I"] = "solved_in_call"
    table["R", "U"] = "lost_match"
    table["R", "C"] = "confirmed"
    return table


def problems():
    table = {}
    for a in "-QA":
        table[a, "P"] = "accepted"
    for a in "WU":
        table[a, "P"] = "resumed"
    table["P", "P"] = "carried_on"
    for a in "CX":
        table[a, "P"] = "reopened"
    for a in "-APWU":
        table[a, "Q"] = "queued"
    table["Q", "Q"] = "queued_on"
    for a in "-QPWU":
        table[a, "A"] = "assigned"
    table["A", "A"] = "assigned_on"
    for a in "-AP":
        table[a, "W"] = "put_off"
    table["W", "W"] = "put_off_on"
    for a in "PW":
        table[a, "U"] = "lost_match"
    for a in "APWU":
        table[a, "C"] = "closed"
    for a in "QAPW":
        table[a, "X"] = "cancelled"
    return table


def guarded(kind, state, transition, impact):
    """The transition the guards choose; None where none of them holds."""
    if kind == "incidents":
        if transition == "resolved" and impact in ("High", "Major"):
            return "resolved_severe"
        if transition == "solved_in_call" and impact == "Major":
            return None
    elif transition == "closed" and impact == "Major":
        return None if state == "A" else "closed_major"
    return transition


def archived_at(kind, entered):
    """When a case at rest since `entered` can be reopened no more: an elapsed time, so no calendar is needed."""
    return entered + timedelta(days={"incidents": 7, "problems": 30}[kind])


def read(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path) as file:
        root = ElementTree.parse(file).getroot()
    row = 0
    for trace in root:
        if not trace.tag.endswith("}trace"):
            continue
        case, events = None, []
        for child in trace:
            if child.tag.endswith("}event"):
                row += 1
                event = {a.get("key"): a.get("value") for a in child}
                at = datetime.fromisoformat(event["time:timestamp"])
                name = event["concept:name"] + "/" + event["lifecycle:transition"]
                events.append((at, row, SHORT[name], event))
            elif child.get("key") == "concept:name":
                case = child.get("value")
        events.sort(key=lambda e: (e[0], e[1]))
        yield case, events


def count(kind, path):
    table = {"incidents": incidents, "problems": problems}[kind]()
    resting = {"incidents": "CI", "problems": "CX"}[kind]
    agree, refused, taken, ends = Counter(), Counter(), Counter(), Counter()
    people, rows, cases, disagree = set(), 0, [], Counter()
    end = max(events[-1][0] for _, events in read(path))
    for case, events in read(path):
        state, entered, reached = "-", events[0][0], Counter()
        for at, _, asked, event in events:
            rows += 1
            people.add(event["org:resource"])
            # A timer fires before an event only if it is due strictly before it.
            if state in resting and archived_at(kind, entered) < at:
                state = "Z"
                reached["archived"] += 1
            step = table.get((state, asked))
            step = step and guarded(kind, state, step, event["impact"])
            if step is None:
                refused[state, asked] += 1
            else:
                reached[step] += 1
                if not step.endswith("_on"):
                    entered = at
                state = asked
            agree[state == asked] += 1
            if state != asked:
                disagree[state, asked] += 1
        if state in resting and archived_at(kind, entered) < end:
            state = "Z"
            reached["archived"] += 1
        ends[state] += 1
        taken.update(reached)
        cases.append((case, events[0][3]["impact"], reached, state))
    return {
        "events": rows,
        "cases": len(cases),
        "people": len(people),
        "agree": agree[True],
        "disagree": agree[False],
        "share": f"{100 * agree[True] / rows:.3f} %",
        "refused": sum(refused.values()),
        "refused_by": {f"{LONG[a]} -> {LONG[b]}": n for (a, b), n in refused.most_common()},
        "disagree_by": {f"{LONG[a]} instead of {LONG[b]}": n for (a, b), n in disagree.most_common()},
        "taken": dict(sorted(taken.items())),
        "ends": {LONG[s]: n for s, n in ends.most_common()},
        "if": changes(kind, cases),
        "verdicts": verdicts(kind, cases, len(people)),
    }


def changes(kind, cases):
    """Cases whose path another guard would change, for certain: those that took the transition the guard is on."""
    over = {"incidents": "ZX", "problems": "Z"}[kind]

    def touched(impact, transition):
        those = [c for c in cases if c[1] == impact and c[2][transition]]
        return {"all": len(those), "ended": sum(c[3] in over for c in those)}

    if kind == "incidents":
        return {
            "resolved_severe also takes medium": touched("Medium", "resolved"),
            "resolved_severe takes major only": touched("High", "resolved_severe"),
            "solved_in_call takes low only: refused": {
                k: touched("Medium", "solved_in_call")[k] + touched("High", "solved_in_call")[k]
                for k in ("all", "ended")
            },
        }
    return {"closed_major also takes high": touched("High", "closed")}


def verdicts(kind, cases, people):
    """What a dry run of a changed guard says of every record, people included: they never run and never change.

    A case that another guard sends another way to the same state is `changed`; one whose step the guard refuses is `open`
    from there; one that goes as before is `same` where it is over at the end of the log, and `censored` where it still runs.
    """
    over = {"incidents": "ZX", "problems": "Z"}[kind]

    def judge(touches, touched):
        result = {"same": people, "changed": 0, "open": 0, "not_replayable": 0, "error": 0, "censored": 0}
        for case in cases:
            if touches(case):
                result[touched] += 1
            else:
                result["same" if case[3] in over else "censored"] += 1
        return result

    if kind == "incidents":
        return {
            "resolved_severe also takes medium": judge(lambda c: c[1] == "Medium" and c[2]["resolved"] > 0, "changed"),
            "resolved_severe takes major only": judge(lambda c: c[1] == "High" and c[2]["resolved_severe"] > 0, "changed"),
            "solved_in_call takes low only": judge(
                lambda c: c[1] in ("Medium", "High") and c[2]["solved_in_call"] > 0, "open"
            ),
        }
    return {"closed_major also takes high": judge(lambda c: c[1] == "High" and c[2]["closed"] > 0, "changed")}


def main():
    arguments = [a for a in sys.argv[1:] if a != "--json"]
    if len(arguments) != 2 or arguments[0] not in ("incidents", "problems"):
        sys.exit(__doc__)
    result = count(*arguments)
    if "--json" in sys.argv:
        print(json.dumps(result, indent=2))
        return
    for key, value in result.items():
        if isinstance(value, dict):
            print(f"{key}:")
            for name, number in value.items():
                print(f"  {name}: {number}")
        else:
            print(f"{key}: {value}")


if __name__ == "__main__":
    main()

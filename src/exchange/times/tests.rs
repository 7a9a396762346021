use super::{TimeFault, Times};

fn times(zone: &str, format: &str) -> Times {
    Times {
        zone: zone.parse().ok(),
        format: (!format.is_empty()).then(|| format.to_owned()),
    }
}

fn read(zone: &str, format: &str, text: &str) -> String {
    match times(zone, format).read(text) {
        Ok(at) => at.to_string(),
        Err(fault) => format!("{fault:?}"),
    }
}

#[test]
fn iso_is_read_in_all_its_spellings() {
    let want = "2011-10-11T11:45:40.276Z";
    for text in [
        "2011-10-11T13:45:40.276+02:00",
        "2011-10-11 13:45:40.276000+02:00",
        "2011-10-11T13:45:40.276+0200",
        "2011-10-11T13:45:40.276+02",
        "2011-10-11T11:45:40.276999Z",
        " 2011-10-11 11:45:40.276Z ",
    ] {
        assert_eq!(read("", "", text), want, "{text}");
    }
}

#[test]
fn a_time_without_offset_needs_a_zone() {
    assert_eq!(read("", "", "2012-04-03 16:55:38"), "NoZone");
    assert_eq!(
        read("Europe/Rome", "", "2012-04-03 16:55:38"),
        "2012-04-03T14:55:38.000Z"
    );
    assert_eq!(
        read("Asia/Shanghai", "", "2017-03-21"),
        "2017-03-20T16:00:00.000Z"
    );
    // An offset that is written wins over the zone.
    assert_eq!(
        read("Asia/Shanghai", "", "2012-04-03T16:55:38Z"),
        "2012-04-03T16:55:38.000Z"
    );
}

#[test]
fn nothing_is_guessed() {
    for text in [
        "03/04/2012",
        "3.4.2012 10:00",
        "12-04-03",
        "yesterday",
        "",
        "2012-13-01",
        "1333468538",
    ] {
        assert_eq!(
            times("Europe/Rome", "").read(text),
            Err(TimeFault::NotWrittenSo),
            "{text}"
        );
    }
}

#[test]
fn the_format_says_which_comes_first() {
    assert_eq!(
        read("America/New_York", "%m/%d/%Y %H:%M", "3/14/2025 1:20"),
        "2025-03-14T05:20:00.000Z"
    );
    assert_eq!(
        read("Etc/UTC", "%d/%m/%Y", "09/12/2016"),
        "2016-12-09T00:00:00.000Z"
    );
    assert_eq!(
        read("Etc/UTC", "%m/%d/%Y", "09/12/2016"),
        "2016-09-12T00:00:00.000Z"
    );
    assert_eq!(read("Etc/UTC", "%d/%m/%Y", "09/13/2016"), "NotWrittenSo");
    assert_eq!(
        read("", "%d/%m/%Y %H:%M %z", "09/12/2016 10:00 +0800"),
        "2016-12-09T02:00:00.000Z"
    );
    assert!(!Times::is_format("day first"));
    assert!(!Times::is_format("%Q"));
    assert!(Times::is_format("%d.%m.%Y"));
}

#[test]
fn summer_time_makes_and_takes_hours() {
    let zone = "Europe/Stockholm";
    // 02:30 does not exist on that day: the first instant after the gap, 03:00 summer time.
    assert_eq!(
        read(zone, "", "2011-03-27 02:30:15"),
        "2011-03-27T01:00:00.000Z"
    );
    // 02:30 is there twice: the earlier, still summer time.
    assert_eq!(
        read(zone, "", "2011-10-30 02:30:15"),
        "2011-10-30T00:30:15.000Z"
    );
    // Samoa left out a whole day.
    assert_eq!(
        read("Pacific/Apia", "", "2011-12-30 12:00:00"),
        "2011-12-30T10:00:00.000Z"
    );
}

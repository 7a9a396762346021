//! `casework graph` from the outside: what it writes and how it ends.

use std::path::Path;

use assert_cmd::Command;

fn graph(workflow: &str, dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_casework"));
    command.args(["graph", workflow, "--dir"]).arg(dir);
    command
}

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn a_workflow_is_written_to_a_file_or_to_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("complaint.svg");
    let mut command = graph("fresh-bus/complaint", here());
    command
        .arg("--out")
        .arg(&file)
        .assert()
        .success()
        .stdout("");
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(written.starts_with("<svg ") && written.contains("已受理"));
    // Another process, other hash seeds: the same bytes.
    graph("fresh-bus/complaint", here())
        .assert()
        .success()
        .stdout(written);
    let english = graph("fresh-bus/complaint", here())
        .args(["--lang", "en"])
        .output()
        .unwrap();
    assert!(
        String::from_utf8(english.stdout)
            .unwrap()
            .contains("Received")
    );
}

#[test]
fn what_cannot_be_drawn_ends_with_its_code() {
    graph("complaint", here()).assert().code(2);
    graph("nowhere/complaint", here()).assert().code(2);
    graph("fresh-bus/nothing", here()).assert().code(2);
    graph("fresh-bus/complaint", &here().join("nowhere"))
        .assert()
        .code(4);

    let folder = tempfile::tempdir().unwrap();
    let desk = folder.path().join("workflows/broken");
    std::fs::create_dir_all(&desk).unwrap();
    std::fs::write(desk.join("desk.toml"), "").unwrap();
    std::fs::write(
        desk.join("lamp.toml"),
        "initial = \"nowhere\"\n[state]\non = {}\n",
    )
    .unwrap();
    let told = graph("broken/lamp", folder.path()).assert().code(1);
    let told = String::from_utf8_lossy(&told.get_output().stderr).into_owned();
    assert!(told.contains("lamp.toml"), "{told}");
}

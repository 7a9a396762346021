//! What the commands say that make a folder or read it aloud.

use super::{Message, note};

/// This area of the catalogue.
#[rustfmt::skip]
pub(super) const MESSAGES: &[Message] = &[
    note(
        "init-not-empty",
        "{dir} 不是空的；请给一个空文件夹，或一个还没有的。",
        "{dir} is not empty; name an empty folder, or one that is not there yet.",
    ),
    note(
        "init-ready",
        "{dir} 已备好：部门 `{desk}`，一个流程 `request`。进入该文件夹后：\n\n  casework check                        检查\n  casework test                         按情景测试\n  casework describe {desk}/request      用句子读一遍\n  casework import tests/scenarios/{desk}/people.csv --as employee --desk {desk}\n  casework serve                        开始运行；另开一个窗口：\n  casework open request title=打印机不工作 --as {who} --desk {desk}\n\n改 workflows/{desk}/request.toml，存盘，再 check。",
        "{dir} is ready: the desk `{desk}` with one workflow, `request`. In that folder:\n\n  casework check                        look for faults\n  casework test                         run its scenario\n  casework describe {desk}/request      read it aloud\n  casework import tests/scenarios/{desk}/people.csv --as employee --desk {desk}\n  casework serve                        run it; then, in another window:\n  casework open request title='The printer does not work' --as {who} --desk {desk}\n\nChange workflows/{desk}/request.toml, save, check again.",
    ),
];

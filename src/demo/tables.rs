//! The habits of the shipped desks. Numbers are made up but lean on what service desks know of themselves: most answers
//! come within the hour, a few come the next morning, Mondays are full.

use super::habits::{Arrival, Department, EventHabit, Habits, OutcomeHabit, Staff, TaskHabit};

/// A desk without a table: general answers to everything.
const UNKNOWN: Habits = Habits {
    staff: &[],
    departments: &[],
    arrivals: &[],
    registers: &[],
    rest_days: 0,
    tasks: TASKS,
    outcomes: OUTCOMES,
    events: EVENTS,
    choices: CHOICES,
    yes: YES,
    texts: &[],
};

const FRESH_BUS: Habits = Habits {
    staff: &[
        Staff {
            login: "sun",
            name: "孙丽华",
            roles: &["manager"],
        },
        Staff {
            login: "zhao",
            name: "赵敏",
            roles: &["supervisor"],
        },
        Staff {
            login: "li",
            name: "李婷",
            roles: &["specialist"],
        },
        Staff {
            login: "wang",
            name: "王磊",
            roles: &["specialist"],
        },
        Staff {
            login: "han",
            name: "韩强",
            roles: &[],
        },
        Staff {
            login: "zhou",
            name: "周洁",
            roles: &[],
        },
        Staff {
            login: "xu",
            name: "徐峰",
            roles: &[],
        },
        Staff {
            login: "gao",
            name: "高翔",
            roles: &[],
        },
        Staff {
            login: "luo",
            name: "罗萍",
            roles: &[],
        },
    ],
    departments: &[
        Department {
            no: "D01",
            name: "配送部",
            head: "han",
            weight: 380,
        },
        Department {
            no: "D02",
            name: "品质管理部",
            head: "zhou",
            weight: 240,
        },
        Department {
            no: "D03",
            name: "网点管理部",
            head: "xu",
            weight: 220,
        },
        Department {
            no: "D04",
            name: "设备维护部",
            head: "gao",
            weight: 100,
        },
        Department {
            no: "D05",
            name: "财务部",
            head: "luo",
            weight: 60,
        },
    ],
    registers: &["department", "customer"],
    arrivals: &[Arrival {
        workflow: "complaint",
        share: 730,
    }],
    rest_days: 280,
    texts: &[
        (
            "facts",
            &[
                "送货比约定时间晚了一天",
                "收到的牛奶包装破损",
                "网点临时关门，没有取到当天的奶",
                "账单金额与订单不符",
                "口味与上一批不一样",
                "客服电话长时间无人接听",
                "少送了两瓶",
                "要求更换送货地址",
                "询问停奶和续订的办法",
                "日期快到期的产品仍在出售",
                "冷柜温度偏高，酸奶变质",
            ],
        ),
        (
            "measure",
            &[
                "当天补送并致歉",
                "更换产品，旧品送检",
                "退还差额",
                "与网点负责人核实并整改",
                "调整送货路线",
                "检修冷柜，下架同批产品",
                "向客户说明办法，客户同意",
            ],
        ),
    ],
    ..UNKNOWN
};

const MODEL_STUDIO: Habits = Habits {
    staff: &[
        Staff {
            login: "chen",
            name: "陈国栋",
            roles: &["manager"],
        },
        Staff {
            login: "wu",
            name: "吴静",
            roles: &["supervisor"],
        },
        Staff {
            login: "lin",
            name: "林晓",
            roles: &["specialist"],
        },
        Staff {
            login: "huang",
            name: "黄蓉",
            roles: &["specialist"],
        },
        Staff {
            login: "he",
            name: "何俊",
            roles: &["specialist"],
        },
        Staff {
            login: "guo",
            name: "郭伟",
            roles: &[],
        },
        Staff {
            login: "ma",
            name: "马超",
            roles: &[],
        },
        Staff {
            login: "tang",
            name: "唐薇",
            roles: &[],
        },
    ],
    departments: &[
        Department {
            no: "D01",
            name: "制作部",
            head: "guo",
            weight: 420,
        },
        Department {
            no: "D02",
            name: "安装部",
            head: "ma",
            weight: 400,
        },
        Department {
            no: "D03",
            name: "设计部",
            head: "tang",
            weight: 180,
        },
    ],
    registers: &["department", "customer"],
    arrivals: &[
        Arrival {
            workflow: "complaint",
            share: 150,
        },
        Arrival {
            workflow: "installation",
            share: 120,
        },
    ],
    texts: &[
        (
            "facts",
            &[
                "模型底座边角有裂纹",
                "灯光效果与样品不符",
                "安装人员没有按约定时间到场",
                "运输途中玻璃罩碎裂",
                "建筑比例与图纸不一致",
                "发票抬头开错",
                "控制面板按钮失灵",
                "要求增加周边道路和绿化",
                "颜色与效果图相差较大",
            ],
        ),
        (
            "measure",
            &[
                "上门修复，客户当面验收",
                "更换损坏的部件",
                "重新调试灯光",
                "返厂重做底座",
                "重新开具发票",
                "加派人员当天完成安装",
                "向客户说明办法，客户同意",
            ],
        ),
        (
            "project",
            &[
                "售楼处沙盘",
                "城市规划馆总模",
                "机场航站楼模型",
                "桥梁剖面模型",
                "产业园区展示",
                "博物馆复原模型",
                "地铁换乘站模型",
                "水电站演示模型",
                "校园总体规划模型",
            ],
        ),
    ],
    ..UNKNOWN
};

const TASKS: &[TaskHabit] = &[
    TaskHabit {
        task: "answer",
        delay: &[
            (480, 4, 60),
            (240, 60, 240),
            (150, 240, 480),
            (98, 480, 720),
            (24, 720, 1_200),
            (8, 1_200, 4_300),
        ],
        typed_in: 620,
    },
    TaskHabit {
        task: "details",
        delay: &[
            (700, 2, 40),
            (220, 40, 240),
            (70, 240, 1_440),
            (10, 1_440, 4_320),
        ],
        typed_in: 0,
    },
    TaskHabit {
        task: "decide",
        delay: &[
            (560, 10, 180),
            (300, 180, 600),
            (120, 600, 1_440),
            (20, 1_440, 4_320),
        ],
        typed_in: 0,
    },
    TaskHabit {
        task: "to_department",
        delay: &[
            (680, 5, 120),
            (230, 120, 300),
            (70, 300, 900),
            (20, 900, 2_880),
        ],
        typed_in: 0,
    },
    TaskHabit {
        task: "handle",
        delay: &[
            (300, 60, 480),
            (390, 480, 2_000),
            (210, 2_000, 3_900),
            (80, 3_900, 7_200),
            (20, 7_200, 14_400),
        ],
        typed_in: 0,
    },
    TaskHabit {
        task: "confirm",
        delay: &[
            (430, 30, 480),
            (380, 480, 1_800),
            (140, 1_800, 3_000),
            (50, 3_000, 7_200),
        ],
        typed_in: 250,
    },
    TaskHabit {
        task: "archive",
        delay: &[
            (520, 30, 600),
            (360, 600, 2_300),
            (80, 2_300, 4_300),
            (40, 4_300, 14_400),
        ],
        typed_in: 0,
    },
    TaskHabit {
        task: "ring",
        delay: &[
            (330, 60, 1_200),
            (420, 1_200, 2_700),
            (190, 2_700, 4_000),
            (60, 4_000, 10_080),
        ],
        typed_in: 300,
    },
];

const OUTCOMES: &[OutcomeHabit] = &[
    OutcomeHabit {
        task: "decide",
        outcome: "assign",
        weights: &[945, 620, 400],
    },
    OutcomeHabit {
        task: "decide",
        outcome: "reject",
        weights: &[55, 380, 600],
    },
    OutcomeHabit {
        task: "handle",
        outcome: "solved",
        weights: &[850, 900, 960],
    },
    OutcomeHabit {
        task: "handle",
        outcome: "returned",
        weights: &[45, 40, 20],
    },
    OutcomeHabit {
        task: "handle",
        outcome: "ask_customer",
        weights: &[105, 60, 20],
    },
    OutcomeHabit {
        task: "confirm",
        outcome: "satisfied",
        weights: &[800, 760, 740],
    },
    OutcomeHabit {
        task: "confirm",
        outcome: "dissatisfied",
        weights: &[90, 110, 90],
    },
    OutcomeHabit {
        task: "confirm",
        outcome: "not_reached",
        weights: &[110, 130, 170],
    },
    OutcomeHabit {
        task: "ring",
        outcome: "talked",
        weights: &[740, 700, 600],
    },
    OutcomeHabit {
        task: "ring",
        outcome: "not_reached",
        weights: &[260, 300, 400],
    },
];

const EVENTS: &[EventHabit] = &[
    EventHabit {
        event: "replied",
        often: 860,
        delay: &[(450, 60, 1_440), (400, 1_440, 4_320), (150, 4_320, 12_000)],
    },
    EventHabit {
        event: "order_back",
        often: 985,
        delay: &[
            (300, 2_880, 8_640),
            (500, 8_640, 17_280),
            (200, 17_280, 43_200),
        ],
    },
];

const CHOICES: &[(&str, &str, u32)] = &[
    ("channel", "phone", 720),
    ("channel", "letter", 120),
    ("channel", "visit", 160),
    ("channel", "follow_up", 0),
    ("harm", "none", 780),
    ("harm", "money", 205),
    ("harm", "safety", 15),
    ("class", "normal", 880),
    ("class", "key", 120),
];

const YES: &[(&str, u32)] = &[("satisfied", 870), ("reply_copy", 930)];

/// The habits of a desk by its name.
pub(super) fn of(desk: &str) -> Habits {
    match desk {
        "fresh-bus" => FRESH_BUS,
        "model-studio" => MODEL_STUDIO,
        _ => UNKNOWN,
    }
}

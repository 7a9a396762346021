//! The complaint-v1 workload, generated: seed and case number give the same events as its reference generator, whose
//! random numbers are those of the Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998) seeded by an array.

/// One event of a case.
#[derive(Clone, Copy, Debug)]
pub struct Event {
    /// Milliseconds since 1970.
    pub ts: i64,
    /// The case, from 0.
    pub case: u32,
    /// Its place in the case.
    pub seq: u32,
    /// What happened.
    pub kind: Kind,
}

/// What happened.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// The case begins.
    Opened {
        channel: u8,
        severity: i64,
        amount: i64,
        tier: u8,
    },
    /// Somebody has seen it.
    Acknowledged,
    /// It is sorted.
    Triaged,
    /// It lies with somebody.
    Assigned(u8),
    /// It is done.
    Resolved,
    /// The customer was asked.
    FollowUp(bool),
}

/// Names of the channels, as the workload spells them.
pub const CHANNELS: [&str; 4] = ["web", "email", "phone", "letter"];
/// Names of the tiers.
pub const TIERS: [&str; 3] = ["standard", "silver", "gold"];

const T0: i64 = 1_700_000_000_000;
const HOUR: u32 = 3_600_000;

/// All events of `cases` cases, in the order of (time, case, place in the case).
pub fn events(cases: u32, seed: u64) -> Vec<Event> {
    let mut all = Vec::new();
    for case in 0..cases {
        case_events(case, seed, &mut all);
    }
    all.sort_by_key(|event| (event.ts, event.case, event.seq));
    all
}

fn case_events(case: u32, seed: u64, all: &mut Vec<Event>) {
    let mut random = Twister::new(seed * 1_000_003 + u64::from(case));
    let mut ts = T0 + i64::from(case) * 300_000 + i64::from(random.below(300_000));
    let mut seq = 0;
    let mut add = |ts: i64, kind: Kind| {
        all.push(Event {
            ts,
            case,
            seq,
            kind,
        });
        seq += 1;
    };
    let channel = random.below(4) as u8;
    let severity = 1 + i64::from(random.below(5));
    let amount = i64::from(random.below(20_001));
    let tier = random.below(3) as u8;
    add(
        ts,
        Kind::Opened {
            channel,
            severity,
            amount,
            tier,
        },
    );
    let mut later = |random: &mut Twister, hours: u32| {
        ts += 60_000 + i64::from(random.below(hours * HOUR));
        ts
    };
    add(later(&mut random, 1), Kind::Acknowledged);
    add(later(&mut random, 4), Kind::Triaged);
    let at = later(&mut random, 14);
    add(at, Kind::Assigned(random.below(40) as u8));
    let mut unsatisfied = 0;
    loop {
        add(later(&mut random, 16), Kind::Resolved);
        let at = later(&mut random, 24);
        let satisfied = random.below(3) != 0;
        add(at, Kind::FollowUp(satisfied));
        if satisfied {
            break;
        }
        unsatisfied += 1;
        if unsatisfied == 4 {
            add(later(&mut random, 16), Kind::Resolved);
            break;
        }
    }
}

/// MT19937.
struct Twister {
    state: [u32; 624],
    at: usize,
}

impl Twister {
    fn new(seed: u64) -> Twister {
        let key: Vec<u32> = if seed >> 32 == 0 {
            vec![seed as u32]
        } else {
            vec![seed as u32, (seed >> 32) as u32]
        };
        let mut state = [0_u32; 624];
        state[0] = 19_650_218;
        for i in 1..624 {
            let before = state[i - 1];
            state[i] = 1_812_433_253_u32
                .wrapping_mul(before ^ (before >> 30))
                .wrapping_add(i as u32);
        }
        let (mut i, mut j) = (1, 0);
        for _ in 0..624.max(key.len()) {
            let before = state[i - 1] ^ (state[i - 1] >> 30);
            state[i] = (state[i] ^ before.wrapping_mul(1_664_525))
                .wrapping_add(key[j])
                .wrapping_add(j as u32);
            i += 1;
            j += 1;
            if i >= 624 {
                state[0] = state[623];
                i = 1;
            }
            if j >= key.len() {
                j = 0;
            }
        }
        for _ in 0..623 {
            let before = state[i - 1] ^ (state[i - 1] >> 30);
            state[i] = (state[i] ^ before.wrapping_mul(1_566_083_941)).wrapping_sub(i as u32);
            i += 1;
            if i >= 624 {
                state[0] = state[623];
                i = 1;
            }
        }
        state[0] = 0x8000_0000;
        Twister { state, at: 624 }
    }

    fn next(&mut self) -> u32 {
        if self.at >= 624 {
            for i in 0..624 {
                let y = (self.state[i] & 0x8000_0000) | (self.state[(i + 1) % 624] & 0x7fff_ffff);
                let mut next = self.state[(i + 397) % 624] ^ (y >> 1);
                if y & 1 != 0 {
                    next ^= 0x9908_b0df;
                }
                self.state[i] = next;
            }
            self.at = 0;
        }
        let mut y = self.state[self.at];
        self.at += 1;
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c_5680;
        y ^= (y << 15) & 0xefc6_0000;
        y ^ (y >> 18)
    }

    /// A number from 0 to one less than `n`.
    fn below(&mut self, n: u32) -> u32 {
        let bits = 32 - n.leading_zeros();
        loop {
            let drawn = self.next() >> (32 - bits);
            if drawn < n {
                return drawn;
            }
        }
    }
}

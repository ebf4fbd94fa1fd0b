//! Customers, the same in every run: Chinese company names, levels by weight, 200 owners.
//!
//! Shape:  number of a customer → its values; what writes the CSV of the kept data also makes what is created under load.

use std::io::Write;
use std::ops::RangeInclusive;

use serde_json::{Value as Json, json};

use crate::chance::Chance;

/// Owners of customers: `owner001` … `owner200`, ten to a department.
pub(crate) const OWNERS: u64 = 200;
/// Departments: `department01` … `department20`.
pub(crate) const DEPARTMENTS: u64 = 20;

const LEVELS: [(&str, u64); 4] = [("A", 10), ("B", 25), ("C", 40), ("D", 25)];
const INDUSTRIES: [&str; 8] =
    ["software", "manufacture", "retail", "finance", "medical", "education", "logistics", "energy"];
pub(crate) const REGIONS: [&str; 6] = ["north", "east", "south", "west", "central", "overseas"];
const TAGS: [&str; 8] = ["vip", "new", "key", "risk", "dormant", "channel", "direct", "trial"];
const CITIES: [&str; 16] = [
    "北京", "上海", "深圳", "广州", "杭州", "成都", "武汉", "南京", "西安", "重庆", "苏州", "天津", "长沙",
    "郑州", "青岛", "厦门",
];
const FIRST: &str = "明远恒信华瑞博思创新天宇金鼎宏达东方智联中科云海永泰嘉禾";
const SECOND: &str = "科达通源盛兴安泰和顺捷利丰润光辉";
const TRADES: [&str; 12] =
    ["软件", "机械", "商贸", "医疗", "教育", "物流", "能源", "电子", "食品", "建材", "咨询", "网络"];
const ENDINGS: [&str; 4] = ["有限公司", "股份有限公司", "集团", "有限责任公司"];
const REMARKS: [&str; 8] = [
    "客户对报价有疑问,需要重新核算成本并在本周内答复。",
    "已电话沟通,对方表示下月初安排技术人员到现场考察。",
    "合同条款基本确认,等待法务审核盖章后寄出原件。",
    "对方采购负责人更换,重新介绍产品方案与售后服务政策。",
    "回款已到账一半,剩余款项约定月底前结清。",
    "试用反馈良好,建议增加账号数量并签订年度协议。",
    "参观工厂后提出三点改进意见,已转交研发部门评估。",
    "节日问候并寄送礼品,客户关系维护正常。",
];
/// 2026-06-01, in seconds since 1970.
const NOW: i64 = 1_780_272_000;

/// One customer.
pub(crate) struct Customer {
    pub(crate) name: String,
    number: u64,
    phone: String,
    level: &'static str,
    industry: &'static str,
    region: &'static str,
    owner: u64,
    tags: Vec<&'static str>,
    revenue: String,
    credit: String,
    remark: &'static str,
    followed: String,
}

/// The three characters in the middle of a name, which few names share.
pub(crate) fn middle(chance: &mut Chance) -> String {
    let (first, second) = letters();
    [chance.pick(&first), chance.pick(&first), chance.pick(&second)].into_iter().collect()
}

fn letters() -> (Vec<char>, Vec<char>) {
    (FIRST.chars().collect(), SECOND.chars().collect())
}

impl Customer {
    /// The customer of a number.
    pub(crate) fn new(number: u64) -> Customer {
        let mut chance = Chance::new(number.wrapping_mul(0x2545_F491_4F6C_DD1D));
        let chance = &mut chance;
        let name = format!(
            "{}{}{}{}",
            chance.pick(&CITIES),
            middle(chance),
            chance.pick(&TRADES),
            chance.pick(&ENDINGS)
        );
        let mut tags: Vec<&str> = Vec::new();
        for _ in 0..chance.below(4) {
            let tag = *chance.pick(&TAGS);
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        let money = |chance: &mut Chance, most: u64| {
            let cents = chance.below(most);
            format!("{}.{:02}", cents / 100, cents % 100)
        };
        Customer {
            name,
            number,
            phone: format!("1{}{:09}", chance.pick(&['3', '5', '8', '9']), chance.below(1_000_000_000)),
            level: chance.weighted::<&str>(&LEVELS),
            industry: chance.pick::<&str>(&INDUSTRIES),
            region: chance.pick::<&str>(&REGIONS),
            owner: chance.below(OWNERS) + 1,
            tags,
            revenue: money(chance, 10_000_000_000),
            credit: money(chance, 100_000_000),
            remark: chance.pick::<&str>(&REMARKS),
            followed: moment(chance),
        }
    }

    /// What a request creates; nothing that its sender may not write.
    pub(crate) fn json(&self) -> Json {
        json!({
            "name": self.name, "short_code": self.code(), "phone": self.phone, "email": self.email(),
            "level": self.level, "industry": self.industry, "region": self.region, "tags": self.tags,
            "annual_revenue": self.revenue, "remark": self.remark, "last_followed_at": self.followed,
        })
    }

    fn code(&self) -> String {
        format!("C{:08}", self.number)
    }

    fn email(&self) -> String {
        format!("c{}@example.com", self.number)
    }
}

fn moment(chance: &mut Chance) -> String {
    let back = i64::try_from(chance.below(365 * 86_400)).expect("seconds of a year");
    let at = chrono::DateTime::from_timestamp(NOW - back, 0).expect("a day of our time");
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Some customers as a sheet whose columns are named by field.
pub(crate) fn write(numbers: RangeInclusive<u64>, out: impl Write) -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(out);
    writeln!(
        out,
        "name,short_code,phone,email,level,industry,region,owner_id,tags,annual_revenue,credit_limit,remark,\
         last_followed_at"
    )?;
    for number in numbers {
        let c = Customer::new(number);
        let (code, email, owner, tags) =
            (c.code(), c.email(), crate::people::owner(c.owner), c.tags.join("、"));
        writeln!(
            out,
            "{},{code},{},{email},{},{},{},{owner},{tags},{},{},\"{}\",{}",
            c.name, c.phone, c.level, c.industry, c.region, c.revenue, c.credit, c.remark, c.followed
        )?;
    }
    out.flush()
}

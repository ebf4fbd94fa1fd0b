//! What tells one company's name from another's: the core of a name, and whether it names a branch.
//!
//! Shape:  `砺珩科技有限公司`, `砺珩公司-华东分部` → core `砺珩`; the second is a branch. A core is for suggesting that a
//!         person looks at two records, never for deciding: `duplicate` decides, by the stricter `text::company_key`.
//! Units:  a core is folded as `text::fold` folds and has no white space or marks; it is empty for a blank name alone.
//! Source: tests/cases/companies.json; R18 of the catalogue of wishes: one company under three names.

use crate::text;

/// A company's name, read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CompanyName {
    /// What is left without place, trade, legal form and branch.
    pub core: String,
    /// Whether it names a branch of a company.
    pub branch: bool,
    /// The place it begins with, without the word for province or city.
    pub place: Option<String>,
}

impl CompanyName {
    /// Whether two names of one core tell of two companies after all: each begins with a place, and these are two cities
    /// or two provinces. A branch says nothing by its place.
    pub fn elsewhere(&self, other: &CompanyName) -> bool {
        let (Some(here), Some(there)) = (&self.place, &other.place) else { return false };
        let province = |place: &str| PROVINCES.contains(&format!(" {place} "));
        let city = |place: &str| !province(place) || CITIES_AS_PROVINCES.contains(&place);
        let comparable = city(here) && city(there) || province(here) && province(there);
        !self.branch && !other.branch && here != there && comparable
    }
}

/// Legal forms at the end of a name, longest first.
const FORMS: &[&str] = &[
    "股份有限公司",
    "有限责任公司",
    "集团有限公司",
    "股份公司",
    "有限公司",
    "总公司",
    "集团",
    "公司",
    "股份",
    "控股",
];
/// What a company does, at the end of its name.
const TRADES: &[&str] = &[
    "信息技术",
    "网络科技",
    "电子商务",
    "电子科技",
    "科技发展",
    "国际贸易",
    "进出口",
    "科技",
    "技术",
    "信息",
    "网络",
    "软件",
    "电子",
    "贸易",
    "商贸",
    "实业",
    "发展",
    "投资",
    "国际",
    "工业",
    "工程",
    "制造",
    "咨询",
    "服务",
    "传媒",
    "文化",
];
/// How a branch is called, longest first.
const BRANCHES: &[&str] = &[
    "分公司",
    "子公司",
    "办事处",
    "代表处",
    "联络处",
    "事业部",
    "营业部",
    "销售部",
    "大区",
    "分部",
    "分店",
    "分行",
    "支行",
    "分厂",
    "分院",
    "分校",
];
/// Which mean a branch only behind a dash or in brackets.
const APART: &[&str] = &["店", "部", "仓", "区"];
/// The seat of the whole.
const SEATS: &[&str] = &["总部", "本部"];
/// Parts of the country, and cities, without the word for city.
const PLACES: &str = " 华东 华南 华北 华中 东北 西北 西南 华西 长三角 珠三角 大湾区 广州 \
    深圳 东莞 佛山 珠海 中山 惠州 南京 苏州 无锡 常州 南通 徐州 杭州 宁波 温州 嘉兴 绍兴 金华 合肥 福州 厦门 泉州 南昌 济南 青岛 烟台 郑州 \
    洛阳 武汉 长沙 成都 昆明 贵阳 西安 兰州 沈阳 大连 长春 哈尔滨 石家庄 太原 南宁 海口 乌鲁木齐 呼和浩特 银川 西宁 拉萨 ";
/// Provinces, without the word for it.
const PROVINCES: &str = " 北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 \
    贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 ";
/// Cities that are provinces.
const CITIES_AS_PROVINCES: &[&str] = &["北京", "天津", "上海", "重庆", "香港", "澳门"];
/// Where nothing is a branch.
const COUNTRIES: &[&str] = &["中国", "china"];
/// Which name nothing without the place before them.
const COMMON: &[&str] = &[
    "银行",
    "大学",
    "学院",
    "医院",
    "中学",
    "小学",
    "机场",
    "地铁",
    "电力",
    "电信",
    "移动",
    "联通",
    "石油",
    "石化",
    "烟草",
    "出版社",
    "日报",
    "电视台",
    "证券",
    "保险",
    "大众",
    "通用",
    "航空",
    "燃气",
    "自来水",
];
/// Legal forms and trades as English words.
const WORDS: &[&str] = &[
    "co",
    "company",
    "corp",
    "corporation",
    "inc",
    "incorporated",
    "limited",
    "ltd",
    "llc",
    "plc",
    "gmbh",
    "group",
    "holdings",
    "technology",
    "technologies",
    "tech",
    "trading",
    "international",
];
/// Branches as English words.
const OFFICES: &[&str] = &["branch", "office", "division"];

/// Reads a name; the core of a core is itself.
pub fn company_name(name: &str) -> CompanyName {
    let mut read = pass(name);
    loop {
        let next = pass(&read.core);
        let done = next.core == read.core;
        read = CompanyName {
            core: next.core,
            branch: read.branch || next.branch,
            place: next.place.or(read.place),
        };
        if done {
            return read;
        }
    }
}

/// Takes away what can be told at once.
fn pass(name: &str) -> CompanyName {
    let folded = text::fold(&text::normal(name));
    let (open, in_brackets) = without_brackets(&folded);
    let (first, behind_dash) = before_dash(&open);
    let (words, office) = without_words(&first);
    let whole = words.concat();
    if whole.is_empty() {
        let all: String = folded.chars().filter(|c| c.is_alphanumeric()).collect();
        let core = if all.is_empty() { folded } else { all };
        return CompanyName { core, branch: false, place: None };
    }
    let (head, at_end) = without_branch(&whole);
    let named = without_form(head);
    let (place, core) = without_place_at_start(named).unwrap_or(("", named));
    let place = place.trim_end_matches(['省', '市']);
    CompanyName {
        core: core.to_owned(),
        branch: in_brackets || behind_dash || office || at_end,
        place: (!place.is_empty()).then(|| place.to_owned()),
    }
}

/// A name without what stands in brackets, if that is a place, a legal form or a branch; whether it was a branch.
fn without_brackets(name: &str) -> (String, bool) {
    let (mut open, mut branch, mut rest) = (String::new(), false, name);
    while let Some((before, after)) = rest.split_once(['(', '[', '【', '〔']) {
        let Some((inside, behind)) = after.split_once([')', ']', '】', '〕']) else { break };
        open.push_str(before);
        let inner: String = inside.chars().filter(|c| c.is_alphanumeric()).collect();
        match part(&inner) {
            Part::Branch => branch = true,
            Part::Seat => {}
            Part::Name => open.push_str(&inner),
        }
        rest = behind;
    }
    open.push_str(rest);
    (open, branch)
}

/// The part before the last dash, if what stands behind it is a branch or a place; whether it was a branch.
fn before_dash(name: &str) -> (String, bool) {
    let dash =
        |c: char| matches!(c, '-' | '‐' | '‑' | '–' | '—' | '―' | '−' | '·' | '•' | '_' | '/' | '|' | ':');
    if let Some((before, behind)) = name.trim_end_matches(dash).rsplit_once(dash) {
        let behind: String = behind.chars().filter(|c| c.is_alphanumeric()).collect();
        let named = before.chars().any(char::is_alphabetic);
        match part(&behind) {
            Part::Branch if named => return (before.to_owned(), true),
            Part::Seat if named => return (before.to_owned(), false),
            _ => {}
        }
    }
    (name.to_owned(), false)
}

/// What a part of a name beside the rest says.
enum Part {
    Branch,
    Seat,
    Name,
}

fn part(text: &str) -> Part {
    let ends = |list: &[&str]| list.iter().any(|end| text.ends_with(end));
    if COUNTRIES.contains(&text) || ends(SEATS) || FORMS.contains(&text) || text.ends_with("合伙") {
        Part::Seat
    } else if is_place(text) || ends(BRANCHES) || ends(APART) || ends(OFFICES) {
        Part::Branch
    } else {
        Part::Name
    }
}

fn is_place(text: &str) -> bool {
    let bare = text.trim_end_matches(['省', '市']);
    let listed = format!(" {bare} ");
    !bare.is_empty() && (PLACES.contains(&listed) || PROVINCES.contains(&listed))
}

/// The words of a name without English legal forms and branches at its end; whether a branch was among them.
fn without_words(name: &str) -> (Vec<&str>, bool) {
    let split = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut words: Vec<&str> = split.collect();
    let mut branch = false;
    while words.len() > 1 {
        let office = words.last().is_some_and(|word| OFFICES.contains(word));
        if !office && !words.last().is_some_and(|word| WORDS.contains(word)) {
            break;
        }
        branch |= office;
        words.pop();
    }
    (words, branch)
}

/// A name without a branch at its end: all behind the company's legal form, or the word for it and its place.
fn without_branch(name: &str) -> (&str, bool) {
    for seat in SEATS {
        if let Some(head) = name.strip_suffix(seat).filter(|head| is_named(head)) {
            return (head, false);
        }
    }
    let Some(head) = BRANCHES.iter().find_map(|word| name.strip_suffix(word)).filter(|head| is_named(head))
    else {
        return (name, false);
    };
    if let Some(at) = head.rfind("公司").filter(|at| is_named(&head[..*at])) {
        return (&head[..at + "公司".len()], true);
    }
    (without_place_at_end(head).unwrap_or(head), true)
}

/// Whether something of a name is left that is more than a place.
fn is_named(rest: &str) -> bool {
    !rest.is_empty() && !is_place(rest) && !COUNTRIES.contains(&rest)
}

fn without_place_at_end(name: &str) -> Option<&str> {
    let starts = name.char_indices().map(|(at, _)| at).skip(1);
    starts
        .map(|at| name.split_at(at))
        .find(|(rest, end)| is_place(end) && is_named(rest))
        .map(|(rest, _)| rest)
}

/// A name without legal forms and trades at its end.
fn without_form(name: &str) -> &str {
    let mut rest = name;
    while let Some(shorter) = FORMS.iter().find_map(|form| rest.strip_suffix(form)).filter(|r| !r.is_empty())
    {
        rest = shorter;
    }
    while let Some(shorter) =
        TRADES.iter().find_map(|trade| rest.strip_suffix(trade)).filter(|r| is_telling(r))
    {
        rest = shorter;
    }
    rest
}

/// A place at the beginning of a name, and the rest.
fn without_place_at_start(name: &str) -> Option<(&str, &str)> {
    let ends = name.char_indices().map(|(at, _)| at).skip(2);
    let mut found = None;
    for (place, rest) in ends.map(|at| name.split_at(at)).take_while(|(place, _)| place.chars().count() <= 5)
    {
        if is_place(place) && is_telling(rest) {
            found = Some((place, rest));
        }
    }
    found
}

/// Whether what is left still tells a company from others: more than one ideograph, no mere place, trade or kind.
fn is_telling(rest: &str) -> bool {
    let alone = rest.chars().count() == 1 && rest.chars().all(text::is_ideograph);
    let common = |list: &[&str]| list.contains(&rest);
    is_named(rest) && !alone && !common(TRADES) && !common(COMMON) && !common(FORMS) && !common(BRANCHES)
}

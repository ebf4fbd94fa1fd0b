//! Words that people write above columns, and how alike two of them are.
//!
//! Source: docs/spec/imports.md "Columns"; the groups were gathered from real customer lists.

use engine_core::text;

/// Words for the same thing; a word may stand in several groups.
const SAME: &[&[&str]] = &[
    &[
        "客户名称",
        "客户",
        "公司名称",
        "公司",
        "公司全称",
        "单位名称",
        "单位",
        "企业名称",
        "企业",
        "客户全称",
        "客户单位",
        "名称",
        "name",
        "customer",
        "company",
        "companyname",
        "customername",
        "account",
    ],
    &["客户简称", "简称", "公司简称", "shortname"],
    &["姓名", "联系人", "联系人姓名", "客户姓名", "name", "contact", "contactname"],
    &[
        "电话",
        "联系电话",
        "手机",
        "手机号",
        "手机号码",
        "联系方式",
        "电话号码",
        "公司电话",
        "移动电话",
        "座机",
        "mobile",
        "phone",
        "tel",
        "telephone",
        "cell",
        "phonenumber",
    ],
    &["邮箱", "电子邮箱", "电子邮件", "邮件", "email", "mail", "emailaddress"],
    &["网址", "网站", "官网", "公司网址", "website", "url", "web", "homepage"],
    &["地址", "联系地址", "公司地址", "详细地址", "通讯地址", "办公地址", "address"],
    &[
        "统一社会信用代码",
        "信用代码",
        "社会信用代码",
        "统一信用代码",
        "税号",
        "纳税人识别号",
        "creditcode",
        "taxid",
    ],
    &["行业", "所属行业", "客户行业", "行业类型", "industry"],
    &["等级", "级别", "客户等级", "客户级别", "评级", "level", "grade", "rating"],
    &["来源", "客户来源", "渠道", "来源渠道", "获客渠道", "source", "channel"],
    &["阶段", "客户阶段", "销售阶段", "状态", "客户状态", "stage", "status"],
    &[
        "负责人",
        "业务员",
        "销售",
        "跟进人",
        "客户经理",
        "销售人员",
        "销售代表",
        "所有人",
        "归属人",
        "归属销售",
        "owner",
        "salesperson",
    ],
    &["部门", "所属部门", "归属部门", "department"],
    &["备注", "说明", "备注说明", "其他", "remark", "remarks", "note", "notes", "memo", "comment"],
    &["标签", "客户标签", "tag", "tags", "label", "labels"],
    &["金额", "合同金额", "成交金额", "累计金额", "总金额", "amount", "total"],
    &["日期", "时间", "date"],
    &["生日", "出生日期", "birthday", "dateofbirth"],
    &["身份证", "身份证号", "身份证号码", "证件号码", "公民身份号码", "idnumber", "idcard", "idcardnumber"],
    &["性别", "gender", "sex"],
    &["职务", "职位", "岗位", "头衔", "title", "jobtitle", "position"],
    &["地区", "区域", "大区", "销售区域", "所属区域", "region", "area"],
    &["编号", "编码", "代码", "客户编号", "客户编码", "code", "no", "number"],
    &["传真", "传真号码", "fax"],
    &["创建时间", "录入时间", "录入日期", "建档日期", "createdat"],
    &["下次跟进", "下次跟进日期", "下次跟进时间", "下次联系", "下次联系时间"],
    &["最近跟进", "最后跟进", "最近跟进时间", "最后跟进时间", "上次联系", "上次跟进"],
    &["员工人数", "人数", "员工数", "公司规模", "规模", "employees"],
    &["注册资本", "注册资金", "注册资本金", "capital"],
];

/// A header as it is compared: folded, without marks, brackets, white space and 必填.
pub(super) fn plain(header: &str) -> String {
    let folded = text::fold(header);
    let mut depth = 0_u32;
    let mut kept = String::with_capacity(folded.len());
    for c in folded.chars() {
        match c {
            '(' | '[' | '【' | '{' => depth += 1,
            ')' | ']' | '】' | '}' => depth = depth.saturating_sub(1),
            c if depth == 0 && c.is_alphanumeric() => kept.push(c),
            _ => {}
        }
    }
    let kept = kept.replace("必填", "").replace("选填", "");
    if kept.is_empty() { folded.chars().filter(|c| c.is_alphanumeric()).collect() } else { kept }
}

/// How alike two plain headers are, 0 to 1.
pub(super) fn likeness(a: &str, b: &str) -> f64 {
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    if a == b {
        return 1.0;
    }
    if SAME.iter().any(|group| group.contains(&a) && group.contains(&b)) {
        return 0.86;
    }
    if by_pinyin(a, b) || by_pinyin(b, a) {
        return 0.8;
    }
    let (short, long) = if a.chars().count() <= b.chars().count() { (a, b) } else { (b, a) };
    let (short_length, long_length) = (short.chars().count() as f64, long.chars().count() as f64);
    if short_length >= 2.0 && long.contains(short) {
        return 0.5 + 0.35 * short_length / long_length;
    }
    let alike = strsim::normalized_damerau_levenshtein(a, b);
    if alike >= 0.6 { alike * 0.8 } else { 0.0 }
}

/// Whether `latin` is the pinyin of `chinese`, or its initials.
fn by_pinyin(latin: &str, chinese: &str) -> bool {
    latin.len() >= 3
        && latin.bytes().all(|b| b.is_ascii_alphabetic())
        && text::pinyin(chinese).is_some_and(|(full, initials)| full == latin || initials == latin)
}

/// What stands in the brackets of a header, or behind its slash, in half width.
fn in_brackets(header: &str) -> Option<String> {
    let half = text::half_width(header);
    let (_, behind) = half.rsplit_once(['(', '[', '【', '/', '/'])?;
    let inside = behind.split([')', ']', '】']).next()?;
    Some(inside.trim().trim_start_matches("单位").trim_start_matches([':', ':', ' ']).trim().to_owned())
}

/// The unit of time in the brackets of a header: `工时(小时)` has `小时`.
pub(super) fn time_unit(header: &str) -> Option<&'static str> {
    match in_brackets(header)?.to_lowercase().as_str() {
        "天" | "日" | "d" | "day" | "days" => Some("天"),
        "小时" | "时" | "h" | "hr" | "hrs" | "hour" | "hours" => Some("小时"),
        "分钟" | "分" | "min" | "mins" | "minute" | "minutes" => Some("分"),
        "秒" | "秒钟" | "s" | "sec" | "second" | "seconds" => Some("秒"),
        _ => None,
    }
}

/// The unit in the brackets of a header, as it would stand behind a number: `合同金额(万元)` has `万`, `折扣(%)` has `%`.
pub(super) fn unit(header: &str) -> Option<&'static str> {
    match in_brackets(header)?.as_str() {
        "百万" | "百万元" => Some("百万"),
        "千万" | "千万元" => Some("千万"),
        "亿" | "亿元" => Some("亿"),
        "万" | "万元" | "万元人民币" | "人民币万元" | "万人民币" => Some("万"),
        "千" | "千元" => Some("千"),
        "%" | "百分比" => Some("%"),
        "‰" => Some("‰"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_compared_without_decoration() {
        for (header, plainly) in [
            ("* 客户名称（必填）", "客户名称"),
            ("合同金额(万元)", "合同金额"),
            ("E-mail:", "email"),
            ("(%)", ""),
        ] {
            assert_eq!(plain(header), plainly, "{header}");
        }
        for (a, b, least) in [
            ("手机号", "电话", 0.85),
            ("kehumingcheng", "客户名称", 0.8),
            ("khmc", "客户名称", 0.8),
            ("公司联系电话", "联系电话", 0.7),
            ("客户名秤", "客户名称", 0.55),
            ("creditcode", "统一社会信用代码", 0.85),
        ] {
            assert!(likeness(a, b) >= least, "{a} {b} {}", likeness(a, b));
        }
        assert!(likeness("传真", "电话") < 0.5);
        assert!(likeness("下次跟进日期", "备注") < 0.5);
    }

    #[test]
    fn units_of_time_are_read_from_headers() {
        for (header, found) in [
            ("工时(小时)", Some("小时")),
            ("工时（单位：分钟）", Some("分")),
            ("Time spent (h)", Some("小时")),
            ("工期/天", Some("天")),
            ("工时(万)", None),
            ("工时", None),
        ] {
            assert_eq!(time_unit(header), found, "{header}");
        }
    }

    #[test]
    fn units_are_read_from_headers() {
        for (header, found) in [
            ("合同金额(万元)", Some("万")),
            ("注册资本（单位：万元）", Some("万")),
            ("折扣(%)", Some("%")),
            ("金额/亿元", Some("亿")),
            ("金额(元)", None),
            ("金额", None),
            ("名称(必填)", None),
        ] {
            assert_eq!(unit(header), found, "{header}");
        }
    }
}

//! The cores of company names against their table, and what holds for every name.
//!
//! Shape: `tests/cases/companies.json` is a list of `[name, core, whether it is a branch]`.

mod soak;

use std::{fs, path::PathBuf};

use engine_core::company::company_name;
use proptest::prelude::*;

#[expect(clippy::disallowed_methods, reason = "the engine reads no files; its test reads its cases")]
fn cases() -> Vec<(String, String, bool)> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/cases/companies.json");
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

#[test]
fn names_are_read_as_the_table_says() {
    let wrong: Vec<String> = cases()
        .into_iter()
        .map(|(name, core, branch)| (company_name(&name), name, core, branch))
        .filter(|(read, _, core, branch)| (&read.core, read.branch) != (core, *branch))
        .map(|(read, name, core, branch)| {
            format!("{name}: {core} {branch}, not {} {}", read.core, read.branch)
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn two_cities_are_two_companies_and_one_place_says_nothing() {
    let elsewhere = |one: &str, other: &str| {
        let (one, other) = (company_name(one), company_name(other));
        assert_eq!(one.core, other.core);
        assert_eq!(one.elsewhere(&other), other.elsewhere(&one));
        one.elsewhere(&other)
    };
    assert!(elsewhere("杭州皓泰有限公司", "苏州市皓泰有限公司"));
    assert!(elsewhere("浙江皓泰有限公司", "上海皓泰"));
    assert!(elsewhere("杭州皓泰有限公司", "上海皓泰"));
    assert!(!elsewhere("杭州皓泰有限公司", "杭州市皓泰科技有限公司"));
    assert!(!elsewhere("浙江皓泰有限公司", "杭州皓泰有限公司"));
    assert!(!elsewhere("浙江杭州皓泰有限公司", "杭州皓泰"));
    assert!(!elsewhere("杭州皓泰有限公司", "皓泰"));
    assert!(!elsewhere("杭州皓泰有限公司", "上海皓泰有限公司北京分公司"));
}

/// Pieces that names are made of, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let words = [
        "砺珩",
        "上海",
        "省",
        "科技",
        "贸易",
        "有限公司",
        "公司",
        "集团",
        "-",
        "华东",
        "分部",
        "分公司",
        "(",
        ")",
        "（",
        "）",
        "中国",
        "A",
        " ",
        "Co.",
        "Ltd",
        "Branch",
        "店",
        "总部",
        "·",
        "银行",
        "İ",
        "ß",
        "１",
    ];
    prop::collection::vec(prop::sample::select(words.to_vec()), 0..9).prop_map(|all| all.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: soak::cases(2_000), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_core_is_its_own_core_and_never_empty(name in prop_oneof![pieces(), ".{0,24}"]) {
        let read = company_name(&name);
        prop_assert_eq!(&company_name(&read.core).core, &read.core);
        let blank = engine_core::text::normal(&name).is_empty();
        prop_assert_eq!(read.core.is_empty(), blank, "{:?}", name);
    }

    #[test]
    fn width_case_and_white_space_do_not_tell_names_apart(name in pieces()) {
        let wide: String = name.chars().map(|c| match c {
            '!'..='~' => char::from_u32(c as u32 + 0xfee0).unwrap_or(c),
            ' ' => '\u{3000}',
            c => c,
        }).collect();
        prop_assert_eq!(company_name(&wide), company_name(&name));
        prop_assert_eq!(company_name(&name.to_ascii_uppercase()), company_name(&name));
    }

    #[test]
    fn a_legal_form_or_a_branch_behind_a_name_does_not_tell_it_apart(
        form in prop::sample::select(vec!["公司", "有限公司", "股份有限公司", "集团有限公司", "科技有限公司"]),
        branch in prop::sample::select(vec!["-华东分部", "（上海）", "·深圳", "上海分公司", "华南办事处"]),
    ) {
        prop_assert_eq!(company_name(&format!("砺珩{form}")), company_name("砺珩"));
        let read = company_name(&format!("砺珩{form}{branch}"));
        prop_assert_eq!((read.core.as_str(), read.branch), ("砺珩", true));
    }
}

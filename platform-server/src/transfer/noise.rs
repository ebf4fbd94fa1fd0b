//! Rows that hold no record: repeated headers, totals, signatures below the table.
//!
//! Source: docs/spec/imports.md "Rows that are no records".

use engine_core::text;

use super::{
    header::{Header, tidy},
    sheet::{Cell, Row},
};

/// Why a row holds no record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noise {
    /// Title, header, repeated header or footer.
    Title,
    /// Sums of the rows above.
    Total,
}

/// Words that name a total.
const TOTALS: [&str; 11] = [
    "合计",
    "总计",
    "小计",
    "共计",
    "累计",
    "总和",
    "本页合计",
    "本页小计",
    "total",
    "grandtotal",
    "subtotal",
];
/// Words before a colon below a table.
const FOOTERS: [&str; 22] = [
    "制表人",
    "制表",
    "制单人",
    "填表人",
    "填报人",
    "审核",
    "审核人",
    "审批",
    "复核",
    "经办人",
    "打印时间",
    "打印日期",
    "导出时间",
    "导出人",
    "制表日期",
    "填表日期",
    "数据来源",
    "备注",
    "注",
    "说明",
    "preparedby",
    "printedon",
];

/// Whether a row below the header holds no record, and why.
pub fn find(row: &Row, header: &Header) -> Option<Noise> {
    if row.number <= header.last {
        return Some(Noise::Title);
    }
    let (_, first) = row.filled().next()?;
    if repeats(row, header) {
        return Some(Noise::Title);
    }
    let Cell::Text(first) = first else { return None };
    if first.len() > 200 {
        return None;
    }
    if is_total(first, row) {
        return Some(Noise::Total);
    }
    is_footer(first, row).then_some(Noise::Title)
}

/// A header repeated on every printed page.
fn repeats(row: &Row, header: &Header) -> bool {
    let mut filled = 0;
    for (column, cell) in row.filled() {
        let Cell::Text(text) = cell else { return false };
        let name = header.names.get(column).map_or("", String::as_str);
        let last = name.rsplit(" / ").next().unwrap_or_default();
        let text = tidy(text);
        if text != name && text != last {
            return false;
        }
        filled += 1;
    }
    filled >= 2.min(header.names.len())
}

fn is_total(first: &str, row: &Row) -> bool {
    let plain: String = text::fold(first).chars().filter(|c| c.is_alphanumeric()).collect();
    let named = TOTALS.contains(&plain.as_str());
    let grouped =
        plain.chars().count() <= 12 && ["小计", "合计", "总计"].iter().any(|word| plain.ends_with(word));
    if !named && !grouped {
        return false;
    }
    let mut numbers = 0;
    for (_, cell) in row.filled().skip(1) {
        if !is_number(cell) {
            return false;
        }
        numbers += 1;
    }
    named || numbers > 0
}

fn is_number(cell: &Cell) -> bool {
    match cell {
        Cell::Number(_) => true,
        Cell::Text(text) => {
            let text = text.trim();
            let digits = text.chars().filter(char::is_ascii_digit).count();
            digits > 0 && digits * 2 >= text.chars().count() || matches!(text, "-" | "—" | "/")
        }
        _ => false,
    }
}

/// `制表人:张三    审核:李四`, with at most a few cells filled.
fn is_footer(first: &str, row: &Row) -> bool {
    let folded = text::fold(first);
    let Some((label, _)) = folded.split_once(':') else {
        return folded.starts_with('※') && row.filled().count() == 1;
    };
    let label: String = label.chars().filter(|c| c.is_alphanumeric()).collect();
    let labelled = |cell: &Cell| cell.text().contains([':', '：']) || cell.text().chars().count() <= 12;
    FOOTERS.contains(&label.as_str())
        && row.filled().count() <= 4
        && row.filled().skip(1).all(|(_, cell)| labelled(cell))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Row {
        Row::new(9, cells.iter().map(|text| Cell::from_text(text)).collect())
    }

    #[test]
    fn rows_without_a_record_are_told_apart() {
        let names = ["客户名称", "联系方式 / 公司电话", "金额"].map(String::from).to_vec();
        let header = Header { first: 1, last: 2, names };
        for (cells, noise) in [
            (&["客户名称", "公司电话", "金额"][..], Some(Noise::Title)),
            (&[" 客户名称", "公司\n电话 ", "金额"], Some(Noise::Title)),
            (&["合 计", "", "1,200.00"], Some(Noise::Total)),
            (&["", "总计:", "12"], Some(Noise::Total)),
            (&["华东区小计", "", "12"], Some(Noise::Total)),
            (&["Grand Total", "", "12"], Some(Noise::Total)),
            (&["合计", "", ""], Some(Noise::Total)),
            (&["制表人:张三", "", "审核:李四"], Some(Noise::Title)),
            (&["注：以上数据截至11月"], Some(Noise::Title)),
            (&["合计科技有限公司", "021-1", "12"], None),
            (&["小计科技", "13812345678", "3"], None),
            (&["总计", "华东科技", "3"], None),
            (&["上海明远", "", ""], None),
            (&["客户名称", "13812345678"], None),
        ] {
            assert_eq!(find(&row(cells), &header), noise, "{cells:?}");
        }
        assert_eq!(find(&Row { number: 1, ..row(&["x"]) }, &header), Some(Noise::Title));
    }
}

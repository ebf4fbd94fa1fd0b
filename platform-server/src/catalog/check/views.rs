//! Views against the entities and roles they name.

use engine_core::{
    filter::Path,
    issue::Issue,
    plan::{Column, Entities as _},
    view::{ViewDocument, ViewType},
};

use super::{Snapshot, check_filter, known_role, nobody, settings, unknown_entity, unknown_role};

pub(super) fn check(snapshot: &Snapshot, issues: &mut Vec<Issue>) {
    for (key, view) in &snapshot.views {
        let at = format!("/view/{key}");
        roles(snapshot, view, &at, issues);
        fitting(view, &at, issues);
        let Some(entity) = snapshot.entity(view.entity.as_str()) else {
            issues.push(unknown_entity(view.entity.as_str(), format!("{at}/entity")));
            continue;
        };
        let mut path = |text: &str, place: String, sorts: bool| {
            let resolved = Path::parse(text).map(|p| Column::resolve(snapshot, &entity, &p));
            match resolved {
                Some(Ok(column)) if sorts && column.clone().at(&nobody()).is_none() => {
                    issues.push(Issue::new(
                        "volatile_field",
                        place,
                        "这一项随时间变化，公式又不能由数据库计算，不能按它排序",
                        "this value changes with the clock and the database cannot compute its formula",
                    ));
                }
                Some(Ok(_)) => {}
                Some(Err(refusal)) => issues.push(refusal.at(place)),
                None => issues.push(Issue::new("bad_path", place, "不是字段编码", "not a field path")),
            }
        };
        for (i, column) in view.columns.iter().enumerate() {
            path(column, format!("{at}/columns/{i}"), false);
        }
        for (i, sort) in view.sort.iter().enumerate() {
            path(sort.trim_start_matches('-'), format!("{at}/sort/{i}"), true);
        }
        if let Some(filter) = &view.filter {
            check_filter(snapshot, &entity, filter, &format!("{at}/filter"), issues);
        }
        settings::check(snapshot, &entity, view, &at, issues);
    }
}

fn roles(snapshot: &Snapshot, view: &ViewDocument, at: &str, issues: &mut Vec<Issue>) {
    let unknown = view.roles.iter().flatten().enumerate().filter(|(_, role)| !known_role(snapshot, role));
    issues.extend(unknown.map(|(i, role)| unknown_role(role, format!("{at}/roles/{i}"))));
}

/// A view has the settings of its type and no others.
fn fitting(view: &ViewDocument, at: &str, issues: &mut Vec<Issue>) {
    let (own, there) = (view.view_type, view.settings());
    let word = own.word();
    if own != ViewType::Table && !there.contains(&own) {
        issues.push(Issue::new(
            "missing_settings",
            format!("{at}/{word}"),
            format!("类型为 {word} 的视图需要“{word}”设置"),
            format!("a view of type `{word}` needs its settings under `{word}`"),
        ));
    }
    for other in there.into_iter().filter(|settings| *settings != own).map(ViewType::word) {
        issues.push(Issue::new(
            "misplaced_settings",
            format!("{at}/{other}"),
            format!("视图的类型是 {word}，请去掉“{other}”设置，或改变类型"),
            format!("the view is a `{word}`: take `{other}` away, or change the type"),
        ));
    }
}

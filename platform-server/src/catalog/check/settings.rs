//! What the settings of a view name: fields of its own entity, of kinds that fit.

use std::{collections::HashSet, sync::Arc};

use engine_core::{
    entity::{Entity, Field},
    filter::Path,
    issue::Issue,
    key::SYSTEM_FIELDS,
    kinds::Kind,
    plan::{Column, shape},
    view::{Calendar, Gallery, Guard, Kanban, Timeline, ViewDocument},
};

use super::{Snapshot, nobody};

/// What stands where a field is named: which kinds fit, and the words for them.
struct Wanted {
    fits: fn(Kind) -> bool,
    chinese: &'static str,
    english: &'static str,
}

const COLUMN: Wanted = Wanted {
    fits: |kind| matches!(kind, Kind::Choice | Kind::User),
    chinese: "单选或人员",
    english: "a choice or a person",
};
const COLOUR: Wanted = Wanted { fits: |kind| kind == Kind::Choice, chinese: "单选", english: "a choice" };
const DAY: Wanted = Wanted {
    fits: |kind| matches!(kind, Kind::Date | Kind::Datetime),
    chinese: "日期或日期时间",
    english: "a day or a moment",
};
const GROUP: Wanted = Wanted {
    fits: |kind| matches!(kind, Kind::Choice | Kind::User | Kind::Department | Kind::Reference),
    chinese: "单选、人员、部门或关联",
    english: "a choice, a person, a department or a reference",
};
const PICTURE: Wanted =
    Wanted {
        fits: |kind| matches!(kind, Kind::Attachment | Kind::Image), chinese: "附件", english: "files"
    };
const SHOWN: Wanted = Wanted {
    fits: |kind| kind != Kind::SubTable,
    chinese: "明细以外的内容",
    english: "anything but rows of a sub-table",
};
const HEADING: Wanted = Wanted {
    fits: |kind| kind != Kind::SubTable && !kind.holds_files(),
    chinese: "明细和附件以外的内容",
    english: "anything but files and rows of a sub-table",
};
const ASKED: Wanted = Wanted {
    fits: |kind| kind != Kind::SubTable && !kind.holds_files() && !kind.rules().computed(),
    chinese: "可以填写的内容（明细和附件除外）",
    english: "what a person fills in, files and rows of a sub-table aside",
};

/// Finds fields and says what is wrong with them.
struct Settings<'a> {
    snapshot: &'a Snapshot,
    entity: &'a Arc<Entity>,
    at: String,
    issues: &'a mut Vec<Issue>,
}

pub(super) fn check(
    snapshot: &Snapshot,
    entity: &Arc<Entity>,
    view: &ViewDocument,
    at: &str,
    issues: &mut Vec<Issue>,
) {
    let mut under = |word: &str, look: &dyn Fn(&mut Settings<'_>)| {
        look(&mut Settings { snapshot, entity, at: format!("{at}/{word}"), issues });
    };
    if let Some(kanban) = &view.kanban {
        under("kanban", &|settings| settings.kanban(kanban));
    }
    if let Some(Calendar { start, end, title, colour_by }) = &view.calendar {
        under("calendar", &|settings| {
            settings.span(start, end.as_deref());
            settings.optional("title", title.as_deref(), &HEADING);
            settings.optional("colour_by", colour_by.as_deref(), &COLOUR);
        });
    }
    if let Some(Timeline { start, end, title, group_by, colour_by }) = &view.timeline {
        under("timeline", &|settings| {
            settings.span(start, Some(end));
            settings.optional("title", title.as_deref(), &HEADING);
            settings.optional("group_by", group_by.as_deref(), &GROUP);
            settings.optional("colour_by", colour_by.as_deref(), &COLOUR);
        });
    }
    if let Some(Gallery { image, title, fields }) = &view.gallery {
        under("gallery", &|settings| {
            settings.optional("image", image.as_deref(), &PICTURE);
            settings.optional("title", title.as_deref(), &HEADING);
            settings.list("fields", fields, &SHOWN);
        });
    }
}

impl Settings<'_> {
    fn tell(&mut self, code: &'static str, place: &str, chinese: String, english: String) {
        self.issues.push(Issue::new(code, format!("{}/{place}", self.at), chinese, english));
    }

    /// A field of the entity itself, of a kind that fits.
    fn field(&mut self, place: &str, key: &str, wanted: &Wanted) -> Option<Arc<Field>> {
        let Some(field) = self.entity.field(key).cloned() else {
            let chinese = format!("没有编码为“{key}”的字段；这里只能用视图所属数据表自己的字段");
            let english =
                format!("there is no field `{key}`; fields of the view's own entity are named here");
            self.tell("unknown_field", place, chinese, english);
            return None;
        };
        if (wanted.fits)(shape(&field).kind) {
            return Some(field);
        }
        let chinese = format!("“{key}”不能用在这里，请选{}", wanted.chinese);
        self.tell(
            "wrong_kind",
            place,
            chinese,
            format!("`{key}` does not fit here: name {}", wanted.english),
        );
        None
    }

    fn optional(&mut self, place: &str, key: Option<&str>, wanted: &Wanted) -> Option<Arc<Field>> {
        self.field(place, key?, wanted)
    }

    fn list(&mut self, place: &str, keys: &[String], wanted: &Wanted) {
        let mut seen = HashSet::new();
        for (i, key) in keys.iter().enumerate() {
            self.field(&format!("{place}/{i}"), key, wanted);
            if !seen.insert(key) {
                self.twice(&format!("{place}/{i}"), key);
            }
        }
    }

    fn twice(&mut self, place: &str, name: &str) {
        let chinese = format!("“{name}”出现了两次，请去掉一个");
        self.tell("named_twice", place, chinese, format!("`{name}` stands twice: take one away"));
    }

    /// The days of a record: found by the database, and both of one kind.
    fn span(&mut self, start: &str, end: Option<&str>) {
        let start = self.day("start", start);
        let end = end.and_then(|end| self.day("end", end));
        if let (Some(start), Some(end)) = (start, end)
            && shape(&start).kind != shape(&end).kind
        {
            let chinese = "开始和结束应同为日期，或同为日期时间".to_owned();
            self.tell("wrong_kind", "end", chinese, "start and end are both days or both moments".into());
        }
    }

    fn day(&mut self, place: &str, key: &str) -> Option<Arc<Field>> {
        let field = self.field(place, key, &DAY)?;
        let column = self.column(&field);
        if column.is_none_or(|column| column.at(&nobody()).is_none()) {
            let chinese = "这一项随时间变化，公式又不能由数据库计算，不能按它查找；请改用它所依据的日期";
            let english = "this value changes with the clock and the database cannot compute its formula; use the date it rests on";
            self.tell("volatile_field", place, chinese.into(), english.into());
        }
        Some(field)
    }

    fn column(&self, field: &Field) -> Option<Column> {
        Column::resolve(self.snapshot, self.entity, &Path(vec![field.key.clone()])).ok()
    }

    fn kanban(&mut self, kanban: &Kanban) {
        let group = self.field("group_by", &kanban.group_by, &COLUMN);
        let own = group.filter(|field| COLUMN.takes(field));
        if own.is_none() && self.entity.field(&kanban.group_by).is_some_and(|f| (COLUMN.fits)(shape(f).kind))
        {
            let chinese = format!("“{}”是算出来的，看板要按直接填写的内容分列", kanban.group_by);
            let english = format!("`{}` is computed; columns come from what is filled in", kanban.group_by);
            self.tell("wrong_kind", "group_by", chinese, english);
        }
        self.columns(kanban, own.as_deref());
        self.optional("card/title", kanban.card.title.as_deref(), &HEADING);
        self.list("card/fields", &kanban.card.fields, &SHOWN);
        self.optional("colour_by", kanban.colour_by.as_deref(), &COLOUR);
        for (i, total) in kanban.totals.iter().enumerate() {
            let place = format!("totals/{i}/field");
            let Some(field) = self.field(&place, &total.field, &SHOWN) else { continue };
            if self.column(&field).is_none_or(|column| !column.measurable(total.op)) {
                self.tell(
                    "not_measurable",
                    &place,
                    "这一项不能这样汇总".into(),
                    "this field cannot be aggregated so".into(),
                );
            }
        }
        for (i, guard) in kanban.guards.iter().enumerate() {
            self.guard(i, guard, own.as_deref());
        }
    }

    fn columns(&mut self, kanban: &Kanban, group: Option<&Field>) {
        let mut seen = HashSet::new();
        for (i, column) in kanban.columns.iter().enumerate() {
            let place = format!("columns/{i}");
            if let (Some(field), Some(value)) = (group, &column.value) {
                self.option(&format!("{place}/value"), field, value);
            }
            if !seen.insert(&column.value) {
                self.twice(&place, column.value.as_deref().unwrap_or(""));
            }
        }
    }

    fn guard(&mut self, i: usize, guard: &Guard, group: Option<&Field>) {
        if let Some(field) = group {
            self.option(&format!("guards/{i}/to"), field, &guard.to);
            if let Some(at) = guard.ask.iter().position(|asked| asked == field.key.as_str()) {
                let chinese = "拖动本身已决定这一项，请选别的内容".to_owned();
                let english = "the move itself decides this field: ask for another".to_owned();
                self.tell("wrong_kind", &format!("guards/{i}/ask/{at}"), chinese, english);
            }
        }
        self.list(&format!("guards/{i}/ask"), &guard.ask, &ASKED);
        let given = |key: &str| SYSTEM_FIELDS.contains(&key) && key != "owner_id";
        for (at, key) in guard.ask.iter().enumerate().filter(|(_, key)| given(key)) {
            let chinese = format!("“{key}”由系统填写，请选别的内容");
            let english = format!("`{key}` is filled in by the system: ask for another");
            self.tell("wrong_kind", &format!("guards/{i}/ask/{at}"), chinese, english);
        }
    }

    /// A value of the field by which columns are made. People are no part of a definition.
    fn option(&mut self, place: &str, field: &Field, value: &str) {
        if field.kind == Kind::Choice && field.options.iter().any(|option| option.key == value) {
            return;
        }
        let key = &field.key;
        let chinese = format!("“{key}”没有“{value}”这个选项");
        self.tell("not_an_option", place, chinese, format!("`{key}` has no choice `{value}`"));
    }
}

impl Wanted {
    /// Whether the field itself, not what is computed by it, is of the kind.
    fn takes(&self, field: &Field) -> bool {
        (self.fits)(field.kind)
    }
}

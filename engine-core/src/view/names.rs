//! Which fields a view names, and where.

use super::{Calendar, Gallery, Kanban, Timeline, ViewDocument, ViewType};

impl ViewDocument {
    /// Every path the view names outside its filter, with the pointer to it; a sort without its `-`.
    pub fn named(&self) -> Vec<(String, &str)> {
        let columns = self.columns.iter().enumerate().map(|(i, c)| (format!("/columns/{i}"), c.as_str()));
        let sorts =
            self.sort.iter().enumerate().map(|(i, s)| (format!("/sort/{i}"), s.trim_start_matches('-')));
        let mut named: Vec<(String, &str)> = columns.chain(sorts).collect();
        if let Some(kanban) = &self.kanban {
            named_by_kanban(kanban, &mut named);
        }
        if let Some(Calendar { start, end, title, colour_by }) = &self.calendar {
            let rest = [("end", end), ("title", title), ("colour_by", colour_by)];
            named.push(("/calendar/start".into(), start));
            optional("/calendar", &rest, &mut named);
        }
        if let Some(Timeline { start, end, title, group_by, colour_by }) = &self.timeline {
            let rest = [("title", title), ("group_by", group_by), ("colour_by", colour_by)];
            named
                .extend([("/timeline/start".into(), start.as_str()), ("/timeline/end".into(), end.as_str())]);
            optional("/timeline", &rest, &mut named);
        }
        if let Some(Gallery { image, title, fields }) = &self.gallery {
            optional("/gallery", &[("image", image), ("title", title)], &mut named);
            list("/gallery/fields", fields, &mut named);
        }
        named
    }

    /// The types whose settings are there.
    pub fn settings(&self) -> Vec<ViewType> {
        let there = [
            (ViewType::Kanban, self.kanban.is_some()),
            (ViewType::Calendar, self.calendar.is_some()),
            (ViewType::Timeline, self.timeline.is_some()),
            (ViewType::Gallery, self.gallery.is_some()),
        ];
        there.into_iter().filter(|(_, there)| *there).map(|(settings, _)| settings).collect()
    }
}

fn named_by_kanban<'a>(kanban: &'a Kanban, named: &mut Vec<(String, &'a str)>) {
    named.push(("/kanban/group_by".into(), &kanban.group_by));
    optional("/kanban", &[("colour_by", &kanban.colour_by), ("card/title", &kanban.card.title)], named);
    list("/kanban/card/fields", &kanban.card.fields, named);
    for (i, total) in kanban.totals.iter().enumerate() {
        named.push((format!("/kanban/totals/{i}/field"), &total.field));
    }
    for (i, guard) in kanban.guards.iter().enumerate() {
        list(&format!("/kanban/guards/{i}/ask"), &guard.ask, named);
    }
}

fn optional<'a>(at: &str, keys: &[(&str, &'a Option<String>)], named: &mut Vec<(String, &'a str)>) {
    let given = keys.iter().filter_map(|(key, path)| Some((format!("{at}/{key}"), path.as_deref()?)));
    named.extend(given);
}

fn list<'a>(at: &str, paths: &'a [String], named: &mut Vec<(String, &'a str)>) {
    named.extend(paths.iter().enumerate().map(|(i, path)| (format!("{at}/{i}"), path.as_str())));
}

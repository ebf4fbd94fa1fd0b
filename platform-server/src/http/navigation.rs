//! Apps and views that a person may open.

use engine_core::{policy::Action, view::ViewDocument};

use super::me::{AppView, ViewLink};
use crate::{access::Gate, identity::Actor};

/// Only apps with a view that shows something the actor may view.
pub fn of(gate: &Gate, actor: &Actor) -> Vec<AppView> {
    let snapshot = gate.snapshot();
    let open = |view: &ViewDocument| {
        let named = view
            .roles
            .as_ref()
            .is_none_or(|roles| actor.admin || roles.iter().any(|r| actor.roles.contains(r)));
        named && gate.may(actor, view.entity.as_str(), Action::View)
    };
    let link = |view: &ViewDocument| ViewLink {
        key: view.key.as_str().to_owned(),
        entity: view.entity.as_str().to_owned(),
        labels: view.labels.clone(),
        icon: view.icon.clone(),
        r#type: view.view_type.word().to_owned(),
    };
    let mut apps: Vec<AppView> = snapshot
        .apps
        .values()
        .map(|app| AppView {
            key: app.key.as_str().to_owned(),
            labels: app.labels.clone(),
            icon: app.icon.clone(),
            views: app
                .navigation
                .iter()
                .filter_map(|key| snapshot.views.get(key))
                .filter(|view| open(view))
                .map(link)
                .collect(),
        })
        .collect();
    let own: Vec<ViewLink> =
        snapshot.views.values().filter(|v| v.app.is_none() && open(v)).map(link).collect();
    if !own.is_empty() {
        apps.push(AppView {
            key: "local".into(),
            labels: engine_core::labels::Labels::default(),
            icon: None,
            views: own,
        });
    }
    apps.retain(|app| !app.views.is_empty());
    apps
}

//! Which rights a request was granted, so that its answer is given again to nobody who has lost one of them.
//!
//! Shape:  a request runs [`Asked::during`]; every right that the gate grants meanwhile is written down.

use std::{
    collections::BTreeSet,
    future::Future,
    sync::{Arc, Mutex},
};

use engine_core::policy::Action;

tokio::task_local! {
    static ASKED: Asked;
}

/// The rights that were granted to a request.
#[derive(Clone, Debug, Default)]
pub struct Asked(Arc<Mutex<BTreeSet<String>>>);

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AskedRight {
    /// To administer.
    Administer,
    /// An action on an entity.
    On(Action, String),
}

impl Asked {
    /// Runs a request and writes down what it is granted.
    pub async fn during<F: Future>(&self, work: F) -> F::Output {
        ASKED.scope(self.clone(), work).await
    }

    /// The rights as they are kept, one a line.
    pub fn text(&self) -> String {
        let granted = self.0.lock().expect("no thread panics while it writes a right down");
        granted.iter().map(String::as_str).collect::<Vec<_>>().join("\n")
    }

    /// The rights that a text names.
    pub fn read(text: &str) -> Vec<AskedRight> {
        text.lines()
            .filter_map(|line| match line.split_once(' ') {
                None => Some(AskedRight::Administer),
                Some((word, entity)) => {
                    let action = Action::ALL.into_iter().find(|action| action.word() == word)?;
                    Some(AskedRight::On(action, entity.to_owned()))
                }
            })
            .collect()
    }
}

/// Writes down that a right was granted to the request that runs here, if one is followed.
pub(crate) fn granted(right: &AskedRight) {
    let line = match right {
        AskedRight::Administer => "administer".to_owned(),
        AskedRight::On(action, entity) => format!("{} {entity}", action.word()),
    };
    let note = |asked: &Asked| {
        asked.0.lock().expect("no thread panics while it writes a right down").insert(line);
    };
    if ASKED.try_with(note).is_err() {
        tracing::trace!("a right was granted to work that nobody follows");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_granted_is_written_down_and_read_again() {
        let asked = Asked::default();
        granted(&AskedRight::Administer);
        let rights = [AskedRight::Administer, AskedRight::On(Action::Edit, "customer".to_owned())];
        asked.during(async { rights.iter().for_each(granted) }).await;
        assert_eq!(asked.text(), "administer\nedit customer");
        assert_eq!(Asked::read(&asked.text()), rights);
        assert_eq!(Asked::read(""), []);
    }
}

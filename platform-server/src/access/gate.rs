//! Where permits are made.

use std::{marker::PhantomData, sync::Arc};

use engine_core::{
    key::DefinitionKey,
    plan::{Column, Comparison, Condition, Test, Viewer},
    policy::{Action, Scope},
};

use uuid::Uuid;

use super::{
    asked::{AskedRight, granted},
    decide,
    permit::{ActionMarker, Create, Denied, Edit, FieldRights, Granted, Permit},
};
use crate::{
    catalog::{Catalog, Compiled, Snapshot},
    clock::Clock,
    identity::Actor,
    records::{
        reader::Reader,
        sql::{Bind, Statement},
    },
};

/// Mints permits.
#[derive(Clone)]
pub struct Gate {
    catalog: Catalog,
    reader: Reader,
}

impl Gate {
    /// A gate over what is published.
    pub fn new(catalog: Catalog, reader: Reader) -> Gate {
        Gate { catalog, reader }
    }

    /// What is published now.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.catalog.snapshot()
    }

    /// Whether the actor administers: publishes, manages people.
    pub fn is_admin(&self, actor: &Actor) -> bool {
        decide::is_admin(&self.catalog.snapshot(), actor)
    }

    /// Whether the actor has a right on an entity at all.
    pub fn may(&self, actor: &Actor, entity: &str, action: Action) -> bool {
        !decide::policy(&self.catalog.snapshot(), actor, entity).scopes(action).is_empty()
    }

    /// Asks again for a right on an entity that was granted before.
    ///
    /// # Errors
    /// When there is no such entity any more, or no such right.
    pub fn again(&self, actor: &Actor, action: Action, entity: &str) -> Result<(), Denied> {
        if self.catalog.snapshot().compiled(entity).is_none() {
            return Err(Denied::UnknownEntity);
        }
        match [Action::View, action].into_iter().find(|action| !self.may(actor, entity, *action)) {
            Some(action) => Err(Denied::NoRight { action, entity: entity.to_owned() }),
            None => Ok(()),
        }
    }

    /// Whether the actor's roles let it change every record of a department, as whoever leads it may.
    pub fn leads(&self, actor: &Actor, entity: &str, department: Option<Uuid>) -> bool {
        let scopes = decide::policy(&self.catalog.snapshot(), actor, entity).scopes(Action::Edit);
        let among = |departments: &[Uuid]| department.is_some_and(|d| departments.contains(&d));
        scopes.iter().any(|scope| match scope {
            Scope::All => true,
            Scope::Department => among(&actor.departments),
            Scope::DepartmentAndBelow => among(&actor.department_tree),
            Scope::None | Scope::Own | Scope::Filter(_) => false,
        })
    }

    /// What the actor may do with each field of an entity.
    pub fn rights(&self, actor: &Actor, compiled: &Compiled) -> FieldRights {
        let snapshot = self.catalog.snapshot();
        let policy = decide::policy(&snapshot, actor, compiled.entity.key.as_str());
        decide::rights(&snapshot, actor, &compiled.entity, &policy)
    }

    /// Asks for a right on an entity.
    ///
    /// # Errors
    /// When there is no such entity, or no such right.
    pub async fn permit<A: ActionMarker>(
        &self,
        actor: &Actor,
        entity: &str,
        clock: &Clock,
    ) -> Result<Permit<A>, Denied> {
        let snapshot = self.catalog.snapshot();
        let compiled = snapshot.compiled(entity).filter(|c| c.entity.parent.is_none()).cloned();
        let compiled = compiled.ok_or(Denied::UnknownEntity)?;
        let policy = decide::policy(&snapshot, actor, entity);
        let viewer = viewer(actor, clock);
        let principals = self.principals(actor, entity).await?;
        let no_right = |action| Denied::NoRight { action, entity: entity.to_owned() };
        let own = &compiled.entity;
        let visible = decide::rows(&snapshot, own, &policy, Action::View, &viewer, principals.clone());
        let visible = visible.map_err(Denied::Issues)?.ok_or_else(|| no_right(Action::View))?;
        let asked = principals.as_deref();
        let rows = decide::acting(&snapshot, own, &policy, A::ACTION, &viewer, asked, &visible);
        let rows = rows.map_err(Denied::Issues)?.ok_or_else(|| no_right(A::ACTION))?;
        let makes = match A::ACTION {
            Action::Create => {
                decide::rows(&snapshot, own, &policy, Action::Create, &viewer, principals.clone())
                    .map_err(Denied::Issues)?
                    .ok_or_else(|| no_right(Action::Create))?
            }
            _ => Condition::True,
        };
        let rights = decide::rights(&snapshot, actor, &compiled.entity, &policy);
        granted(&AskedRight::On(A::ACTION, entity.to_owned()));
        Ok(Permit {
            inner: Arc::new(Granted {
                rows,
                makes,
                visible,
                principals,
                rights,
                viewer,
                actor: actor.clone(),
                entity: compiled,
                snapshot,
            }),
            action: PhantomData,
        })
    }

    /// The right of a public form to make records, whoever sends it. It sees none, those it makes included.
    ///
    /// # Errors
    /// When there is no such form, or it is not public.
    pub fn public(&self, form: &DefinitionKey, clock: &Clock) -> Result<Permit<Create>, Denied> {
        let snapshot = self.catalog.snapshot();
        let entity = snapshot.forms.get(form).map(|form| form.document.entity.clone());
        let entity = entity.ok_or(Denied::UnknownEntity)?;
        let compiled = snapshot.compiled(entity.as_str()).filter(|c| c.entity.parent.is_none()).cloned();
        let compiled = compiled.ok_or(Denied::UnknownEntity)?;
        let actor = Actor::of_form(form);
        let policy = decide::policy(&snapshot, &actor, entity.as_str());
        if policy.scopes(Action::Create).is_empty() {
            return Err(Denied::NoRight { action: Action::Create, entity: entity.to_string() });
        }
        Ok(Permit {
            inner: Arc::new(Granted {
                rows: Condition::False,
                makes: Condition::True,
                visible: Condition::False,
                principals: None,
                rights: decide::rights(&snapshot, &actor, &compiled.entity, &policy),
                viewer: viewer(&actor, clock),
                actor,
                entity: compiled,
                snapshot,
            }),
            action: PhantomData,
        })
    }

    /// Whether the actor may look through what was sent by a form of an entity.
    pub fn reviews(&self, actor: &Actor, entity: &str) -> bool {
        let policy = decide::policy(&self.catalog.snapshot(), actor, entity);
        policy.scopes(Action::View).contains(&Scope::All) && !policy.scopes(Action::Create).is_empty()
    }

    /// The right to look through what was sent by a form and waits for a person: whoever makes such records and sees all
    /// of them, since nobody owns these.
    ///
    /// # Errors
    /// When there is no such right.
    pub async fn review(&self, actor: &Actor, entity: &str, clock: &Clock) -> Result<Permit<Create>, Denied> {
        let permit = self.permit::<Create>(actor, entity, clock).await?;
        if !self.reviews(actor, entity) {
            return Err(Denied::NoRight { action: Action::View, entity: entity.to_owned() });
        }
        Ok(permit)
    }

    /// The right to take a record that has no owner: whoever sees it and may make such records may claim it.
    ///
    /// # Errors
    /// When there is no such right.
    pub async fn claim(&self, actor: &Actor, entity: &str, clock: &Clock) -> Result<Permit<Edit>, Denied> {
        let create = self.permit::<Create>(actor, entity, clock).await?;
        let granted = &create.inner;
        let owner = granted.entity.entity.field("owner_id").expect("every record has an owner field");
        let unowned = Condition::Test(Test {
            column: Column::own(&granted.entity.entity, owner),
            comparison: Comparison::Empty,
        });
        Ok(Permit {
            inner: Arc::new(Granted {
                snapshot: granted.snapshot.clone(),
                actor: granted.actor.clone(),
                viewer: granted.viewer.clone(),
                entity: granted.entity.clone(),
                rows: granted.visible.clone().and(unowned),
                makes: granted.makes.clone(),
                visible: granted.visible.clone(),
                principals: granted.principals.clone(),
                rights: granted.rights.clone(),
            }),
            action: PhantomData,
        })
    }

    /// The actor's principals, when anything of the entity is shared with one of them; asked first so that the usual
    /// query need not look at shares at all.
    async fn principals(&self, actor: &Actor, entity: &str) -> Result<Option<Vec<Uuid>>, Denied> {
        let ids: Vec<Uuid> = actor
            .user()
            .into_iter()
            .chain(actor.departments.iter().copied())
            .chain(actor.teams.iter().copied())
            .collect();
        if ids.is_empty() || actor.admin {
            return Ok(None);
        }
        let mut held = self.reader.acquire().await.map_err(|_| Denied::Busy)?;
        let mut sql = Statement::start(self.reader.dialect(), "SELECT CAST(1 AS ");
        sql.push_for("INTEGER", "BIGINT").push(") FROM \"record_shares\" WHERE \"entity\" = ");
        sql.bind(Bind::Text(Some(entity.to_owned()))).push(" AND \"principal_id\" IN (");
        sql.join(&ids, ", ", |sql, id| {
            sql.bind(Bind::Id(Some(*id)));
        });
        sql.push(") LIMIT 1");
        let any = held.connection().number(sql).await.map_err(|_| Denied::Busy)?;
        Ok(any.map(|_| ids))
    }
}

/// What `me` and relative days mean for an actor.
pub(super) fn viewer(actor: &Actor, clock: &Clock) -> Viewer {
    Viewer {
        id: actor.user(),
        departments: actor.departments.clone(),
        department_tree: actor.department_tree.clone(),
        today: clock.today(),
        zone: clock.zone().clone(),
        now: clock.now(),
    }
}

//! The departments and people of a sample company, made in an installation.
//!
//! Shape:  names of the sample files → ids. All people share one password, so that one can look through the eyes of
//!         each role.

use std::collections::HashMap;

use uuid::Uuid;

use super::{AppFault, SampleFiles, sample::SampleUser};
use crate::{
    app::App,
    identity::{Actor, Secret, departments, users},
};

/// What was made.
#[derive(Clone, Debug, Default)]
pub(super) struct People {
    /// Department ids, parents before children.
    pub(super) departments: Vec<Uuid>,
    /// User ids by user name.
    pub(super) users: HashMap<String, Uuid>,
}

/// Makes the departments and people of a sample; `made` is told of each at once.
pub(super) async fn make(
    app: &App,
    sample: &SampleFiles,
    password: &Secret,
    made: &mut People,
) -> Result<(), AppFault> {
    let operator = Actor::operator();
    let mut departments: HashMap<&str, Uuid> = HashMap::new();
    for department in &sample.departments.departments {
        let parent = department.parent.as_deref().and_then(|key| departments.get(key)).copied();
        let draft = departments::Draft {
            name: Some(department.name.clone()),
            parent_id: Some(parent),
            order: Some(i32::try_from(department.order).unwrap_or(0)),
        };
        let view = departments::create(app, &operator, draft).await?;
        departments.insert(&department.key, view.id);
        made.departments.push(view.id);
    }
    for user in &sample.users.users {
        let ready = users::prepare(app, draft(user, &departments, password)).await?;
        let id = users::store(app, &operator, ready).await?;
        made.users.insert(user.username.clone(), id);
    }
    Ok(())
}

fn draft(user: &SampleUser, departments: &HashMap<&str, Uuid>, password: &Secret) -> users::Draft {
    let id = |key: &String| departments.get(key.as_str()).copied();
    let mut roles = user.roles.clone();
    if user.admin {
        roles.push(Actor::ADMIN.to_owned());
    }
    users::Draft {
        username: Some(user.username.clone()),
        name: Some(user.name.clone()),
        password: Some(password.reveal().to_owned()),
        phone: Some(Some(user.phone.clone())),
        email: Some(Some(user.email.clone())),
        department_id: Some(id(&user.department)),
        department_ids: Some(user.more_departments.iter().chain([&user.department]).filter_map(id).collect()),
        role_keys: Some(roles),
        ..users::Draft::default()
    }
}

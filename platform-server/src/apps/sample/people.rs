//! The departments and people of a sample company.
//!
//! Shape:  `sample/departments.json` lists parents before their children; `sample/users.json` names departments by key.
//!         Passwords are not in the file: the installer draws them.

use serde::Deserialize;

use super::SampleFault;

/// `sample/departments.json`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Departments {
    /// Version of this file; 1.
    pub format: u32,
    /// Parents before children.
    pub departments: Vec<SampleDepartment>,
}

/// One department.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SampleDepartment {
    /// Name within the sample files.
    pub key: String,
    /// What people read.
    pub name: String,
    /// Key of the department above.
    pub parent: Option<String>,
    /// Place among its siblings.
    pub order: i64,
}

/// `sample/users.json`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Users {
    /// Version of this file; 1.
    pub format: u32,
    /// The people.
    pub users: Vec<SampleUser>,
}

/// One person.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SampleUser {
    /// Sign-in name; generators name owners by it.
    pub username: String,
    /// What people read.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Telephone number.
    pub phone: String,
    /// Key of the main department.
    pub department: String,
    /// Keys of further departments.
    #[serde(default)]
    pub more_departments: Vec<String>,
    /// Keys of roles.
    pub roles: Vec<String>,
    /// Whether the person administers the whole system.
    #[serde(default)]
    pub admin: bool,
    /// Whether `serve --demo` prints this person's password.
    #[serde(default)]
    pub demo_login: bool,
}

impl Departments {
    /// Reads the file.
    ///
    /// # Errors
    /// [`SampleFault::Shape`] when it is not well-formed, or a parent does not come before its child.
    pub fn parse(text: &str) -> Result<Departments, SampleFault> {
        let file: Departments =
            serde_json::from_str(text).map_err(|error| SampleFault::Shape(error.to_string()))?;
        for (place, department) in file.departments.iter().enumerate() {
            let before = &file.departments[..place];
            let known =
                department.parent.as_ref().is_none_or(|parent| before.iter().any(|d| d.key == *parent));
            if !known {
                return Err(SampleFault::Shape(format!(
                    "`{}`: its parent is not listed before it",
                    department.key
                )));
            }
        }
        Ok(file)
    }
}

impl Users {
    /// Reads the file.
    ///
    /// # Errors
    /// [`SampleFault::Shape`] when it is not well-formed, or a department is not one of `departments`.
    pub fn parse(text: &str, departments: &Departments) -> Result<Users, SampleFault> {
        let file: Users =
            serde_json::from_str(text).map_err(|error| SampleFault::Shape(error.to_string()))?;
        for user in &file.users {
            for key in user.more_departments.iter().chain([&user.department]) {
                if departments.departments.iter().all(|d| d.key != *key) {
                    return Err(SampleFault::Shape(format!(
                        "`{}`: there is no department `{key}`",
                        user.username
                    )));
                }
            }
        }
        Ok(file)
    }
}

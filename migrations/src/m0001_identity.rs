//! Who people are: users, departments, teams, sessions, tokens.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// The first migration.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns { backend: manager.get_database_backend() };
        for table in tables(&columns) {
            manager.create_table(table).await?;
        }
        for (table, column) in [
            ("users", "department_id"),
            ("departments", "parent_id"),
            ("user_departments", "department_id"),
            ("user_roles", "role_key"),
            ("team_members", "user_id"),
            ("sessions", "user_id"),
            ("api_tokens", "user_id"),
        ] {
            let name = format!("{table}_{column}");
            let index = Index::create().name(name).table(table).col(column).to_owned();
            manager.create_index(index).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

fn tables(c: &Columns) -> Vec<TableCreateStatement> {
    vec![
        Table::create()
            .table("users")
            .col(c.id("id").primary_key())
            .col(c.text("username").not_null())
            .col(c.text("username_key").not_null().unique_key())
            .col(c.text("name").not_null())
            .col(c.text("phone").unique_key())
            .col(c.text("email").unique_key())
            .col(c.text("password_hash").not_null())
            .col(c.text("locale").not_null())
            .col(c.flag("active").not_null())
            .col(c.id("department_id"))
            .col(c.text("search").not_null())
            .col(c.moment("created_at").not_null())
            .col(c.moment("updated_at").not_null())
            .to_owned(),
        Table::create()
            .table("departments")
            .col(c.id("id").primary_key())
            .col(c.text("name").not_null())
            .col(c.id("parent_id"))
            .col(c.number("position").not_null())
            .col(c.text("path").not_null())
            .col(c.moment("created_at").not_null())
            .col(c.moment("updated_at").not_null())
            .to_owned(),
        c.pair("user_departments", c.id("user_id"), c.id("department_id")),
        c.pair("user_roles", c.id("user_id"), c.text("role_key")),
        Table::create()
            .table("teams")
            .col(c.id("id").primary_key())
            .col(c.text("name").not_null())
            .col(c.moment("created_at").not_null())
            .col(c.moment("updated_at").not_null())
            .to_owned(),
        c.pair("team_members", c.id("team_id"), c.id("user_id")),
        Table::create()
            .table("sessions")
            .col(c.bytes("token_hash").primary_key())
            .col(c.id("user_id").not_null())
            .col(c.moment("created_at").not_null())
            .col(c.moment("seen_at").not_null())
            .col(c.moment("expires_at").not_null())
            .to_owned(),
        Table::create()
            .table("api_tokens")
            .col(c.id("id").primary_key())
            .col(c.bytes("token_hash").not_null().unique_key())
            .col(c.id("user_id").not_null())
            .col(c.text("name").not_null())
            .col(c.text("scopes").not_null())
            .col(c.moment("created_at").not_null())
            .col(c.moment("expires_at"))
            .col(c.moment("used_at"))
            .to_owned(),
        Table::create()
            .table("setup_codes")
            .col(c.bytes("code_hash").primary_key())
            .col(c.moment("expires_at").not_null())
            .to_owned(),
        Table::create()
            .table("sign_in_attempts")
            .col(c.text("account").not_null())
            .col(c.text("address").not_null())
            .col(c.number("failures").not_null())
            .col(c.moment("since").not_null())
            .primary_key(Index::create().col("account").col("address"))
            .to_owned(),
    ]
}

/// The column types that differ between the databases, or that mean something to us.
struct Columns {
    backend: DbBackend,
}

impl Columns {
    /// UUIDv7: `uuid`, on SQLite the 16 bytes.
    fn id(&self, name: &'static str) -> ColumnDef {
        match self.backend {
            DbBackend::Sqlite => ColumnDef::new(name).blob().to_owned(),
            _ => ColumnDef::new(name).uuid().to_owned(),
        }
    }

    /// Microseconds since 1970, UTC.
    fn moment(&self, name: &'static str) -> ColumnDef {
        ColumnDef::new(name).big_integer().to_owned()
    }

    fn number(&self, name: &'static str) -> ColumnDef {
        ColumnDef::new(name).integer().to_owned()
    }

    fn text(&self, name: &'static str) -> ColumnDef {
        ColumnDef::new(name).text().to_owned()
    }

    fn flag(&self, name: &'static str) -> ColumnDef {
        ColumnDef::new(name).boolean().to_owned()
    }

    fn bytes(&self, name: &'static str) -> ColumnDef {
        match self.backend {
            DbBackend::Sqlite => ColumnDef::new(name).blob().to_owned(),
            _ => ColumnDef::new(name).binary().to_owned(),
        }
    }

    /// A table that says which two things belong together.
    fn pair(&self, table: &'static str, mut left: ColumnDef, mut right: ColumnDef) -> TableCreateStatement {
        let mut key = Index::create().col(left.get_column_name()).col(right.get_column_name()).to_owned();
        Table::create()
            .table(table)
            .col(left.not_null())
            .col(right.not_null())
            .primary_key(&mut key)
            .to_owned()
    }
}

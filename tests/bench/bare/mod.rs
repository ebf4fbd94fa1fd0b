//! Bare handlers: axum and the same SQL on the same tables, nobody asked who they are, nothing checked, nothing logged.
//!
//! Shape:  `GET /read/ID`, `/list/LEVEL/REGION`, `/page/OFFSET/SIZE`, `/contains/PART`, `/aggregate`, `/own/OWNER`;
//!         `POST /create`; `PATCH /update/ID` → the JSON that the program answers with. What a manager may see is a fixed
//!         condition.
//! Errors: everything panics; it serves a measurement, not a person.

mod postgres;
mod rows;
mod sqlite;

use std::sync::Arc;

use axum::{
    Json as Body, Router,
    extract::{Path, State},
    routing::{get, patch, post},
};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use rows::{Argument, SELECTED};

/// One of the databases, and the condition of the manager.
struct Bare {
    database: Database,
    rule: String,
    cursors: tokio::sync::Mutex<std::collections::HashMap<u64, (i64, i64)>>,
}

enum Database {
    Sqlite(sqlite::Sqlite),
    Postgres(sqlx::PgPool),
}

type App = State<Arc<Bare>>;

/// Serves until it is killed.
pub(crate) async fn serve(url: &str, departments: &str, owner: &str) {
    let database = match url.strip_prefix("sqlite://") {
        Some(file) => Database::Sqlite(sqlite::Sqlite::open(file).await),
        None => Database::Postgres(postgres::open(url).await),
    };
    let literal = |id: &str| match database {
        Database::Sqlite(_) => format!("x'{id}'"),
        Database::Postgres(_) => format!("'{id}'::uuid"),
    };
    let departments: Vec<String> = departments.split(',').map(literal).collect();
    let rule = format!("(department_id IN ({}) OR owner_id = {})", departments.join(", "), literal(owner));
    let bare = Arc::new(Bare { database, rule, cursors: tokio::sync::Mutex::default() });
    let router = Router::new()
        .route("/read/{id}", get(read))
        .route("/list/{level}/{region}", get(list))
        .route("/page/{offset}/{size}", get(page))
        .route("/contains/{part}", get(contains))
        .route("/aggregate", get(aggregate))
        .route("/own/{owner}", get(own))
        .route("/create", post(create))
        .route("/update/{id}", patch(update))
        .with_state(bare);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    println!("listening on http://{}", listener.local_addr().expect("its address"));
    axum::serve(listener, router).await.expect("it serves");
}

impl Bare {
    async fn records(
        &self,
        condition: &str,
        order: &str,
        limit: u64,
        arguments: Vec<Argument>,
    ) -> Body<Json> {
        let sql = format!(
            "SELECT {} FROM e_customer t0 WHERE deleted_at IS NULL AND {condition} ORDER BY {order} LIMIT {limit}",
            self.selected()
        );
        Body(json!({ "items": self.rows(sql, arguments).await }))
    }

    fn selected(&self) -> String {
        let tags = match self.database {
            Database::Sqlite(_) => "group_concat(value, ',')",
            Database::Postgres(_) => "string_agg(value, ',')",
        };
        format!("{SELECTED}, (SELECT {tags} FROM l_customer__tags l WHERE l.n = t0.n)")
    }

    async fn rows(&self, sql: String, arguments: Vec<Argument>) -> Vec<Json> {
        match &self.database {
            Database::Sqlite(sqlite) => sqlite.rows(sql, arguments).await,
            Database::Postgres(pool) => postgres::rows(pool, numbered(&sql), arguments).await,
        }
    }

    async fn numbers(&self, sql: String) -> Vec<(String, i64, i64)> {
        match &self.database {
            Database::Sqlite(sqlite) => sqlite.numbers(sql).await,
            Database::Postgres(pool) => postgres::numbers(pool, sql).await,
        }
    }

    fn newest_first(&self) -> &'static str {
        match self.database {
            Database::Sqlite(_) => "f_last_followed_at DESC, n DESC",
            Database::Postgres(_) => "f_last_followed_at DESC NULLS LAST, n DESC",
        }
    }

    fn moment(&self) -> &'static str {
        match self.database {
            Database::Sqlite(_) => "f_last_followed_at",
            Database::Postgres(_) => "(extract(epoch FROM f_last_followed_at) * 1000000)::bigint",
        }
    }
}

/// `?` becomes `$1`, `$2`, ….
fn numbered(sql: &str) -> String {
    let mut number = 0;
    sql.split_inclusive('?')
        .map(|piece| match piece.strip_suffix('?') {
            Some(before) => {
                number += 1;
                format!("{before}${number}")
            }
            None => piece.to_owned(),
        })
        .collect()
}

async fn read(State(bare): App, Path(id): Path<Uuid>) -> Body<Json> {
    let condition = format!("id = ? AND {}", bare.rule);
    let Body(mut answer) = bare.records(&condition, "n", 1, vec![Argument::Id(id)]).await;
    Body(answer["items"][0].take())
}

async fn list(State(bare): App, Path((level, region)): Path<(String, String)>) -> Body<Json> {
    let condition = format!("f_level = ? AND f_region = ? AND {}", bare.rule);
    let arguments = vec![Argument::Text(level), Argument::Text(region)];
    bare.records(&condition, bare.newest_first(), 21, arguments).await
}

async fn page(State(bare): App, Path((offset, size)): Path<(u64, u64)>) -> Body<Json> {
    if offset == 0 {
        return bare.records(&bare.rule, bare.newest_first(), size + 1, Vec::new()).await;
    }
    let (at, n) = cursor(&bare, offset).await;
    let condition =
        format!("f_last_followed_at <= ? AND (f_last_followed_at < ? OR n < ?) AND {}", bare.rule);
    let arguments = vec![Argument::Moment(at), Argument::Moment(at), Argument::Number(n)];
    bare.records(&condition, bare.newest_first(), size + 1, arguments).await
}

/// Where a page begins, looked up once.
async fn cursor(bare: &Bare, offset: u64) -> (i64, i64) {
    let mut cursors = bare.cursors.lock().await;
    if let Some(found) = cursors.get(&offset) {
        return *found;
    }
    let sql = format!(
        "SELECT '', {}, n FROM e_customer t0 WHERE deleted_at IS NULL AND {} ORDER BY {} LIMIT 1 OFFSET {offset}",
        bare.moment(),
        bare.rule,
        bare.newest_first()
    );
    let (_, at, n) = bare.numbers(sql).await.remove(0);
    cursors.insert(offset, (at, n));
    (at, n)
}

async fn contains(State(bare): App, Path(part): Path<String>) -> Body<Json> {
    let condition = format!("f_name LIKE ? AND {}", bare.rule);
    bare.records(&condition, "n DESC", 21, vec![Argument::Text(format!("%{part}%"))]).await
}

async fn aggregate(State(bare): App) -> Body<Json> {
    let sum = match bare.database {
        Database::Sqlite(_) => "SUM(f_annual_revenue)",
        Database::Postgres(_) => "(SUM(f_annual_revenue) * 100)::bigint",
    };
    let sql = format!(
        "SELECT f_level, COUNT(*), {sum} FROM e_customer t0 WHERE deleted_at IS NULL AND {} GROUP BY 1 ORDER BY 1",
        bare.rule
    );
    let groups = bare.numbers(sql).await;
    let items = groups.into_iter().map(|(level, count, sum)| {
        json!({ "level": level, "count": count, "sum": format!("{}.{:02}", sum / 100, sum % 100) })
    });
    Body(json!({ "items": items.collect::<Vec<_>>() }))
}

async fn own(State(bare): App, Path(owner): Path<Uuid>) -> Body<Json> {
    bare.records("owner_id = ?", bare.newest_first(), 21, vec![Argument::Id(owner)]).await
}

async fn create(State(bare): App, Body(values): Body<Json>) -> Body<Json> {
    let id = Uuid::now_v7();
    let at = chrono::Utc::now().timestamp_micros();
    let text = |key: &str| Argument::Text(values[key].as_str().unwrap_or_default().to_owned());
    let followed = values["last_followed_at"].as_str().unwrap_or_default();
    let followed = chrono::DateTime::parse_from_rfc3339(followed).expect("a moment").timestamp_micros();
    let mut arguments = vec![Argument::Id(id), Argument::Moment(at), Argument::Moment(at)];
    arguments.extend(["name", "short_code", "phone", "email", "level", "industry", "region"].map(text));
    arguments.extend([decimal(&values), text("remark"), Argument::Moment(followed)]);
    let sql = "INSERT INTO e_customer (id, version, created_at, updated_at, f_name, f_short_code, f_phone, f_email, \
               f_level, f_industry, f_region, f_annual_revenue, f_remark, f_last_followed_at) \
               VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    bare.write(sql, arguments).await;
    let mut made = values;
    made["id"] = json!(id);
    Body(made)
}

async fn update(State(bare): App, Path(id): Path<Uuid>, Body(values): Body<Json>) -> Body<Json> {
    let sql = format!(
        "UPDATE e_customer SET f_annual_revenue = ?, version = version + 1 WHERE id = ? AND deleted_at IS NULL AND {}",
        bare.rule
    );
    bare.write(&sql, vec![decimal(&values), Argument::Id(id)]).await;
    let Body(mut answer) = bare.records("id = ?", "n", 1, vec![Argument::Id(id)]).await;
    Body(answer["items"][0].take())
}

impl Bare {
    /// One statement, one commit.
    async fn write(&self, sql: &str, arguments: Vec<Argument>) {
        match &self.database {
            Database::Sqlite(sqlite) => sqlite.write(sql.to_owned(), arguments).await,
            Database::Postgres(pool) => postgres::write(pool, numbered(sql), arguments).await,
        }
    }
}

fn decimal(values: &Json) -> Argument {
    let text = values["annual_revenue"].as_str().unwrap_or("0");
    Argument::Decimal(text.parse().expect("a number"))
}

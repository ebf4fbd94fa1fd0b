//! Files that records hold: known by the server's own rows, claimed in the transaction that writes the record.
//!
//! Shape:  [`know`] fills in name, size and type of every file that values name, before they are checked; [`claim`] makes
//!         those that are new the record's own; [`adopt`] lets a merged record hold what those that went held; [`release`]
//!         gives up the files of a purged record. Until then they stay, so that undo and the past can show them.
//! Errors: `unknown_file` at the file's place; what the field does not take, as `kinds::files` says it.
//! Source: DESIGN §5 "Files"; docs/spec/files.md.

use std::collections::{HashMap, HashSet};

use engine_core::{
    entity::Field,
    issue::{Issue, token},
    kinds::{ColumnType, files::takes},
    value::{FileReference, Value},
};
use uuid::Uuid;

use super::{Input, Store, StoreError};
use crate::{
    catalog::Compiled,
    database::Dialect,
    records::{
        changes::Stamp,
        connection::Connection,
        record::Record,
        sql::{Bind, Statement},
    },
};

/// A field of files, in the record itself or in the rows of a sub-table.
struct Place<'c> {
    table: Option<&'c Field>,
    field: &'c Field,
}

impl Place<'_> {
    /// As claims and addresses write it: the key, below a sub-table's with a dot.
    fn path(&self) -> String {
        match self.table {
            Some(table) => format!("{}.{}", table.key, self.field.key),
            None => self.field.key.to_string(),
        }
    }

    /// The files of a record here, each with its pointer.
    fn held<'r>(&self, record: &'r Record) -> Vec<(String, &'r FileReference)> {
        let Some(table) = self.table else {
            return listed(record.get(self.field.key.as_str()), &token(self.field.key.as_str()));
        };
        let Value::Rows(rows) = record.get(table.key.as_str()) else { return Vec::new() };
        let cells = rows.iter().enumerate().flat_map(|(at, row)| {
            let below = format!("{}/{at}{}", token(table.key.as_str()), token(self.field.key.as_str()));
            let own = row.values.iter().filter(|(key, _)| *key == self.field.key);
            own.flat_map(move |(_, value)| listed(value, &below))
        });
        cells.collect()
    }

    fn change(&self, record: &mut Record, mut each: impl FnMut(&mut FileReference)) {
        let outer = self.table.unwrap_or(self.field);
        match record.values.get_mut(&outer.key) {
            Some(Value::Files(files)) => files.iter_mut().for_each(each),
            Some(Value::Rows(rows)) => {
                let cells = rows.iter_mut().flat_map(|row| &mut row.values);
                for (_, value) in cells.filter(|(key, _)| *key == self.field.key) {
                    if let Value::Files(files) = value {
                        files.iter_mut().for_each(&mut each);
                    }
                }
            }
            _ => {}
        }
    }

    fn ids(&self, record: Option<&Record>) -> HashSet<Uuid> {
        record.iter().flat_map(|record| self.held(record)).map(|(_, file)| file.id).collect()
    }
}

fn listed<'r>(value: &'r Value, below: &str) -> Vec<(String, &'r FileReference)> {
    match value {
        Value::Files(files) => {
            files.iter().enumerate().map(|(at, file)| (format!("{below}/{at}"), file)).collect()
        }
        _ => Vec::new(),
    }
}

fn places(compiled: &Compiled) -> Vec<Place<'_>> {
    let own = compiled.entity.fields.values().map(|field| Place { table: None, field });
    let rows = compiled
        .rows
        .iter()
        .flat_map(|(table, rows)| rows.fields.values().map(move |field| Place { table: Some(table), field }));
    own.chain(rows).filter(|place| place.field.kind.holds_files()).collect()
}

impl Store {
    /// Fills in the files that inputs name, before the transaction that claims them.
    ///
    /// # Errors
    /// When the database does not answer; what is wrong with the files is the answer.
    pub(super) async fn know_files(
        &self,
        compiled: &Compiled,
        inputs: &mut [&mut Input],
        naming: &Naming<'_>,
    ) -> Result<Vec<Issue>, StoreError> {
        let files = |value: &Value| matches!(value, Value::Files(_) | Value::Rows(_));
        if !inputs.iter().any(|input| input.values.values().any(files)) {
            return Ok(Vec::new());
        }
        let taken = |input: &mut &mut Input| Record {
            values: std::mem::take(&mut input.values),
            ..Record::default()
        };
        let mut records: Vec<Record> = inputs.iter_mut().map(taken).collect();
        let mut held = self.reader.acquire().await?;
        let issues = know(&mut held.connection(), compiled, &mut records, naming).await;
        for (input, record) in inputs.iter_mut().zip(records) {
            input.values = record.values;
        }
        issues
    }
}

/// Who names files, and where they may lie already.
pub(super) struct Naming<'a> {
    /// The records as they are; what they hold may be kept.
    pub(super) before: &'a [&'a Record],
    /// Records whose files may be named, the record's own id among them.
    pub(super) holders: &'a [Uuid],
    /// Who writes, and when.
    pub(super) stamp: &'a Stamp,
}

/// Fills in what the server knows of the files that values name: what the caller says of them counts for nothing.
pub(super) async fn know(
    connection: &mut Connection<'_>,
    compiled: &Compiled,
    records: &mut [Record],
    naming: &Naming<'_>,
) -> Result<Vec<Issue>, StoreError> {
    let mut issues = Vec::new();
    let several = records.len() > 1;
    for place in places(compiled) {
        let kept: HashMap<Uuid, FileReference> = naming
            .before
            .iter()
            .flat_map(|before| place.held(before))
            .map(|(_, file)| (file.id, file.clone()))
            .collect();
        let named: HashSet<Uuid> = records.iter().flat_map(|record| place.ids(Some(record))).collect();
        let wanted: Vec<Uuid> = named.into_iter().filter(|id| !kept.contains_key(id)).collect();
        let mut known = within_reach(connection, &wanted, &place.path(), naming).await?;
        known.extend(kept.clone());
        for (index, record) in records.iter_mut().enumerate() {
            place.change(record, |file| {
                if let Some(known) = known.get(&file.id) {
                    known.clone_into(file);
                }
            });
            let prefix = if several { format!("/{index}") } else { String::new() };
            let mut wrong = Vec::new();
            for (at, file) in place.held(record).into_iter().filter(|(_, file)| !kept.contains_key(&file.id))
            {
                let refused = match known.contains_key(&file.id) {
                    true => takes(place.field, file).err().map(|refusal| refusal.at(&at)),
                    false => Some(unknown(file.id, at)),
                };
                if let Some(issue) = refused {
                    issues.push(issue.below(&prefix));
                    wrong.push(file.id);
                }
            }
            // What is refused here is not refused once more by what the schema says of it.
            place.change(record, |file| {
                if wrong.contains(&file.id) {
                    *file = FileReference {
                        id: file.id,
                        name: String::new(),
                        size: 0,
                        media_type: String::new(),
                    };
                }
            });
        }
    }
    Ok(issues)
}

/// The files among some that may be named: the writer's own that nobody holds, and those that a holder holds in the same
/// field.
async fn within_reach(
    connection: &mut Connection<'_>,
    wanted: &[Uuid],
    path: &str,
    naming: &Naming<'_>,
) -> Result<HashMap<Uuid, FileReference>, StoreError> {
    let mut known = HashMap::with_capacity(wanted.len());
    let (kind, owner) = naming.stamp.uploader();
    for chunk in wanted.chunks(500) {
        let mut sql = Statement::start(
            connection.dialect(),
            "SELECT f.\"id\", f.\"name\", f.\"size\", f.\"media_type\" FROM \"files\" f WHERE f.\"digest\" IS NOT NULL AND f.\"id\" IN (",
        );
        ids(&mut sql, chunk);
        sql.push(") AND (f.\"owner_kind\" = ").bind(Bind::Text(Some(kind.to_owned())));
        sql.push(" AND f.\"owner\" = ").bind(Bind::Id(owner));
        sql.push(" AND f.\"expires_at\" > ").bind(Bind::Integer(Some(naming.stamp.at.0)));
        if !naming.holders.is_empty() {
            sql.push(
                " OR EXISTS (SELECT 1 FROM \"file_claims\" c WHERE c.\"file\" = f.\"id\" AND c.\"field\" = ",
            );
            sql.bind(Bind::Text(Some(path.to_owned()))).push(" AND c.\"record\" IN (");
            ids(&mut sql, naming.holders);
            sql.push("))");
        }
        sql.push(")");
        let columns = [ColumnType::Id, ColumnType::Text, ColumnType::Integer, ColumnType::Text];
        for row in connection.fetch_as(sql, &columns).await? {
            if let [Value::Id(id), Value::Text(name), Value::Integer(size), Value::Text(media_type)] =
                row.as_slice()
            {
                let size = u64::try_from(*size).unwrap_or_default();
                let (name, media_type) = (name.clone(), media_type.clone());
                known.insert(*id, FileReference { id: *id, name, size, media_type });
            }
        }
    }
    Ok(known)
}

/// Makes the files that a record names anew its own.
pub(super) async fn claim(
    connection: &mut Connection<'_>,
    compiled: &Compiled,
    record: &Record,
    before: Option<&Record>,
    stamp: &Stamp,
) -> Result<(), StoreError> {
    let mut issues = Vec::new();
    for place in places(compiled) {
        let (path, kept) = (place.path(), place.ids(before));
        for (at, file) in place.held(record).into_iter().filter(|(_, file)| !kept.contains(&file.id)) {
            let held = claimed(connection, file.id, &path, &[record.id()]).await?;
            if held {
                continue;
            }
            if take(connection, file.id, stamp).await? {
                hold(connection, compiled, (file.id, record.id()), &path).await?;
            } else {
                issues.push(unknown(file.id, at));
            }
        }
    }
    if issues.is_empty() { Ok(()) } else { Err(StoreError::Issues(issues)) }
}

/// Lets a record hold the files it names that others hold, or held, in the same field.
pub(super) async fn adopt(
    connection: &mut Connection<'_>,
    compiled: &Compiled,
    record: &Record,
    others: &[Record],
) -> Result<(), StoreError> {
    let holders: Vec<Uuid> = others.iter().map(Record::id).collect();
    for place in places(compiled) {
        let path = place.path();
        let named: HashSet<Uuid> = others.iter().flat_map(|other| place.ids(Some(other))).collect();
        for (_, file) in place.held(record) {
            let own = claimed(connection, file.id, &path, &[record.id()]).await?;
            if !own && (named.contains(&file.id) || claimed(connection, file.id, &path, &holders).await?) {
                hold(connection, compiled, (file.id, record.id()), &path).await?;
            }
        }
    }
    Ok(())
}

async fn claimed(
    connection: &mut Connection<'_>,
    file: Uuid,
    path: &str,
    records: &[Uuid],
) -> Result<bool, StoreError> {
    let dialect = connection.dialect();
    let mut sql = Statement::start(dialect, "SELECT COUNT(*) FROM \"file_claims\" WHERE \"file\" = ");
    sql.bind(Bind::Id(Some(file))).push(" AND \"field\" = ").bind(Bind::Text(Some(path.to_owned())));
    sql.push(" AND \"record\" IN (");
    ids(&mut sql, records);
    sql.push(")");
    Ok(connection.number(sql).await?.is_some_and(|count| count > 0))
}

/// Takes a file out of those that wait for a record; whether it was the writer's and waited. Of two writes one gets it.
async fn take(connection: &mut Connection<'_>, file: Uuid, stamp: &Stamp) -> Result<bool, StoreError> {
    let mut sql = Statement::start(
        connection.dialect(),
        "UPDATE \"files\" SET \"expires_at\" = NULL WHERE \"digest\" IS NOT NULL AND \"id\" = ",
    );
    let (kind, owner) = stamp.uploader();
    sql.bind(Bind::Id(Some(file))).push(" AND \"owner_kind\" = ").bind(Bind::Text(Some(kind.to_owned())));
    sql.push(" AND \"owner\" = ").bind(Bind::Id(owner));
    sql.push(" AND \"expires_at\" > ").bind(Bind::Integer(Some(stamp.at.0)));
    Ok(connection.execute(sql).await? == 1)
}

async fn hold(
    connection: &mut Connection<'_>,
    compiled: &Compiled,
    (file, record): (Uuid, Uuid),
    path: &str,
) -> Result<(), StoreError> {
    let mut sql = Statement::start(
        connection.dialect(),
        "INSERT INTO \"file_claims\" (\"file\", \"entity\", \"record\", \"field\") VALUES (",
    );
    let entity = compiled.entity.key.to_string();
    sql.bind(Bind::Id(Some(file))).push(", ").bind(Bind::Text(Some(entity))).push(", ");
    sql.bind(Bind::Id(Some(record))).push(", ").bind(Bind::Text(Some(path.to_owned()))).push(")");
    connection.execute(sql).await.map(drop)
}

/// Gives up the files of purged records; those that no other record holds go with the next sweep.
pub(super) fn release(dialect: Dialect, records: &[Uuid], stamp: &Stamp) -> [Statement; 2] {
    let mut expire = Statement::start(dialect, "UPDATE \"files\" SET \"expires_at\" = ");
    expire.bind(Bind::Integer(Some(stamp.at.0)));
    expire.push(" WHERE \"id\" IN (SELECT \"file\" FROM \"file_claims\" WHERE \"record\" IN (");
    ids(&mut expire, records);
    expire.push(")) AND NOT EXISTS (SELECT 1 FROM \"file_claims\" c WHERE c.\"file\" = \"files\".\"id\" AND c.\"record\" NOT IN (");
    ids(&mut expire, records);
    expire.push("))");
    let mut forget = Statement::start(dialect, "DELETE FROM \"file_claims\" WHERE \"record\" IN (");
    ids(&mut forget, records);
    forget.push(")");
    [expire, forget]
}

fn ids(sql: &mut Statement, ids: &[Uuid]) {
    sql.join(ids, ", ", |sql, id| {
        sql.bind(Bind::Id(Some(*id)));
    });
}

fn unknown(id: Uuid, at: String) -> Issue {
    Issue::new(
        "unknown_file",
        at,
        format!("没有这个文件，或它不是您刚上传的（{id}）；请重新上传"),
        format!("there is no such file, or you have not just uploaded it ({id}); upload it again"),
    )
}

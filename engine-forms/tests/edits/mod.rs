//! What somebody may do to a random form.

use serde_json::{Value as Json, json};

use crate::random::{
    COLUMNS, FIELDS, Tape,
    answers::{row, written},
    id,
};

/// A few edits done at once; none of them, now and then.
pub(crate) fn edits(tape: &mut Tape) -> Vec<Json> {
    (0..tape.below(4)).map(|_| edit(tape)).collect()
}

fn edit(tape: &mut Tape) -> Json {
    match tape.below(10) {
        0..=3 => {
            let (key, kind) = *tape.pick(FIELDS);
            let mut edit = json!({ "field": { "field": key } });
            if !tape.once_in(4) {
                edit["field"]["value"] = written(tape, kind);
            }
            edit
        }
        4 | 5 => {
            let (key, kind) = *tape.pick(COLUMNS);
            let mut edit = json!({ "cell": { "table": "rows", "row": tape.below(5), "field": key } });
            if !tape.once_in(4) {
                edit["cell"]["value"] = written(tape, kind);
            }
            edit
        }
        6 => {
            let rows: Vec<Json> = (0..1 + tape.below(2)).map(|_| row(tape)).collect();
            json!({ "insert": { "table": "rows", "at": tape.below(5), "rows": rows } })
        }
        7 => json!({ "remove": { "table": "rows", "row": tape.below(4) } }),
        8 => json!({ "move": { "table": "rows", "row": tape.below(4), "to": tape.below(4) } }),
        _ => match tape.below(4) {
            0 => json!({ "field": { "field": "rows" } }),
            1 => json!({ "field": { "field": "rows", "value": written(tape, "text") } }),
            _ => {
                let rows: Vec<Json> = (0..tape.below(4)).map(|_| row(tape)).collect();
                json!({ "field": { "field": "rows", "value": rows } })
            }
        },
    }
}

/// What came to be known of a linked record.
pub(crate) fn known(tape: &mut Tape) -> Json {
    let number = 1 + tape.below(3);
    if tape.once_in(3) {
        return json!({ "entity": "other", "id": id(number) });
    }
    json!({ "entity": "other", "id": id(number), "values": { "name": "近", "size": tape.below(12) } })
}

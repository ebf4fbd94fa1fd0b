//! Blocks → placed slots and groups.

use engine_core::{key::FieldKey, kinds::Kind, plan::Column};

use super::{Compiler, Placed, values};
use crate::{
    definition::{Block, FieldBlock, Panels, RowLayout},
    form::{Group, Origin, Reach, RowBounds},
    limits,
};

/// Places every block of the form.
pub(super) fn place(compiler: &mut Compiler<'_>) {
    for scope in 0..compiler.scopes.len() {
        derived(compiler, scope);
    }
    let document = compiler.document;
    blocks(compiler, &document.layout, "/layout", None, 1);
    // Formulas may read what lies further down.
    for placed in std::mem::take(&mut compiler.placed) {
        values::settle(compiler, &placed);
    }
    if compiler.blocks > limits::MOST_BLOCKS {
        let most = limits::MOST_BLOCKS;
        compiler.issue(
            "too_many_blocks",
            "/layout",
            format!("表单上最多放 {most} 项，请拆分成几张表单"),
            format!("at most {most} blocks; make several forms of it"),
        );
    }
}

fn blocks<'a>(
    compiler: &mut Compiler<'a>,
    blocks: &'a [Block],
    at: &str,
    group: Option<usize>,
    depth: usize,
) {
    if depth > limits::DEEPEST_BLOCK {
        let most = limits::DEEPEST_BLOCK;
        compiler.issue(
            "too_deep",
            at,
            format!("分组最多嵌套 {most} 层"),
            format!("blocks nest at most {most} deep"),
        );
        return;
    }
    for (i, block) in blocks.iter().enumerate() {
        compiler.blocks += 1;
        let place = format!("{at}/{i}");
        match block {
            Block::Field(block) => field(compiler, 0, block, &place, group),
            Block::Section(section) => {
                if let Some(own) = open(compiler, &section.key, &place, group) {
                    self::blocks(compiler, &section.blocks, &format!("{place}/blocks"), Some(own), depth + 1);
                }
            }
            Block::Tabs(panels) | Block::Steps(panels) => {
                self::panels(compiler, panels, &place, group, depth);
            }
            Block::Text(text) => drop(open(compiler, &text.key, &place, group)),
        }
    }
}

fn panels<'a>(compiler: &mut Compiler<'a>, panels: &'a Panels, at: &str, group: Option<usize>, depth: usize) {
    let Some(own) = open(compiler, &panels.key, at, group) else { return };
    if panels.panels.is_empty() {
        compiler.issue("no_panels", format!("{at}/panels"), "请至少加一页", "add at least one panel");
    }
    for (i, panel) in panels.panels.iter().enumerate() {
        compiler.blocks += 1;
        let place = format!("{at}/panels/{i}");
        if let Some(inner) = open(compiler, &panel.key, &place, Some(own)) {
            blocks(compiler, &panel.blocks, &format!("{place}/blocks"), Some(inner), depth + 1);
        }
    }
}

/// Makes a group of a block that is no field.
fn open(compiler: &mut Compiler<'_>, key: &FieldKey, at: &str, parent: Option<usize>) -> Option<usize> {
    let taken = compiler.group_places.contains_key(key) || compiler.scopes[0].0.by_key.contains_key(key);
    if taken {
        compiler.issue(
            "taken_key",
            format!("{at}/key"),
            format!("编码“{key}”已被字段或另一个分组使用，请换一个"),
            format!("`{key}` is the key of a field or of another block; choose another one"),
        );
        return None;
    }
    let group = compiler.groups.len();
    compiler.group_places.insert(key.clone(), group);
    compiler.groups.push(Group { key: key.clone(), parent, reach: Reach::default(), lock: Vec::new() });
    Some(group)
}

fn field<'a>(
    compiler: &mut Compiler<'a>,
    scope: usize,
    block: &'a FieldBlock,
    at: &str,
    group: Option<usize>,
) {
    let place = format!("{at}/field");
    let Some(index) = compiler.slot(scope, &block.field, &place) else { return };
    let slot = &mut compiler.scopes[scope].0.slots[index];
    if slot.placed {
        return compiler.issue(
            "repeated_field",
            place,
            "这个字段已经在表单上了，一张表单上只能放一次",
            "the form has this field already; it goes on it once",
        );
    }
    slot.placed = true;
    slot.group = group;
    slot.required |= block.required;
    slot.readonly = block.readonly;
    slot.unseen = block.hidden;
    let table = slot.field.kind == Kind::SubTable;
    compiler.slot_places.insert((scope, index), at.to_owned());
    compiler.placed.push(Placed { scope, slot: index, block, at: at.to_owned() });
    if let Some(rows) = &block.rows {
        rows_of(compiler, (scope, index), rows, at);
    } else if table {
        compiler.issue("required", format!("{at}/rows"), "请选择明细的列", "say which columns the rows have");
    }
}

fn rows_of<'a>(compiler: &mut Compiler<'a>, table: (usize, usize), rows: &'a RowLayout, at: &str) {
    let slot = &mut compiler.scopes[table.0].0.slots[table.1];
    let Origin::Rows(scope) = slot.origin else {
        return compiler.issue(
            "not_a_sub_table",
            format!("{at}/rows"),
            "只有明细字段才有列",
            "only a sub-table has columns",
        );
    };
    slot.rows = Some(RowBounds { least: rows.least, most: rows.most, add: rows.add, remove: rows.remove });
    compiler.scopes[scope].1 = format!("{at}/rows");
    if let (Some(least), Some(most)) = (rows.least, rows.most)
        && least > most
    {
        compiler.issue(
            "bad_bounds",
            format!("{at}/rows/most"),
            "最多行数小于最少行数",
            "`most` is smaller than `least`",
        );
    }
    for (i, column) in rows.columns.iter().enumerate() {
        compiler.blocks += 1;
        field(compiler, scope, column, &format!("{at}/rows/columns/{i}"), None);
    }
}

/// Formulas and lookups of the entity.
fn derived(compiler: &mut Compiler<'_>, scope: usize) {
    let entity = compiler.scopes[scope].0.entity.clone();
    for index in 0..compiler.scopes[scope].0.slots.len() {
        let field = compiler.scopes[scope].0.slots[index].field.clone();
        let origin = match field.kind {
            Kind::Formula => {
                let parsed = field.formula.as_deref().and_then(|text| engine_core::formula::parse(text).ok());
                parsed.map(|f| Origin::Computed(f.resolve(&engine_core::plan::types(&entity)).0))
            }
            Kind::Lookup => {
                let path = field.via.as_deref().and_then(engine_core::filter::Path::parse);
                let column = path.and_then(|path| Column::resolve(compiler.entities, &entity, &path).ok());
                column.map(|column| {
                    compiler.reach(&column, "");
                    Origin::Looked(column)
                })
            }
            _ => None,
        };
        if let Some(origin) = origin {
            compiler.scopes[scope].0.slots[index].origin = origin;
        }
    }
}

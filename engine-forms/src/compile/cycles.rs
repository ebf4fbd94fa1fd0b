//! What reads what on a form, and in which order it is computed.

use std::collections::BTreeSet;

use engine_core::{
    formula::{FieldPath, Formula},
    key::SYSTEM_FIELDS,
    plan::Column,
};

use super::Compiler;
use crate::{
    form::{Origin, PARENT, Setter, Test, Use, When},
    graph::{Graph, Node, Order},
};

/// The order of computation and who reads what in it; a cycle is an issue.
pub(super) fn order(compiler: &mut Compiler<'_>) -> (Order, Vec<Use>) {
    let graph = Builder { compiler, graph: Graph::default() }.build();
    let uses = uses(compiler, &graph);
    let order = graph.order().unwrap_or_else(|cycle| {
        let place = cycle.iter().find_map(|node| compiler.place(*node)).unwrap_or_default();
        let mut names: Vec<String> = cycle.iter().chain(cycle.first()).map(|n| compiler.name(*n)).collect();
        // A field's value and whether it is there are one thing to people; of a cycle of one both ends are told.
        if names.len() > 2 {
            names.dedup();
        }
        let path = names.join(" → ");
        compiler.issue(
            "cycle",
            place,
            format!("互相依赖，无法计算：{path}"),
            format!("this depends on itself: {path}"),
        );
        Vec::new()
    });
    (graph.with_readers(order), uses)
}

/// The fields that are on the form or read by what is.
fn uses(compiler: &Compiler<'_>, graph: &Graph) -> Vec<Use> {
    let named = |scope: usize, slot: usize, pointer: String| {
        let found = &compiler.scopes[scope].0;
        Use { entity: found.entity.key.clone(), field: found.slots[slot].field.key.clone(), pointer }
    };
    let placed =
        compiler.slot_places.iter().map(|((scope, slot), place)| named(*scope, *slot, place.clone()));
    // What has no place of its own is read by what reads it.
    let through = |node: Node| compiler.place(node).is_none();
    let readers = graph.nodes().filter_map(|node| Some((node, compiler.place(node)?)));
    let read = readers.flat_map(|(reader, place)| {
        graph.behind(reader, through).into_iter().filter_map(move |read| match read {
            Node::Value { scope, slot } => Some((scope, slot, place.clone())),
            _ => None,
        })
    });
    let read = read.map(|(scope, slot, place)| named(scope, slot, place));
    let linked = compiler.through_links.iter().cloned();
    // Where a rule gives a value, not what it reads: it stays when the value may not be seen.
    let set = compiler.scopes.iter().enumerate().flat_map(|(scope, (found, at))| {
        let given = found.slots.iter().enumerate().filter(|(_, slot)| !slot.set.is_empty());
        given.map(move |(slot, _)| (scope, slot, format!("{at}/rules")))
    });
    let set = set.map(|(scope, slot, place)| named(scope, slot, place));
    let uses: BTreeSet<Use> = placed.chain(read).chain(linked).chain(set).collect();
    let own = |used: &Use| !SYSTEM_FIELDS.contains(&used.field.as_str());
    uses.into_iter().filter(own).collect()
}

struct Builder<'c, 'a> {
    compiler: &'c Compiler<'a>,
    graph: Graph,
}

impl Builder<'_, '_> {
    fn build(mut self) -> Graph {
        for (group, found) in self.compiler.groups.iter().enumerate() {
            let node = Node::Shown { group };
            self.graph.node(node);
            if let Some(parent) = found.parent {
                self.graph.reads(node, Node::Shown { group: parent });
            }
            self.rules(node, 0, found.reach.rules().map(|(rule, _)| rule));
        }
        for scope in 0..self.compiler.scopes.len() {
            self.scope(scope);
        }
        self.graph
    }

    fn scope(&mut self, scope: usize) {
        let compiler = self.compiler;
        let found = &compiler.scopes[scope].0;
        for (rule, written) in found.rules.iter().enumerate() {
            let node = Node::Holds { scope, rule };
            self.graph.node(node);
            self.when(node, scope, &written.when);
            self.lies_in(node, found.table);
        }
        for (check, written) in found.checks.iter().enumerate() {
            let node = Node::Check { scope, check };
            self.graph.node(node);
            self.when(node, scope, &written.must);
            self.lies_in(node, found.table);
            if let Some(slot) = found.table {
                self.graph.reads(node, Node::State { scope: 0, slot });
            }
            for slot in &written.fields {
                self.graph.reads(node, Node::State { scope, slot: *slot });
            }
        }
        for (slot, field) in found.slots.iter().enumerate() {
            let (state, value) = (Node::State { scope, slot }, Node::Value { scope, slot });
            let own = field.reach.rules().map(|(rule, _)| rule).chain(&field.lock);
            self.rules(state, scope, own.chain(field.set.iter().map(|(rule, _)| rule)));
            let mut group = field.group;
            while let Some(index) = group {
                self.graph.reads(state, Node::Shown { group: index });
                self.rules(state, 0, compiler.groups[index].lock.iter());
                group = compiler.groups[index].parent;
            }
            self.graph.reads(value, state);
            // The rows are there once the table has its value, which is after its state.
            self.lies_in(state, found.table);
            self.lies_in(value, found.table);
            if let Some(table) = found.table {
                self.graph.reads(state, Node::State { scope: 0, slot: table });
            }
            for (_, setter) in &field.set {
                if let Setter::Formula(formula) = setter {
                    self.formula(value, scope, formula);
                }
            }
            match &field.origin {
                Origin::Given { formula, fill, .. } => {
                    if let Some(formula) = formula {
                        self.formula(value, scope, formula);
                    }
                    if let Some(column) = fill {
                        self.column(value, scope, column);
                    }
                }
                Origin::Computed(formula) => self.formula(value, scope, formula),
                Origin::Looked(column) => self.column(value, scope, column),
                Origin::Stored | Origin::Rows(_) => {}
            }
            if field.placed || !field.set.is_empty() {
                self.told(scope, slot);
            }
        }
    }

    /// A node in a row is computed in each row of its table.
    fn lies_in(&mut self, node: Node, table: Option<usize>) {
        if let Some(slot) = table {
            self.graph.lies_in(node, Node::Value { scope: 0, slot });
        }
    }

    /// What is told of a field: a column as a whole, with the places of its cells; a table with its rows.
    fn told(&mut self, scope: usize, slot: usize) {
        let found = &self.compiler.scopes[scope].0;
        let field = &found.slots[slot];
        let node = Node::Told { scope, slot };
        self.graph.reads(node, Node::State { scope, slot });
        self.graph.reads(node, Node::Value { scope, slot });
        self.rules(node, scope, field.require.iter().chain(field.options.iter().map(|(rule, _)| rule)));
        if let Some((by, _)) = &field.cascade {
            self.graph.reads(node, Node::Value { scope, slot: *by });
        }
        if let Some(table) = found.table {
            self.graph.reads(node, Node::State { scope: 0, slot: table });
            self.graph.reads(node, Node::Value { scope: 0, slot: table });
        }
        if let Origin::Rows(rows) = field.origin {
            for slot in 0..self.compiler.scopes[rows].0.slots.len() {
                self.graph.reads(node, Node::Value { scope: rows, slot });
            }
        }
    }

    fn rules<'r>(&mut self, node: Node, scope: usize, rules: impl Iterator<Item = &'r usize>) {
        for rule in rules {
            self.graph.reads(node, Node::Holds { scope, rule: *rule });
        }
    }

    fn when(&mut self, node: Node, scope: usize, when: &When) {
        match when {
            When::Always => {}
            When::Formula(formula) => self.formula(node, scope, formula),
            When::Filter(test) => self.test(node, scope, test),
        }
    }

    fn test(&mut self, node: Node, scope: usize, test: &Test) {
        match test {
            Test::And(all) | Test::Or(all) => all.iter().for_each(|test| self.test(node, scope, test)),
            Test::Not(inner) => self.test(node, scope, inner),
            Test::Compare { of_record, filter } => {
                let scope = if *of_record { 0 } else { scope };
                let engine_core::filter::Filter::Compare { field, .. } = filter else { return };
                let entity = &self.compiler.scopes[scope].0.entity;
                if let Ok(column) = Column::resolve(self.compiler.entities, entity, field) {
                    self.column(node, scope, &column);
                }
            }
        }
    }

    fn column(&mut self, node: Node, scope: usize, column: &Column) {
        let first = column.hops.first().map_or(&column.field, |hop| &hop.field);
        self.value(node, scope, first.key.as_str());
    }

    fn formula(&mut self, node: Node, scope: usize, formula: &Formula) {
        for path in formula.depends().fields {
            self.path(node, scope, &path);
        }
    }

    fn path(&mut self, node: Node, scope: usize, path: &FieldPath) {
        let mut keys: Vec<&str> = path.keys().collect();
        let own = &self.compiler.scopes[scope].0;
        let of_record = own.table.is_some() && keys[0] == PARENT && !own.by_key.contains_key(PARENT);
        let scope = if of_record { 0 } else { scope };
        if of_record {
            keys.remove(0);
        }
        let Some(first) = keys.first() else { return };
        self.value(node, scope, first);
        let found = &self.compiler.scopes[scope].0;
        let origin = found.by_key.get(*first).map(|slot| &found.slots[*slot].origin);
        if let (Some(Origin::Rows(rows)), Some(column)) = (origin, keys.get(1))
            && let Some(slot) = self.compiler.scopes[*rows].0.by_key.get(*column)
        {
            // The list of a column, also where a row reads that of its own table.
            self.graph.reads_every_row(node, Node::Value { scope: *rows, slot: *slot });
        }
    }

    fn value(&mut self, node: Node, scope: usize, key: &str) {
        if let Some(slot) = self.compiler.scopes[scope].0.by_key.get(key) {
            self.graph.reads(node, Node::Value { scope, slot: *slot });
        }
    }
}

impl Compiler<'_> {
    /// Where a node was written.
    fn place(&self, node: Node) -> Option<String> {
        match node {
            Node::Holds { scope, rule } => self.rule_places.get(&(scope, rule)).cloned(),
            Node::State { scope, slot } | Node::Value { scope, slot } => {
                self.slot_places.get(&(scope, slot)).cloned()
            }
            Node::Check { scope, check } => self.check_places.get(&(scope, check)).cloned(),
            Node::Shown { .. } | Node::Told { .. } => None,
        }
    }

    /// What a node is called in a sentence.
    fn name(&self, node: Node) -> String {
        match node {
            Node::Holds { scope, rule } => self.rule_places.get(&(scope, rule)).cloned().unwrap_or_default(),
            Node::Check { .. } => self.place(node).unwrap_or_default(),
            Node::Shown { group } => self.groups[group].key.to_string(),
            Node::State { scope, slot } | Node::Value { scope, slot } | Node::Told { scope, slot } => {
                self.scopes[scope].0.slots[slot].field.key.to_string()
            }
        }
    }
}

// Made by tools/gen-api from tests/golden/openapi.json; do not edit.
// sha256 727072ae9837307dfb6bb2d4bd625c8bb217453cae819cf856b6b1ae96fccf5f
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description What the caller may do with some record. */
        Actions: {
            view: boolean;
            create: boolean;
            edit: boolean;
            delete: boolean;
            export: boolean;
            import: boolean;
            print: boolean;
            share: boolean;
            unmask: boolean;
        };
        /** @description What is computed over which records. */
        AggregateBody: {
            /** @default null */
            filter?: components["schemas"]["Filter"] | null;
            /**
             * @description One group per combination of these.
             * @default []
             */
            group_by?: string[];
            /**
             * @description What is computed.
             * @default []
             */
            measures?: components["schemas"]["MeasureBody"][];
        };
        /** @description Answers by field. */
        Answered: {
            /** @description By field key; `null` is blank on purpose, an absent one is not answered yet. */
            answers: Record<string, never>;
            /**
             * Format: uuid
             * @description The record that is changed; a new one without.
             */
            record?: string | null;
            /**
             * Format: int64
             * @description The version of that record that the answers were made from.
             */
            version?: number | null;
            /** @description The node of a workflow whose rights count. */
            node?: string | null;
        };
        /** @description An app as navigation shows it. */
        AppView: {
            /** @description Its key. */
            key: string;
            /** @description Its name per language. */
            labels: components["schemas"]["Labels"];
            /** @description Its icon. */
            icon?: string | null;
            /** @description The views of it that the caller may open. */
            views: components["schemas"]["ViewLink"][];
        };
        /** @description Operations that all succeed or none. */
        BatchBody: {
            /** @description At most 100. */
            operations: components["schemas"]["OperationBody"][];
        };
        /** @description What became of operations. */
        BatchDone: {
            /** @description One record per operation; null for what was deleted. */
            items: (components["schemas"]["Record"] | null)[];
            /**
             * Format: uuid
             * @description What one undo takes back.
             */
            batch: string | null;
        };
        /** @description Which records, and what happens to each. */
        BulkBody: {
            /**
             * @description These records.
             * @default null
             */
            ids?: string[] | null;
            /** @default null */
            filter?: components["schemas"]["Filter"] | null;
            /**
             * @description And hold these words.
             * @default null
             */
            q?: string | null;
            /** @description Fields to set. */
            set?: Record<string, never>;
            /** @description Items to add to fields with several values. */
            add?: Record<string, never>;
            /** @description Items to take from them. */
            remove?: Record<string, never>;
            /**
             * @description Whether to move them to the recycle bin instead.
             * @default false
             */
            delete?: boolean;
        };
        /** @description What became of a change of many records. */
        BulkDone: {
            /**
             * Format: int64
             * @description How many changed.
             */
            changed: number;
            /** @description Those that did not; at most a thousand are named. */
            skipped: components["schemas"]["Skipped"][];
            /**
             * Format: int64
             * @description How many did not.
             */
            skipped_count: number;
            stopped?: components["schemas"]["Problem"] | null;
            /**
             * Format: uuid
             * @description What one undo takes back.
             */
            batch: string | null;
        };
        /** @description Records on days. */
        Calendar: {
            /** @description The day or moment on which a record stands. */
            start: string;
            /** @description Until when. */
            end?: string;
            /** @description What is read. */
            title?: string;
            /** @description What colours an entry. */
            colour_by?: string;
        };
        /** @description What stands on a card. */
        Card: {
            /** @description Its heading. */
            title?: string;
            /** @description What stands below. */
            fields?: string[];
        };
        /** @description A challenge to solve. */
        ChallengeView: {
            /** @description What to send back, once. */
            challenge: string;
            /**
             * Format: int32
             * @description With how many zero bits SHA-256 of `CHALLENGE.NUMBER` must begin.
             */
            bits: number;
        };
        /** @description One change of a record. */
        Change: {
            /**
             * Format: int64
             * @description Its place in the log.
             */
            position: number;
            /** @description When. */
            at: string;
            actor: components["schemas"]["Name"] | null;
            /** @description `create`, `update`, `delete`, `restore` and so on. */
            action: string;
            /** @description Field by field. */
            changes: components["schemas"]["FieldChange"][];
            /** @description On what occasion. */
            why: components["schemas"]["Value"];
            /**
             * Format: uuid
             * @description Of which change of many.
             */
            batch: string | null;
        };
        /** @description What happened to a record, newest first. */
        ChangeList: {
            /** @description Newest first. */
            items: components["schemas"]["Change"][];
            /** @description Where the next page starts. */
            next_cursor: string | null;
        };
        /** @description A formula to look at. */
        CheckBody: {
            /** @description Whose fields it reads. */
            entity: string;
            /** @description The sub-table in whose rows it stands; `parent.` before a field then means the record the rows belong to. */
            row?: string | null;
            /** @description The formula. */
            text: string;
            /** @description Entities as they are being designed, instead of the published ones. */
            entities?: Record<string, never>[];
        };
        /** @description What a formula yields and what is wrong with it. */
        CheckedFormula: {
            type: components["schemas"]["FormulaType"] | null;
            /** @description In the order of the text. */
            issues: components["schemas"]["FormulaIssue"][];
            /** @description Paths of the fields it reads. */
            reads: string[];
        };
        /** @description One choice. */
        ChoiceOption: {
            /** @description Identity. */
            key: string;
            /** @description Its name. */
            labels?: components["schemas"]["Labels"];
            /** @description The key of the one above it, in a tree. */
            parent?: string;
            /** @description Its colour. */
            color?: string | null;
            /** @description Other words for it. */
            synonyms?: string[];
            /** @description Whether it is offered for new values. */
            active?: boolean;
        };
        /** @description Records that may be one. */
        Cluster: {
            /** @description At least two, in the order in which they were made. */
            records: components["schemas"]["Suspect"][];
        };
        /** @description A page of suggestions. */
        ClusterList: {
            /** @description Those with the newest records first. */
            items: components["schemas"]["Cluster"][];
            /** @description Where the next page starts; null at the end. */
            next_cursor: string | null;
            /** @description False when there are more records than are looked at. */
            complete: boolean;
        };
        /** @description One column. */
        ColumnMapping: {
            /** @description Position from 0. */
            column: number;
            /** @description The field it fills; nothing when it is left out. */
            field?: string | null;
            /** @description For references: the field of the other entity that the column holds; its title when absent. */
            lookup?: string | null;
        };
        /** @description A field compares. */
        Comparison: {
            /** @description A field, possibly through references: `customer.level`. */
            field: string;
            /** @description How. */
            op: components["schemas"]["Operator"];
            /** @description With what; absent for `is_empty` and `is_not_empty`. */
            value?: components["schemas"]["Value"];
        };
        /** @description A field that somebody else changed meanwhile. */
        Conflict: {
            /** @description Which. */
            field: string;
            /** @description What both had read. */
            base: components["schemas"]["Value"];
            /** @description What the other wrote. */
            theirs: components["schemas"]["Value"];
            /** @description What the caller wrote. */
            yours: components["schemas"]["Value"];
            /**
             * Format: uuid
             * @description The other.
             */
            by: string | null;
            /** @description When. */
            at: string;
        };
        /** @description Which field's values become which other's. */
        ConversionBody: {
            /** @description The field that holds them. */
            from: string;
            /** @description The field that gets them, where it holds nothing yet. */
            to: string;
        };
        /** @description What would become of a field's values. */
        ConversionPreview: {
            /** @description Records that hold a value. */
            total: number;
            /** @description Of these the newest, which were looked at. */
            looked_at: number;
            /** @description Of these, whose value goes over. */
            converted: number;
            /** @description And whose does not. */
            refused: number;
            /** @description The newest whose value goes over. */
            examples: components["schemas"]["ConvertedRecord"][];
            /** @description The newest whose value does not. */
            refused_examples: components["schemas"]["ConvertedRecord"][];
            /** @description Why values do not go over, the most frequent first. */
            reasons: components["schemas"]["ConversionReason"][];
            /** @description Values that do not go over, as people read them, the most frequent first. */
            refused_values: components["schemas"]["RefusedValue"][];
        };
        /** @description Why values do not go over. */
        ConversionReason: {
            /** @description The code of the refusal. */
            code: string;
            /** @description The same in the caller's language. */
            message: string;
            /** @description Of how many records. */
            count: number;
        };
        /** @description What was converted. */
        Converted: ({
            /**
             * Format: int64
             * @description How many changed.
             */
            changed: number;
            /** @description Those that did not; at most a thousand are named. */
            skipped: components["schemas"]["Skipped"][];
            /**
             * Format: int64
             * @description How many did not.
             */
            skipped_count: number;
            stopped?: components["schemas"]["Problem"] | null;
            /**
             * Format: uuid
             * @description What one undo takes back.
             */
            batch: string | null;
        } & Record<string, never>) & {
            /** @description How many records another call would look at. */
            left: number;
        };
        /** @description One record that was looked at. */
        ConvertedRecord: {
            /**
             * Format: uuid
             * @description Which.
             */
            id: string;
            /** @description What names it. */
            title: string | null;
            /** @description What it holds. */
            from: Record<string, never>;
            /** @description The same as people read it. */
            shown: string;
            /** @description What that becomes. */
            to?: Record<string, never> | null;
            /** @description Why it does not, in the caller's language. */
            reason?: string | null;
        };
        /**
         * @description What a person decides.
         * @enum {string}
         */
        Decision: "accept" | "reject";
        /** @description What decisions came to. */
        DecisionList: {
            /** @description In the order of the ids. */
            items: components["schemas"]["DecisionView"][];
        };
        /** @description What a decision on one came to. */
        DecisionView: {
            /**
             * Format: uuid
             * @description Which.
             */
            id: string;
            /** @description `accepted`, `rejected`, `gone` when somebody else decided, or `refused` by the record. */
            outcome: string;
            /**
             * Format: uuid
             * @description The record that was made.
             */
            record?: string | null;
            /** @description What the record has against it. */
            issues: Record<string, never>[];
        };
        /** @description A decision on several submissions. */
        Decisions: {
            /** @description Which way. */
            decision: components["schemas"]["Decision"];
            /** @description On which, at most 100. */
            ids: string[];
        };
        /** @description A definition without its content. */
        DefinitionHead: {
            /** @description `entity`, `view`, `role` and so on. */
            kind: string;
            /** @description Identity. */
            key: string;
            /** @description The app it belongs to. */
            app: string;
            labels: components["schemas"]["Labels"] | null;
            /**
             * Format: int64
             * @description Grows with every publication; 0 before the first.
             */
            version: number;
            /** @description Whether there is a draft. */
            draft: boolean;
        };
        /** @description Published definitions and drafts. */
        DefinitionList: {
            /** @description All of them. */
            items: components["schemas"]["DefinitionHead"][];
        };
        /** @description What went. */
        DemoRemoved: {
            /**
             * Format: int64
             * @description Records, with those that could not be without them.
             */
            records: number;
            /**
             * Format: int64
             * @description Accounts.
             */
            users: number;
            /**
             * Format: int64
             * @description Departments.
             */
            departments: number;
            /** @description User names of the sample accounts that stay. */
            kept_users: string[];
        };
        /** @description A department as it is shown. */
        Department: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description What people read. */
            name: string;
            /**
             * Format: uuid
             * @description The department above.
             */
            parent_id?: string | null;
            /**
             * Format: int32
             * @description Place among its siblings, from 0.
             */
            order: number;
        };
        /** @description A department to be made, or what to change of one; `"parent_id": null` moves it to the top. */
        DepartmentDraft: {
            /**
             * @description What people read.
             * @default null
             */
            name?: string | null;
            /**
             * Format: uuid
             * @description The department above.
             * @default null
             */
            parent_id?: string | null;
            /**
             * Format: int32
             * @description Place among its siblings; absent for a new one means last.
             * @default null
             */
            order?: number | null;
        };
        /** @description All departments. */
        DepartmentList: {
            /** @description The departments. */
            items: components["schemas"]["Department"][];
        };
        /** @description Records that are each something else. */
        DifferentBody: {
            /**
             * @description At least two, at most 50; every pair of them.
             * @default []
             */
            records?: string[];
            /**
             * @description `false` forgets what was said of them.
             * @default true
             */
            different?: boolean | null;
        };
        /** @description A draft was saved. */
        DraftSaved: {
            /** @description For `If-Match`. */
            etag: string;
            /** @description Everything that is wrong with it. */
            issues: components["schemas"]["Issue"][];
        };
        /** @description A record that is the same. */
        Duplicate: {
            /**
             * Format: uuid
             * @description Which; null when the caller may not see it.
             */
            id: string | null;
            /** @description The fields that are the same. */
            match: string[];
            /** @description One sentence. */
            message: string;
        };
        /** @description Records that are the same by the entity's rule. */
        DuplicateList: {
            /** @description Those found. */
            items: components["schemas"]["Duplicate"][];
        };
        /** @description A record that was edited since. */
        EditedRecord: {
            /** @description Whose record, when the batch reached into another entity. */
            entity?: string;
            /**
             * Format: uuid
             * @description Which.
             */
            id: string;
            /** @description The edited fields. */
            fields: string[];
        };
        /** @description An entity as the caller may see it. */
        Entity: {
            /** @description Identity. */
            key: string;
            /** @description Its name. */
            labels: components["schemas"]["Labels"];
            /** @description Its icon. */
            icon?: string | null;
            /** @description The field that names a record, if the caller sees it. */
            title?: string | null;
            /** @description The app it belongs to. */
            app: string;
            /** @description Whether its records have an owner. */
            owner: boolean;
            /** @description What the caller may do with some record of it, by action. */
            actions: components["schemas"]["Actions"];
            /** @description How a form groups its fields. */
            groups: components["schemas"]["Group"][];
            /** @description Without the hidden ones. */
            fields: components["schemas"]["Field"][];
            /** @description Lists of records that refer to one of these. */
            related: components["schemas"]["Related"][];
            /** @description The views that the caller may open. */
            views: components["schemas"]["View"][];
        };
        /** @description An entity without its fields. */
        EntityHead: {
            /** @description Identity. */
            key: string;
            /** @description Its name. */
            labels: components["schemas"]["Labels"];
            /** @description Its icon. */
            icon?: string | null;
            /** @description The field that names a record, if the caller sees it. */
            title?: string | null;
            /** @description The app it belongs to. */
            app: string;
            /** @description Whether its records have an owner. */
            owner: boolean;
            /** @description What the caller may do with some record of it, by action. */
            actions: components["schemas"]["Actions"];
        };
        /** @description The entities the caller may view. */
        EntityList: {
            /** @description Without their fields. */
            items: components["schemas"]["EntityHead"][];
        };
        /** @description What a form comes to. */
        Evaluated: {
            /** @description Values, what is shown, asked for, locked and offered, and what is wrong. */
            evaluation: Record<string, never>;
            /** @description Linked records that are known now. */
            known: Record<string, never>[];
        };
        /** @description What kind of file. */
        EverythingBody: {
            /**
             * @description What kind of files besides JSONL.
             * @default xlsx
             */
            format?: components["schemas"]["ExportFormat"];
            /**
             * @description Whether to write the complete archive, which another installation can be restored from; for administrators.
             * @default false
             */
            complete?: boolean;
        };
        /** @description An export as its owner sees it. */
        Export: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description Where it stands. */
            state: components["schemas"]["ExportState"];
            /**
             * Format: int64
             * @description Records written so far.
             */
            rows: number;
            /** @description Where the file is, once it is done. */
            url?: string | null;
            /** @description What the file is called. */
            file: string;
            problem?: components["schemas"]["Problem"] | null;
            /** @description When it was asked for. */
            created_at: string;
        };
        /** @description What an export shall hold. */
        ExportBody: {
            /**
             * @description What kind of file.
             * @default xlsx
             */
            format?: components["schemas"]["ExportFormat"];
            /** @default null */
            filter?: components["schemas"]["Filter"] | null;
            /**
             * @description And hold these words.
             * @default null
             */
            q?: string | null;
            /**
             * @description Fields, in order; every one the caller sees when absent.
             * @default null
             */
            fields?: string[] | null;
            /**
             * @description Fields, `-` for descending.
             * @default null
             */
            sort?: string[] | null;
        };
        /**
         * @description What kind of file.
         * @enum {string}
         */
        ExportFormat: "xlsx" | "csv" | "jsonl";
        /**
         * @description Where an export stands.
         * @enum {string}
         */
        ExportState: "running" | "done" | "failed";
        /** @description A field as the caller may see it. */
        Field: {
            /** @description Identity. */
            key: string;
            /** @description What it holds. */
            kind: components["schemas"]["Kind"];
            /** @description What a derived field yields; of others its kind. */
            shape: components["schemas"]["Kind"];
            /** @description Its name. */
            labels: components["schemas"]["Labels"];
            /** @description One sentence beside it. */
            help?: components["schemas"]["Labels"];
            /** @description Whether it may not be blank. */
            required: boolean;
            /** @description Whether nobody types it. */
            computed: boolean;
            /** @description Whether no two records hold the same. */
            unique: boolean;
            /** @description Whether search looks into it. */
            searchable: boolean;
            /** @description Whether a list may be sorted by it. */
            sortable: boolean;
            /** @description How it may be compared. */
            operators: components["schemas"]["Operator"][];
            /** @description Whether it tells about a person. */
            personal: boolean;
            /** @description How far it is open to the caller. */
            right: components["schemas"]["FieldRight"];
            /** @description The entity that a reference or sub-table points to. */
            target?: string;
            /** @description What a new record holds. */
            default?: components["schemas"]["Value"];
            /** @description What may be chosen. */
            options?: components["schemas"]["ChoiceOption"][];
            /** @description Whether only the deepest nodes of a tree of choices are chosen. */
            leaf_only?: boolean;
            /**
             * Format: int32
             * @description Digits after the point.
             */
            scale?: number;
            /** @description ISO 4217. */
            currency?: string;
            /** @description Smallest. */
            min?: string;
            /** @description Largest. */
            max?: string;
            /**
             * Format: int64
             * @description Fewest characters.
             */
            min_length?: number;
            /**
             * Format: int64
             * @description Most characters.
             */
            max_length?: number;
            /** @description What it must match. */
            pattern?: string;
            /**
             * Format: int64
             * @description Most bytes of a file.
             */
            largest_file?: number;
            /**
             * Format: int64
             * @description Most files.
             */
            most_files?: number;
            /** @description Media types of files that it takes, `image/*` among them; none for all. */
            file_types?: string[];
            /** @description The fields of the rows of a sub-table. */
            fields?: components["schemas"]["Field"][];
        };
        /** @description One field of a change. */
        FieldChange: {
            /** @description Which. */
            field: string;
            /** @description Before; null when blank. */
            old: components["schemas"]["Value"];
            /** @description After; null when blank. */
            new: components["schemas"]["Value"];
        };
        /**
         * @description How far a field is open to the caller.
         * @enum {string}
         */
        FieldRight: "editable" | "readonly" | "masked";
        /**
         * Format: binary
         * @description A file as it is.
         */
        FileBytes: string;
        /** @description What is uploaded. */
        FileUpload: {
            /**
             * Format: binary
             * @description A file of any type that is no program.
             */
            file: string;
        };
        /** @description A file that waits for a record to hold it. */
        FileView: {
            /**
             * Format: uuid
             * @description What a record names.
             */
            id: string;
            /** @description Its name, as it is kept. */
            name: string;
            /**
             * Format: int64
             * @description Bytes.
             */
            size: number;
            /** @description The media type that its content says. */
            type: string;
            /** @description SHA-256 of its content, in hexadecimal. */
            sha256: string;
        };
        /** @description A condition on records; docs/spec/filters.md. */
        Filter: components["schemas"]["Comparison"] | {
            /** @description Everything when empty. */
            and: components["schemas"]["Filter"][];
        } | {
            /** @description Nothing when empty. */
            or: components["schemas"]["Filter"][];
        } | {
            /** @description The opposite. */
            not: components["schemas"]["Filter"];
        } | {
            /** @description Which. */
            exists: components["schemas"]["Referrer"];
        };
        /** @description A form one may open. */
        FormLink: {
            /** @description Its key. */
            key: string;
            /** @description Whose records it makes and changes. */
            entity: string;
            /** @description What people read. */
            labels: Record<string, never>;
            /** @description Whether the caller may make records with it. */
            creates: boolean;
            /** @description Whether it is the entity's main form. */
            main: boolean;
            /** @description Its address below `/f/`, when everybody may send it. */
            slug?: string | null;
            /** @description Whether the caller looks through what was sent by it. */
            reviews: boolean;
        };
        /** @description The forms one may open. */
        FormList: {
            /** @description By key. */
            items: components["schemas"]["FormLink"][];
        };
        /** @description A form as the caller may know it, and what computing it needs. */
        FormView: {
            /** @description The form, the fields it needs, and rights. */
            bundle: Record<string, never>;
            /** @description Clock, zone, who asks, the stored record and linked ones. */
            context: Record<string, never>;
            /**
             * Format: int64
             * @description Published version.
             */
            version: number;
        };
        /** @description A mistake and where it stands. */
        FormulaIssue: {
            /** @description Stable name. */
            code: string;
            /** @description What to do about it. */
            message: string;
            /**
             * Format: int32
             * @description First character, counted in Unicode characters from 0.
             */
            start: number;
            /**
             * Format: int32
             * @description The one after the last.
             */
            end: number;
        };
        /** @description What a formula yields on one record or row. */
        FormulaTrial: {
            /**
             * Format: uuid
             * @description The record.
             */
            id: string;
            /** @description What people call it. */
            title: string | null;
            /** @description Its row, counted from 0. */
            row: number | null;
            /** @description As values of formulas are written in JSON. */
            value: components["schemas"]["Value"];
            error: components["schemas"]["FormulaIssue"] | null;
        };
        /** @description The type of a formula. */
        FormulaType: {
            /** @description `number`, `text`, `boolean`, `date`, `moment`, `time`, `blank` or `any`. */
            item: string;
            /** @description Whether there are several. */
            list: boolean;
            /** @description The same for people. */
            label: string;
        };
        /** @description One function. */
        FunctionHelp: {
            /** @description In capitals. */
            name: string;
            /** @description What it does. */
            help: string;
            /** @description What its arguments are, in words. */
            parameters: string[];
            /** @description Fewest arguments. */
            least: number;
            /** @description Most arguments. */
            most: number;
            /** @description How many of the last parameters repeat. */
            repeat: number;
            /** @description Whether its result changes with the clock. */
            volatile: boolean;
        };
        /** @description Every function of formulas. */
        FunctionList: {
            /** @description By name. */
            items: components["schemas"]["FunctionHelp"][];
        };
        /** @description Cards with pictures. */
        Gallery: {
            /** @description The files whose first picture is shown. */
            image?: string;
            /** @description The heading. */
            title?: string;
            /** @description What stands below. */
            fields?: string[];
        };
        /** @description Fields under one heading. */
        Group: {
            /** @description Identity. */
            key: string;
            /** @description The heading. */
            labels: components["schemas"]["Labels"];
            /** @description In order. */
            fields: string[];
        };
        /** @description Measures per group. */
        GroupList: {
            /** @description By field and by measure. */
            items: components["schemas"]["Values"][];
        };
        /** @description What is asked for before a card enters a column. */
        Guard: {
            /** @description The column. */
            to: string;
            /** @description The fields. */
            ask: string[];
        };
        /** @description What a call did, or would do. */
        HandoverAnswer: {
            /** @description Whether only to count was asked. */
            dry_run: boolean;
            /** @description Entities of which the giver has records. */
            entities: components["schemas"]["HandoverPart"][];
            /** @description Teams whose place passes on. */
            teams: components["schemas"]["HandoverTeam"][];
            /**
             * Format: int64
             * @description Records that wait for the next call.
             */
            left: number;
        };
        /** @description To whom, and what. */
        HandoverBody: {
            /**
             * Format: uuid
             * @description Who takes over.
             */
            to?: string | null;
            /** @description Which records; absent means every record of every entity. */
            entities?: components["schemas"]["Part"][] | null;
            /** @description Whether places in teams pass on too; absent means yes, for administrators. */
            teams?: boolean | null;
            /** @description Why, for the history. */
            reason?: string | null;
            /** @description Only counts. */
            dry_run?: boolean;
        };
        /** @description What happens to the records of one entity. */
        HandoverPart: {
            /** @description Of which entity. */
            entity: string;
            /** @description What people read. */
            labels: components["schemas"]["Labels"];
            /**
             * Format: int64
             * @description How many the giver had when the call came.
             */
            records: number;
            /**
             * Format: int64
             * @description How many this call handed over.
             */
            handed: number;
            /**
             * Format: uuid
             * @description The batch that one undo takes back.
             */
            batch?: string | null;
        };
        /** @description A team whose place is passed on. */
        HandoverTeam: {
            /**
             * Format: uuid
             * @description The team.
             */
            id: string;
            /** @description What people read. */
            name: string;
        };
        /** @description An import as its owner sees it. */
        Import: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description Into which entity. */
            entity: string;
            /** @description What the file is called. */
            file: string;
            /** @description Where it stands. */
            state: components["schemas"]["ImportState"];
            /** @description The sheet that is read. */
            sheet?: string | null;
            /** @description The visible sheets. */
            sheets: string[];
            /** @description Encoding of a text file. */
            encoding?: string | null;
            /**
             * Format: int32
             * @description Last row of the header; 0 when there is none.
             */
            header_row: number;
            /** @description Columns and the fields they fill. */
            columns: components["schemas"]["ImportColumn"][];
            /** @description Texts that name nothing, by field. */
            unknown: components["schemas"]["Unknowns"];
            /** @description Fields that find records. */
            key: string[];
            /** @description What happens when they do. */
            on_match: components["schemas"]["OnMatch"];
            /** @description Rows of each state. */
            counts: components["schemas"]["ImportCounts"];
            /**
             * Format: uuid
             * @description The batch that one undo takes back.
             */
            batch?: string | null;
            verified?: components["schemas"]["ImportVerified"] | null;
            problem?: components["schemas"]["Problem"] | null;
            /** @description When it was uploaded. */
            created_at: string;
            /**
             * Format: uuid
             * @description Who uploaded it; nobody when it was the command line.
             */
            created_by?: string | null;
        };
        /** @description One column as a person judges it. */
        ImportColumn: {
            /** @description Position from 0. */
            column: number;
            /** @description What stands above it. */
            header: string;
            /** @description The first few different values. */
            samples: string[];
            /** @description The field it seems to be. */
            field?: string | null;
            /** @description For references: the field of the other entity that the column holds, where it is not the title. */
            lookup?: string | null;
            /**
             * Format: double
             * @description How sure that is, 0 to 1.
             */
            confidence: number;
        };
        /** @description Both sides of a column. */
        ImportColumnTotals: {
            /** @description Position in the file, from 0. */
            column: number;
            /** @description What stands above it. */
            header: string;
            /** @description The field it fills. */
            field: string;
            /** @description Whether it is of numbers, and has sums. */
            number: boolean;
            /** @description What stands in the rows that are accepted. */
            file: components["schemas"]["ImportTotal"];
            /** @description What is written of them. */
            written: components["schemas"]["ImportTotal"];
            /** @description Whether both sides are the same. */
            agree: boolean;
        };
        /** @description Rows of each state, and how many were dealt with so far. */
        ImportCounts: {
            /** Format: int64 */
            rows: number;
            /** Format: int64 */
            new: number;
            /** Format: int64 */
            update: number;
            /** Format: int64 */
            duplicate: number;
            /** Format: int64 */
            refused: number;
            /** Format: int64 */
            blank: number;
            /** Format: int64 */
            total: number;
            /** Format: int64 */
            title: number;
            /** Format: int64 */
            done: number;
        };
        /** @description A row of a file, and what becomes of it. */
        ImportRow: {
            /**
             * Format: int32
             * @description Its number in the file.
             */
            row: number;
            /** @description What becomes of it. */
            state: components["schemas"]["ImportRowState"];
            /** @description Its cells as they stand. */
            source: string[];
            /** @description What is written. */
            values: components["schemas"]["Values"];
            /** @description What is wrong with it. */
            issues: components["schemas"]["Issue"][];
            /** @description What it is about or repeats. */
            matches: components["schemas"]["ImportRowMatch"][];
        };
        /** @description A record that a row is about or repeats, or an earlier row. */
        ImportRowMatch: {
            /**
             * Format: int32
             * @description An earlier row of the file.
             */
            row?: number;
            /**
             * Format: uuid
             * @description A record; null when the importer may not see it.
             */
            id?: string | null;
            /** @description What the importer may be told of it. */
            message?: string;
        };
        /**
         * @description What becomes of a row.
         * @enum {string}
         */
        ImportRowState: "new" | "update" | "duplicate" | "refused" | "blank" | "total" | "title";
        /** @description A page of rows. */
        ImportRows: {
            /** @description In the order of the file. */
            items: components["schemas"]["ImportRow"][];
            /** @description Where the next page starts. */
            next_cursor?: string | null;
        };
        /** @description A sample. */
        ImportSample: {
            /**
             * Format: int32
             * @description The same seed gives the same rows.
             */
            seed: number;
            /**
             * Format: int64
             * @description Rows that become or change a record; each is drawn with equal chance.
             */
            rows: number;
            /** @description In the order of the file. */
            items: components["schemas"]["ImportSampleRow"][];
            /** @description Of every mapped column that the importer may read. */
            totals: components["schemas"]["ImportColumnTotals"][];
        };
        /** @description A row of a sample: as it stands in the file, and as it is written. */
        ImportSampleRow: {
            /**
             * Format: int32
             * @description Its number in the file.
             */
            row: number;
            /** @description What becomes of it: `new` or `update`. */
            state: components["schemas"]["ImportRowState"];
            /** @description Its cells as they stand. */
            source: string[];
            /**
             * Format: uuid
             * @description The record it was written to; null before the import is applied.
             */
            record: string | null;
            values: components["schemas"]["Values"] | null;
        };
        /**
         * @description Where an import stands.
         * @enum {string}
         */
        ImportState: "reading" | "verifying" | "ready" | "applying" | "done" | "undoing" | "undone" | "failed";
        /** @description A sum of numbers. */
        ImportSum: {
            /** @description Of amounts in this currency; null where numbers have none. */
            currency?: string | null;
            /** @description Exact, in major units. */
            sum: string;
        };
        /** @description One side of a column. */
        ImportTotal: {
            /**
             * Format: int64
             * @description Cells or values that hold something.
             */
            count: number;
            /** @description Sums of a column of numbers, by currency; empty for other columns. */
            sums: components["schemas"]["ImportSum"][];
        };
        /** @description What is uploaded. */
        ImportUpload: {
            /**
             * Format: binary
             * @description A CSV or XLSX file.
             */
            file: string;
            /** @description The name of a saved mapping. */
            mapping?: string | null;
        };
        /** @description Who compared, and when, as it is shown. */
        ImportVerified: {
            /** @description Who. */
            by: components["schemas"]["ImportVerifier"];
            /** @description When. */
            at: string;
            /** @description What they noted. */
            note?: string | null;
        };
        /** @description A person, as it was called then. */
        ImportVerifier: {
            /**
             * Format: uuid
             * @description Who.
             */
            id: string;
            /** @description What it was called. */
            name: string;
        };
        /** @description Something wrong, where, and what to do about it. */
        Issue: {
            /** @description Stable code. */
            code: string;
            /** @description RFC 6901 pointer into what was sent. */
            pointer: string;
            /** @description One sentence that says how to do it right. */
            message: string;
        };
        /** @description Cards in columns. */
        Kanban: {
            /** @description What says in which column a card stands. */
            group_by: string;
            /** @description Columns in their order; the rest follow as the field has them. */
            columns?: components["schemas"]["KanbanColumn"][];
            /** @description What stands above a column. */
            totals?: components["schemas"]["Total"][];
            /** @description What stands on a card. */
            card?: components["schemas"]["Card"];
            /** @description What is asked for before a card enters a column. */
            guards?: components["schemas"]["Guard"][];
            /** @description What colours a card. */
            colour_by?: string;
        };
        /** @description One column of a kanban. */
        KanbanColumn: {
            /** @description What it holds; without, the records that have none. */
            value?: string;
            /** @description Whether it is left out. */
            hidden?: boolean;
        };
        /** @enum {string} */
        Kind: "text" | "long_text" | "rich_text" | "integer" | "decimal" | "money" | "percent" | "boolean" | "rating" | "duration" | "date" | "date_range" | "time" | "datetime" | "choice" | "multi_choice" | "cascader" | "tags" | "user" | "users" | "department" | "reference" | "references" | "sub_table" | "attachment" | "image" | "signature" | "phone" | "email" | "id_number" | "url" | "address" | "geo_point" | "json" | "auto_number" | "formula" | "roll_up" | "lookup";
        Labels: {
            [key: string]: string;
        };
        /** @description A list's parameters in the body. */
        ListBody: {
            /** @default null */
            filter?: components["schemas"]["Filter"] | null;
            /**
             * @description Words to find.
             * @default null
             */
            q?: string | null;
            /**
             * @description Fields, `-` for descending.
             * @default null
             */
            sort?: string[] | null;
            /**
             * @description Fields to show.
             * @default null
             */
            fields?: string[] | null;
            /**
             * @description References to put into words.
             * @default null
             */
            expand?: string[] | null;
            /**
             * @description A moment to look back to.
             * @default null
             */
            as_of?: string | null;
            /**
             * Format: int32
             * @description At most 500.
             * @default null
             */
            limit?: number | null;
            /**
             * @description Where the page before ended.
             * @default null
             */
            cursor?: string | null;
            /**
             * @description `none`, `estimate` or `exact`.
             * @default null
             */
            count?: string | null;
            /**
             * @description Whether to tell as `_actions` what the caller may do with each record.
             * @default false
             */
            actions?: boolean;
        };
        /** @description How a file is imported. An absent part keeps what was said or suggested before. */
        Mapping: {
            /**
             * @description The sheet to read.
             * @default null
             */
            sheet?: string | null;
            /**
             * Format: int32
             * @description The last row of the header, from 1; 0 when there is none.
             * @default null
             */
            header_row?: number | null;
            /**
             * @description Columns; those not named are left out.
             * @default null
             */
            columns?: components["schemas"]["ColumnMapping"][] | null;
            /** @default null */
            unknown?: components["schemas"]["Meanings"] | null;
            /**
             * @description Fields that find the record a row is about; empty to write new ones only.
             * @default null
             */
            key?: string[] | null;
            /** @default null */
            on_match?: components["schemas"]["OnMatch"] | null;
            /**
             * @description Keep the mapping under this name.
             * @default null
             */
            save_as?: string | null;
        };
        /** @description A field that holds the words. */
        Matched: {
            /** @description Which. */
            field: string;
            /** @description About eighty characters around them. */
            text: string;
        };
        /** @description The caller, and what it may open. */
        Me: {
            /** @description The user. */
            user: components["schemas"]["User"];
            /** @description Whether it may administer. */
            admin: boolean;
            /** @description Its roles. */
            roles: string[];
            /** @description The company's time zone. */
            zone: string;
            /** @description Whether sample data of a demonstration is there. */
            demo: boolean;
            /** @description The apps and views it may open. */
            apps: components["schemas"]["AppView"][];
        };
        /** @description What to change of oneself. */
        MeDraft: {
            /**
             * @description Name that others read.
             * @default null
             */
            name?: string | null;
            /**
             * @description `zh-CN` or `en`.
             * @default null
             */
            locale?: string | null;
            /**
             * @description New password; other browsers are signed out.
             * @default null
             */
            password?: string | null;
            /**
             * @description The password until now; needed for a new one.
             * @default null
             */
            current_password?: string | null;
        };
        Meanings: {
            [key: string]: {
                [key: string]: string | null;
            };
        };
        /** @description A measure of an aggregate. */
        MeasureBody: {
            /** @description `count`, `sum`, `avg`, `min` or `max`. */
            op: string;
            /** @description Of which field; only a count may go without. */
            field?: string | null;
        };
        /** @description What is merged into a record. */
        MergeBody: {
            /**
             * @description At most 20; blank fields of the kept record are filled from them in this order.
             * @default []
             */
            records?: string[];
            /** @description Values that win over those of all of them. */
            values?: Record<string, never>;
        };
        /** @description What became of a merge. */
        MergeDone: {
            /** @description The kept record. */
            record: components["schemas"]["Record"];
            /**
             * Format: uuid
             * @description What one undo takes back.
             */
            batch: string | null;
        };
        /** @description Who, as people read it. */
        Name: {
            /**
             * Format: uuid
             * @description Identity.
             */
            id: string;
            /** @description Name. */
            name?: string | null;
        };
        /** @description A new token, shown this once. */
        NewToken: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description What it is for. */
            name: string;
            /** @description The token itself. */
            token: string;
        };
        /**
         * @description What to do with a row that finds a record by its key.
         * @enum {string}
         */
        OnMatch: "update" | "skip" | "create";
        /** @description One operation of a batch. */
        OperationBody: {
            /** @description `create`, `update` or `delete`. */
            op: string;
            /**
             * Format: uuid
             * @description Of which record; not for `create`.
             */
            id?: string | null;
            /** @description What is written. */
            values?: Record<string, never>;
            /**
             * Format: int64
             * @description The version that was read.
             */
            version?: number | null;
        };
        /** @enum {string} */
        Operator: "eq" | "ne" | "lt" | "lte" | "gt" | "gte" | "in" | "not_in" | "contains" | "starts_with" | "is_empty" | "is_not_empty" | "between" | "has_any" | "has_all";
        /** @description One thing to choose. */
        OptionItem: {
            /** @description What is written. */
            key: string;
            /** @description What people read. */
            label?: string | null;
            /** @description What tells two of one name apart. */
            hint?: string | null;
            /** @description Its colour. */
            color?: string | null;
            /**
             * Format: int64
             * @description How many records hold it.
             */
            count?: number;
        };
        /** @description What may be chosen for a field. */
        OptionList: {
            /** @description Best first. */
            items: components["schemas"]["OptionItem"][];
        };
        /** @description Records of one entity, or some of them. */
        Part: {
            /** @description Of which entity. */
            entity: string;
            filter?: components["schemas"]["Filter"] | null;
        };
        /** @description A person. */
        Person: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description What others read. */
            name: string;
            /** @description Name of its main department. */
            department?: string | null;
        };
        /** @description People that were found. */
        PersonList: {
            /** @description The people; at most 20 when looked up by name. */
            items: components["schemas"]["Person"][];
        };
        /** @description A definition by kind and key. */
        PlaceBody: {
            /** @description Its kind. */
            kind: string;
            /** @description Its key. */
            key: string;
        };
        /** @description A conversion to be looked at. */
        PreviewBody: {
            /** @description The field that holds the values. */
            from: string;
            /** @description The key of the field that is to get them. */
            to: string;
            /** @description That field as it is being designed; without it the published one. */
            field?: Record<string, never> | null;
        };
        /** @description A form as it would travel to somebody, and what it comes to. */
        PreviewedForm: {
            /** @description The form, the fields it needs, and rights. */
            bundle: Record<string, never>;
            /** @description Clock, zone, who asks, and linked records. */
            context: Record<string, never>;
            /** @description Values, what is shown, asked for, locked and offered, and what is wrong. */
            evaluation: Record<string, never>;
            /** @description Linked records that are known now. */
            known: Record<string, never>[];
        };
        /** @description A refused request, RFC 9457. */
        Problem: {
            /** @description Always `about:blank`. */
            type: string;
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description Stable code. */
            code: string;
            /** @description What a person reads first. */
            title: string;
            /** @description What exactly. */
            detail?: string;
            /** @description Every place that is wrong. */
            issues?: components["schemas"]["Issue"][];
            /** @description With `edit_conflict`: what somebody else changed meanwhile. */
            conflicts?: components["schemas"]["Conflict"][];
            /** @description With `edited_since`: what an undo would overwrite. */
            edited?: components["schemas"]["EditedRecord"][];
        };
        /** @description Answers to compute. */
        PublicAnswers: {
            /** @description By field. */
            answers: Record<string, never>;
            /** @description Parameters of the address. */
            parameters?: {
                [key: string]: string;
            };
        };
        /** @description A public form as everybody may know it. */
        PublicFormView: {
            /** @description `open`, `not_yet`, `over` or `full`. */
            state: string;
            /** @description Its title, by language. */
            labels: Record<string, never>;
            /** @description A line below the title, by language. */
            description: Record<string, never>;
            /** @description What the button says, by language. */
            submit: Record<string, never>;
            /** @description From when on it is open. */
            opens_at?: string | null;
            /** @description Until when it is open. */
            closes_at?: string | null;
            /** @description Whether a challenge must be solved. */
            captcha: boolean;
            /** @description What the sender agrees to: `labels` and `url`. */
            consent?: Record<string, never> | null;
            /** @description What is said afterwards, by language. */
            thanks: Record<string, never>;
            /** @description Fields that the address may fill in. */
            prefill: string[];
            /** @description Parameters of the address to send along. */
            parameters: string[];
            /** @description The form, the fields it needs; absent while it is closed. */
            bundle?: Record<string, never> | null;
            /** @description Clock and zone; absent while it is closed. */
            context?: Record<string, never> | null;
            /**
             * Format: int64
             * @description Published version.
             */
            version: number;
        };
        /** @description What somebody sends. */
        PublicSubmission: {
            /** @description By field. */
            answers: Record<string, never>;
            /** @description Parameters of the address, such as `utm_source`. */
            parameters?: {
                [key: string]: string;
            };
            /** @description Whether the sender agrees, where the form asks. */
            consent?: boolean;
            /** @description The challenge, where the form asks for work. */
            challenge?: string | null;
            /**
             * Format: int64
             * @description The number that solves it.
             */
            proof?: number | null;
            /** @description A box that people do not see; leave it out. */
            trap?: string;
            /** @description A name that the device gave itself, at most 64 bytes. */
            device?: string | null;
        };
        /** @description Which drafts are published. */
        PublishBody: {
            /** @description All of them or none. */
            drafts: components["schemas"]["PlaceBody"][];
            /** @description Whether only to say what would happen. */
            dry_run?: boolean;
        };
        /** @description One published definition. */
        PublishedDefinition: {
            /** @description Its kind. */
            kind: string;
            /** @description Which. */
            key: string;
            /**
             * Format: int64
             * @description Its new version.
             */
            version: number;
        };
        /** @description What was published, or would be. */
        PublishedDefinitions: {
            /** @description With their new versions. */
            published: components["schemas"]["PublishedDefinition"][];
            /** @description What changes in the database, in words. */
            plan: string[];
            /** @description What is odd but not wrong. */
            warnings: components["schemas"]["Issue"][];
        };
        /** @description Why a person should look at it. */
        ReasonView: {
            /** @description Stable word. */
            code: string;
            /** @description In the caller's language. */
            message: string;
        };
        /** @description What was taken. */
        Received: {
            /**
             * Format: uuid
             * @description The submission's number; it opens nothing.
             */
            id: string;
            /** @description What is said afterwards, in the caller's language. */
            thanks: string;
        };
        /** @description A record; the fields depend on the entity. */
        Record: {
            /**
             * Format: uuid
             * @description Identity.
             */
            id: string;
            /**
             * Format: int64
             * @description Grows with every change.
             */
            version: number;
            /** @description What the caller may do with it, where `actions=true` asked. */
            _actions?: components["schemas"]["Actions"];
        } & {
            [key: string]: components["schemas"]["Value"];
        };
        /** @description A page of records. */
        RecordList: {
            /** @description The records. */
            items: components["schemas"]["Record"][];
            /** @description Where the next page starts; null at the end. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description How many there are in all, when asked for.
             */
            count?: number | null;
        };
        /** @description Records of another entity. */
        Referrer: {
            /** @description The other entity. */
            entity: string;
            /** @description Its reference to this one. */
            via: string;
            /** @description What it must meet. */
            filter?: components["schemas"]["Filter"];
        };
        /** @description A value that does not go over. */
        RefusedValue: {
            /** @description As people read it. */
            shown: string;
            /** @description How many records hold it. */
            count: number;
        };
        /** @description Records of another entity that refer to one of these. */
        Related: {
            /** @description The other entity. */
            entity: string;
            /** @description Its reference to this one. */
            via: string;
            /** @description Its name. */
            labels: components["schemas"]["Labels"];
            /** @description What to show of each. */
            columns: string[];
            /** @description In which order. */
            sort: string[];
        };
        /** @description A role with what it allows. */
        RoleDetail: {
            /** @description Its key. */
            key: string;
            /** @description Its name per language. */
            labels: components["schemas"]["Labels"];
            /** @description What it is for, per language. */
            description: components["schemas"]["Labels"];
            /** @description The app it comes with. */
            app: string;
            /** @description Whether it may do everything. */
            admin: boolean;
            /** @description By entity: `{"actions": {action: scope}, "fields": {field: right}}`. */
            entities: Record<string, never>;
            /**
             * Format: int64
             * @description The version that is published now.
             */
            version: number;
        };
        /** @description A role to be made, or a merge patch of one. */
        RoleDraft: {
            /** @description Identity; of a change it stays what it is. */
            key?: string | null;
            /**
             * Format: int32
             * @description 1, which is also what is taken when it is absent.
             */
            format?: number | null;
            labels?: components["schemas"]["Labels"] | null;
            description?: components["schemas"]["Labels"] | null;
            /** @description The app it comes with. */
            app?: string | null;
            /** @description Whether it may do everything, publish and manage people. */
            admin?: boolean | null;
            /** @description By entity: `{"actions": {action: scope}, "fields": {field: right}}`. */
            entities?: Record<string, never> | null;
        };
        /** @description All roles. */
        RoleList: {
            /** @description The roles. */
            items: components["schemas"]["RoleView"][];
        };
        /** @description A role as it is chosen for a user. */
        RoleView: {
            /** @description Its key. */
            key: string;
            /** @description Its name per language. */
            labels: components["schemas"]["Labels"];
            /** @description The app it comes with. */
            app: string;
        };
        /** @description Which version comes back. */
        RollbackBody: {
            /**
             * Format: int64
             * @description Its number.
             */
            version: number;
        };
        /** @description One column of a saved mapping. */
        SavedColumn: {
            /** @description What stands above it. */
            header: string;
            /** @description The field it fills; nothing when it is left out. */
            field?: string | null;
            /** @description See [`ColumnMapping::lookup`]. */
            lookup?: string | null;
        };
        /** @description A mapping kept for the next file, which may have its columns in another order. */
        SavedMapping: {
            /** @description What it is called. */
            name: string;
            /** @description Columns by header. */
            columns: components["schemas"]["SavedColumn"][];
            /** @description What unknown texts stand for. */
            unknown?: components["schemas"]["Meanings"];
            /** @description Fields that find the record a row is about. */
            key?: string[];
            /** @description What to do when they do. */
            on_match?: components["schemas"]["OnMatch"];
        };
        /** @description Saved mappings. */
        SavedMappings: {
            /** @description By name. */
            items: components["schemas"]["SavedMapping"][];
        };
        /**
         * @description What an API token may be used for, within its user's rights.
         * @enum {string}
         */
        Scope: "read" | "write" | "admin";
        /** @description A record that holds the words. */
        SearchHit: {
            /** @description Of which entity. */
            entity: string;
            /**
             * Format: uuid
             * @description Which.
             */
            id: string;
            /** @description Its name, if the caller sees it. */
            title: string | null;
            /** @description Where else the words stand. */
            matched: components["schemas"]["Matched"][];
        };
        /** @description Records that hold the words. */
        SearchResults: {
            /** @description Best first. */
            items: components["schemas"]["SearchHit"][];
        };
        /** @description The first account. */
        SetupDraft: {
            /** @description The code that the server printed when it started. */
            code: string;
            /** @description Name to sign in with. */
            username: string;
            /** @description Name that others read. */
            name: string;
            /** @description Password. */
            password: string;
        };
        /** @description Whether the installation waits for its first account. */
        SetupState: {
            /** @description True until the first account is made. */
            needed: boolean;
        };
        /** @description One share. */
        Share: {
            /**
             * Format: uuid
             * @description Identity.
             */
            id: string;
            /** @description With whom. */
            principal: components["schemas"]["SharePrincipal"];
            /** @description `view` or `edit`. */
            level: string;
            /** @description The last day. */
            until: string | null;
        };
        /** @description What is shared, with whom. */
        ShareBody: {
            /** @default null */
            principal?: components["schemas"]["SharePrincipal"] | null;
            /** @default null */
            level?: components["schemas"]["ShareLevel"] | null;
            /**
             * @description The last day.
             * @default null
             */
            until?: string | null;
            /**
             * Format: uuid
             * @description A share to end.
             * @default null
             */
            remove?: string | null;
        };
        /**
         * @description How far.
         * @enum {string}
         */
        ShareLevel: "view" | "edit";
        /** @description With whom a record is shared. */
        ShareList: {
            /** @description All of them. */
            items: components["schemas"]["Share"][];
        };
        /** @description With whom. */
        SharePrincipal: {
            /**
             * Format: uuid
             * @description A person.
             */
            user: string;
        } | {
            /**
             * Format: uuid
             * @description A department.
             */
            department: string;
        } | {
            /**
             * Format: uuid
             * @description A team.
             */
            team: string;
        };
        /** @description Who signs in. */
        SignIn: {
            /** @description User name, phone number or e-mail address. */
            username: string;
            /** @description Password. */
            password: string;
        };
        /** @description A record that a change of many left alone. */
        Skipped: {
            /**
             * Format: uuid
             * @description Which.
             */
            id: string;
            /** @description A code: `issues`, `not_found`, `no_right`, `in_use`, `not_unique`, `sum_too_large` or `not_done`. */
            reason: string;
            /** @description What is wrong with it, in the caller's language. */
            issues: components["schemas"]["Issue"][];
        };
        /** @description A page of submissions. */
        SubmissionList: {
            /** @description The newest first. */
            items: components["schemas"]["SubmissionView"][];
            /**
             * Format: int64
             * @description How many wait in all.
             */
            waiting: number;
            /** @description Whether there are more. */
            more: boolean;
            /** @description Their entity. */
            entity: string;
        };
        /** @description One submission. */
        SubmissionView: {
            /**
             * Format: uuid
             * @description Its number.
             */
            id: string;
            /** @description When it came. */
            at: string;
            /** @description Why it waits, or was marked. */
            reasons: components["schemas"]["ReasonView"][];
            /** @description What a record would be made of, as far as the caller sees these fields; empty once there is one. */
            values: Record<string, never>;
            /** @description Parameters of the address. */
            parameters: Record<string, never>;
            /** @description The network it came from. */
            address: string;
            /** @description The browser. */
            agent: string;
            /** @description What was agreed to. */
            consent?: string | null;
            /**
             * Format: uuid
             * @description The record.
             */
            record?: string | null;
        };
        /** @description A key for a name. */
        SuggestedKey: {
            /** @description Null where none can be made of it. */
            key: string | null;
        };
        /** @description A record of a suggestion. */
        Suspect: {
            /**
             * Format: uuid
             * @description Which.
             */
            id: string;
            /** @description Its title; null for who may not read it. */
            title: string | null;
            /** @description Fields by which it is like another one. */
            match: string[];
            /** @description Whether one of its names is that of a branch. */
            branch: boolean;
        };
        /** @description A team as it is shown. */
        Team: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description What people read. */
            name: string;
            /** @description Who belongs to it. */
            member_ids: string[];
        };
        /** @description A team to be made, or what to change of one. */
        TeamDraft: {
            /**
             * @description What people read.
             * @default null
             */
            name?: string | null;
            /**
             * @description Who belongs to it.
             * @default null
             */
            member_ids?: string[] | null;
        };
        /** @description All teams. */
        TeamList: {
            /** @description The teams. */
            items: components["schemas"]["Team"][];
        };
        /** @description Records along time. */
        Timeline: {
            /** @description Where a bar begins. */
            start: string;
            /** @description Where it ends. */
            end: string;
            /** @description What is read. */
            title?: string;
            /** @description What bars stand together by. */
            group_by?: string;
            /** @description What colours a bar. */
            colour_by?: string;
        };
        /** @description A token as it is shown, without itself. */
        Token: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description What it is for. */
            name: string;
            /** @description What it may be used for. */
            scopes: components["schemas"]["Scope"][];
            /** @description When it was made, RFC 3339. */
            created_at: string;
            /** @description When it ends, if ever. */
            expires_at?: string | null;
            /** @description Last use, to within five minutes. */
            last_used_at?: string | null;
        };
        /** @description A token to be made. */
        TokenDraft: {
            /** @description What it is for. */
            name: string;
            /** @description What it may be used for; everything when absent. */
            scopes?: components["schemas"]["Scope"][] | null;
            /** @description When it ends, RFC 3339; never when absent. */
            expires_at?: string | null;
        };
        /** @description The caller's tokens. */
        TokenList: {
            /** @description The tokens, newest first, without themselves. */
            items: components["schemas"]["Token"][];
        };
        /** @description One total. */
        Total: {
            /** @description `count`, `sum`, `avg`, `min` or `max`. */
            op: string;
            /** @description Of which field. */
            field: string;
        };
        /** @description A formula to try. */
        TrialBody: {
            /** @description Whose published records it reads. */
            entity: string;
            /** @description The sub-table in whose rows it stands. */
            row?: string | null;
            /** @description The formula. */
            text: string;
        };
        /** @description A formula on the newest records. */
        TriedFormula: {
            /** @description What is wrong with it; then nothing was computed. */
            issues: components["schemas"]["FormulaIssue"][];
            /** @description Newest first; for a formula of rows, row by row. */
            items: components["schemas"]["FormulaTrial"][];
        };
        /** @description Whether records edited since are kept. */
        UndoBody: {
            /**
             * @description Absent: ask first when there are such records.
             * @default null
             */
            keep_edited?: boolean | null;
        };
        /** @description What an undo took back. */
        UndoDone: {
            /**
             * Format: int64
             * @description How many records.
             */
            undone: number;
            /** @description Those that were edited since and stayed. */
            kept: components["schemas"]["EditedRecord"][];
        };
        /** @description A text that names nothing. */
        UnknownText: {
            /** @description As it stands in the file, without white space around it. */
            text: string;
            /**
             * Format: int64
             * @description Rows that hold it.
             */
            rows: number;
            /** @description The choice, user, department or record it may mean, by key or id. */
            suggestion?: string | null;
        };
        Unknowns: {
            [key: string]: components["schemas"]["UnknownText"][];
        };
        /** @description One use of a definition. */
        Usage: {
            /** @description What kind of definition uses it. */
            kind: string;
            /** @description Which. */
            key: string;
            /** @description Where in it. */
            pointer: string;
            /** @description Which field is used. */
            field: string | null;
        };
        /** @description Who uses a definition. */
        UsageList: {
            /** @description All of them. */
            items: components["schemas"]["Usage"][];
        };
        /** @description A user as administrators see it. */
        User: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description Name to sign in with. */
            username: string;
            /** @description Name that others read. */
            name: string;
            /** @description E-mail address. */
            email?: string | null;
            /** @description Phone number. */
            phone?: string | null;
            /** @description `zh-CN` or `en`. */
            locale: string;
            /** @description Whether it may sign in. */
            active: boolean;
            /**
             * Format: uuid
             * @description Main department.
             */
            department_id?: string | null;
            /** @description All its departments. */
            department_ids: string[];
            /** @description Its roles. */
            role_keys: string[];
            /** @description Its teams. */
            team_ids: string[];
        };
        /** @description A user to be made, or what to change of one; what is absent stays as it is, `null` clears. */
        UserDraft: {
            /**
             * @description Name to sign in with.
             * @default null
             */
            username?: string | null;
            /**
             * @description Name that others read.
             * @default null
             */
            name?: string | null;
            /**
             * @description New password.
             * @default null
             */
            password?: string | null;
            /**
             * @description Phone number; also signs in.
             * @default null
             */
            phone?: string | null;
            /**
             * @description E-mail address; also signs in.
             * @default null
             */
            email?: string | null;
            /**
             * @description `zh-CN` or `en`.
             * @default null
             */
            locale?: string | null;
            /**
             * @description Whether it may sign in.
             * @default null
             */
            active?: boolean | null;
            /**
             * Format: uuid
             * @description Main department.
             * @default null
             */
            department_id?: string | null;
            /**
             * @description All its departments.
             * @default null
             */
            department_ids?: string[] | null;
            /**
             * @description Its roles.
             * @default null
             */
            role_keys?: string[] | null;
            /**
             * @description Its teams.
             * @default null
             */
            team_ids?: string[] | null;
        };
        /** @description One page of users. */
        UserPage: {
            /** @description The users, by user name. */
            items: components["schemas"]["User"][];
            /** @description Where the next page starts, if there is one. */
            next_cursor?: string | null;
        };
        Value: unknown;
        Values: {
            [key: string]: unknown;
        };
        /** @description What is said of a comparison. */
        VerifiedBody: {
            /**
             * @description At most 500 characters.
             * @default null
             */
            note?: string | null;
        };
        /** @description One version. */
        Version: {
            /**
             * Format: int64
             * @description Its number.
             */
            version: number;
            /** @description Of its content. */
            sha256: string;
            /** @description When it was published. */
            at: string;
            /**
             * Format: uuid
             * @description By whom; nobody when it was the program.
             */
            by: string | null;
        };
        /** @description The versions of a definition, newest first. */
        VersionList: {
            /** @description Newest first. */
            items: components["schemas"]["Version"][];
        };
        /** @description A view. */
        View: {
            /** @description Identity. */
            key: string;
            /** @description The app it belongs to. */
            app: string;
            /** @description Of which entity. */
            entity: string;
            /** @description Its name. */
            labels: components["schemas"]["Labels"];
            /** @description Its icon. */
            icon?: string | null;
            /** @description How it shows records. */
            type: components["schemas"]["ViewType"];
            /** @description What it shows of each. */
            columns: string[];
            filter?: components["schemas"]["Filter"] | null;
            /** @description In which order; `-` before a field: from the largest. */
            sort: string[];
            /**
             * Format: int32
             * @description Records per page.
             */
            page_size: number;
            /** @description Cards in columns, of a `kanban`. */
            kanban?: components["schemas"]["Kanban"];
            /** @description Records on days, of a `calendar`. */
            calendar?: components["schemas"]["Calendar"];
            /** @description Records along time, of a `timeline`. */
            timeline?: components["schemas"]["Timeline"];
            /** @description Cards with pictures, of a `gallery`. */
            gallery?: components["schemas"]["Gallery"];
        };
        /** @description A view as navigation shows it. */
        ViewLink: {
            /** @description Its key. */
            key: string;
            /** @description What it shows. */
            entity: string;
            /** @description Its name per language. */
            labels: components["schemas"]["Labels"];
            /** @description Its icon. */
            icon?: string | null;
            /** @description How it shows it, such as `table`. */
            type: string;
        };
        /** @enum {string} */
        ViewType: "table" | "kanban" | "calendar" | "timeline" | "gallery";
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;

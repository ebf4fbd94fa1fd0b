-- SQLite
SELECT t0."n", t0."f_code"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL AND t0."n" IN (SELECT rowid
 FROM "t_specimen"
 WHERE "t_specimen" MATCH ? AND rowid > (SELECT MAX("n")
 FROM "e_specimen") - 1000) AND t0."id" IN (SELECT "record_id"
 FROM "record_shares"
 WHERE "principal_id" IN (?, ?) AND ("until" IS NULL OR "until" >= ?) AND "level" = 'edit') AND t0."n" > (SELECT MAX("n")
 FROM "e_specimen") - 1000
 ORDER BY t0."n" DESC
 LIMIT 21;
--   1: Text(Some("\"明远\" AND \"ming\"*"))
--   2: Id(Some(00000000-0000-0000-0000-000000000001))
--   3: Id(Some(00000000-0000-0000-0000-000000000002))
--   4: Date(Some(2090-01-02))
SELECT t0."n", t0."f_code"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL AND t0."n" IN (SELECT rowid
 FROM "t_specimen"
 WHERE "t_specimen" MATCH ?) AND t0."id" IN (SELECT "record_id"
 FROM "record_shares"
 WHERE "principal_id" IN (?, ?) AND ("until" IS NULL OR "until" >= ?) AND "level" = 'edit')
 ORDER BY t0."n" DESC
 LIMIT 21;
--   1: Text(Some("\"明远\" AND \"ming\"*"))
--   2: Id(Some(00000000-0000-0000-0000-000000000001))
--   3: Id(Some(00000000-0000-0000-0000-000000000002))
--   4: Date(Some(2090-01-02))
-- PostgreSQL
SELECT t0."n", t0."f_code"
 FROM (SELECT *
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL
 ORDER BY t0."n" DESC
 LIMIT 4000) t0
 WHERE t0."deleted_at" IS NULL AND t0."search" @@ CAST($1 AS tsquery) AND t0."id" IN (SELECT "record_id"
 FROM "record_shares"
 WHERE "principal_id" IN ($2, $3) AND ("until" IS NULL OR "until" >= $4) AND "level" = 'edit')
 ORDER BY t0."n" DESC
 LIMIT 21;
--   1: Text(Some("('明远') & ('ming':*)"))
--   2: Id(Some(00000000-0000-0000-0000-000000000001))
--   3: Id(Some(00000000-0000-0000-0000-000000000002))
--   4: Date(Some(2090-01-02))
SELECT t0."n", t0."f_code"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL AND t0."search" @@ CAST($1 AS tsquery) AND t0."id" IN (SELECT "record_id"
 FROM "record_shares"
 WHERE "principal_id" IN ($2, $3) AND ("until" IS NULL OR "until" >= $4) AND "level" = 'edit')
 ORDER BY t0."n" + 0 DESC
 LIMIT 21;
--   1: Text(Some("('明远') & ('ming':*)"))
--   2: Id(Some(00000000-0000-0000-0000-000000000001))
--   3: Id(Some(00000000-0000-0000-0000-000000000002))
--   4: Date(Some(2090-01-02))

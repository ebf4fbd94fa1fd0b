-- SQLite
SELECT t0."n", t0."f_code"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL AND (t0."owner_id" = ? OR t0."department_id" IN (?, ?) OR (t0."f_unit" IN (?)) IS NOT TRUE)
 ORDER BY t0."n" DESC
 LIMIT 21;
--   1: Id(Some(00000000-0000-0000-0000-000000000001))
--   2: Id(Some(00000000-0000-0000-0000-000000000002))
--   3: Id(Some(00000000-0000-0000-0000-000000000003))
--   4: Id(Some(00000000-0000-0000-0000-000000000002))
-- PostgreSQL
SELECT t0."n", t0."f_code"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL AND (t0."owner_id" = $1 OR t0."department_id" IN ($2, $3) OR (t0."f_unit" IN ($4)) IS NOT TRUE)
 ORDER BY t0."n" DESC
 LIMIT 21;
--   1: Id(Some(00000000-0000-0000-0000-000000000001))
--   2: Id(Some(00000000-0000-0000-0000-000000000002))
--   3: Id(Some(00000000-0000-0000-0000-000000000003))
--   4: Id(Some(00000000-0000-0000-0000-000000000002))

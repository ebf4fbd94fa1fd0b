-- SQLite
SELECT t0."n", t0."f_code"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL AND (t0."f_place" = (SELECT "n"
 FROM "e_place"
 WHERE "id" = ?) AND t0."n" IN (SELECT "n"
 FROM "l_specimen__places"
 WHERE "value" IN ((SELECT "n"
 FROM "e_place"
 WHERE "id" = ?))) AND (SELECT t1."f_rank"
 FROM "e_place" t1
 WHERE t1."n" = t0."f_place" AND t1."deleted_at" IS NULL) > ?)
 ORDER BY t0."n" DESC
 LIMIT 21;
--   1: Id(Some(00000000-0000-0000-0000-000000000009))
--   2: Id(Some(00000000-0000-0000-0000-000000000009))
--   3: Integer(Some(1))
-- PostgreSQL
SELECT t0."n", t0."f_code"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL AND (t0."f_place" = (SELECT "n"
 FROM "e_place"
 WHERE "id" = $1) AND t0."n" IN (SELECT "n"
 FROM "l_specimen__places"
 WHERE "value" IN ((SELECT "n"
 FROM "e_place"
 WHERE "id" = $2))) AND (SELECT t1."f_rank"
 FROM "e_place" t1
 WHERE t1."n" = t0."f_place" AND t1."deleted_at" IS NULL) > $3)
 ORDER BY t0."n" DESC
 LIMIT 21;
--   1: Id(Some(00000000-0000-0000-0000-000000000009))
--   2: Id(Some(00000000-0000-0000-0000-000000000009))
--   3: Integer(Some(1))

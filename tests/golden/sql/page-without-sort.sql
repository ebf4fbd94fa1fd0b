-- SQLite
SELECT t0."n", t0."f_code"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL AND t0."n" < ?
 ORDER BY t0."n" DESC
 LIMIT 21;
--   1: Integer(Some(42))
-- PostgreSQL
SELECT t0."n", t0."f_code"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL AND t0."n" < $1
 ORDER BY t0."n" DESC
 LIMIT 21;
--   1: Integer(Some(42))

-- SQLite
SELECT t0."n", t0."f_code"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL AND EXISTS (SELECT 1
 FROM "e_visit" t1
 WHERE t1."f_about" = t0."n" AND t1."deleted_at" IS NULL AND (SELECT t2."f_name"
 FROM "e_place" t2
 WHERE t2."n" = (SELECT t3."f_place"
 FROM "e_specimen" t3
 WHERE t3."n" = t1."f_about" AND t3."deleted_at" IS NULL) AND t2."deleted_at" IS NULL) = ?)
 ORDER BY t0."n" DESC
 LIMIT 21;
--   1: Text(Some("杭州"))
-- PostgreSQL
SELECT t0."n", t0."f_code"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL AND EXISTS (SELECT 1
 FROM "e_visit" t1
 WHERE t1."f_about" = t0."n" AND t1."deleted_at" IS NULL AND (SELECT t2."f_name"
 FROM "e_place" t2
 WHERE t2."n" = (SELECT t3."f_place"
 FROM "e_specimen" t3
 WHERE t3."n" = t1."f_about" AND t3."deleted_at" IS NULL) AND t2."deleted_at" IS NULL) = $1)
 ORDER BY t0."n" DESC
 LIMIT 21;
--   1: Text(Some("杭州"))

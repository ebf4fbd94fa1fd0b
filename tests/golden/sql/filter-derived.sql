-- SQLite
SELECT t0."n", t0."f_code"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL AND (t0."f_double" > ? AND t0."f_cost" < ? AND (SELECT t1."f_name"
 FROM "e_place" t1
 WHERE t1."n" = t0."f_place" AND t1."deleted_at" IS NULL) = ? AND t0."f_visits" = ?)
 ORDER BY t0."n" DESC
 LIMIT 21;
--   1: Decimal(Some(1.00), 2)
--   2: Decimal(Some(9.00), 2)
--   3: Text(Some("a"))
--   4: Integer(Some(0))
-- PostgreSQL
SELECT t0."n", t0."f_code"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL AND (t0."f_double" > $1 AND t0."f_cost" < $2 AND (SELECT t1."f_name"
 FROM "e_place" t1
 WHERE t1."n" = t0."f_place" AND t1."deleted_at" IS NULL) = $3 AND t0."f_visits" = $4)
 ORDER BY t0."n" DESC
 LIMIT 21;
--   1: Decimal(Some(1.00), 2)
--   2: Decimal(Some(9.00), 2)
--   3: Text(Some("a"))
--   4: Integer(Some(0))

-- SQLite
SELECT t0."n", t0."f_code"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL AND (t0."f_exact" > ? AND t0."f_whole" <= ? AND t0."f_price" = ? AND (t0."f_share" = ?) IS NOT TRUE)
 ORDER BY t0."n" DESC
 LIMIT 21;
--   1: Decimal(Some(12.501), 2)
--   2: Integer(Some(5))
--   3: Decimal(Some(6.80), 2)
--   4: Decimal(Some(0.0500), 4)
-- PostgreSQL
SELECT t0."n", t0."f_code"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL AND (t0."f_exact" > $1 AND t0."f_whole" <= $2 AND t0."f_price" = $3 AND (t0."f_share" = $4) IS NOT TRUE)
 ORDER BY t0."n" DESC
 LIMIT 21;
--   1: Decimal(Some(12.501), 2)
--   2: Integer(Some(5))
--   3: Decimal(Some(6.80), 2)
--   4: Decimal(Some(0.0500), 4)

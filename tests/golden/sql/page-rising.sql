-- SQLite
SELECT t0."n", t0."s_word", t0."f_exact", t0."f_code"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL AND t0."s_word" >= ? AND (t0."s_word" > ? OR (t0."f_exact" < ? OR t0."f_exact" IS NULL OR (t0."f_exact" = ? AND t0."n" < ?)))
 ORDER BY t0."s_word", t0."f_exact" DESC, t0."n" DESC
 LIMIT 21;
--   1: Text(Some("ming"))
--   2: Text(Some("ming"))
--   3: Decimal(Some(12.50), 2)
--   4: Decimal(Some(12.50), 2)
--   5: Integer(Some(42))
-- PostgreSQL
SELECT t0."n", t0."s_word", t0."f_exact", t0."f_code"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL AND t0."s_word" >= $1 AND (t0."s_word" > $2 OR (t0."f_exact" < $3 OR t0."f_exact" IS NULL OR (t0."f_exact" = $4 AND t0."n" < $5)))
 ORDER BY t0."s_word" NULLS FIRST, t0."f_exact" DESC NULLS LAST, t0."n" DESC
 LIMIT 21;
--   1: Text(Some("ming"))
--   2: Text(Some("ming"))
--   3: Decimal(Some(12.50), 2)
--   4: Decimal(Some(12.50), 2)
--   5: Integer(Some(42))

-- SQLite
SELECT t0."n", t0."f_code"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL AND (t0."f_word" = ? AND (t0."f_word" = ?) IS NOT TRUE AND (t0."f_word" IN (?) OR t0."f_word" IS NULL) AND (t0."f_word" >= ? AND t0."f_word" <= ?))
 ORDER BY t0."n" DESC
 LIMIT 21;
--   1: Text(Some("a"))
--   2: Text(Some("b"))
--   3: Text(Some("a"))
--   4: Text(Some("a"))
--   5: Text(Some("b"))
-- PostgreSQL
SELECT t0."n", t0."f_code"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL AND (t0."f_word" = $1 AND (t0."f_word" = $2) IS NOT TRUE AND (t0."f_word" IN ($3) OR t0."f_word" IS NULL) AND (t0."f_word" >= $4 AND t0."f_word" <= $5))
 ORDER BY t0."n" DESC
 LIMIT 21;
--   1: Text(Some("a"))
--   2: Text(Some("b"))
--   3: Text(Some("a"))
--   4: Text(Some("a"))
--   5: Text(Some("b"))

-- SQLite
SELECT t0."n", t0."s_word", t0."f_exact", t0."f_code"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL AND t0."s_word" IS NULL AND ((t0."f_exact" IS NULL AND t0."n" < ?))
 ORDER BY t0."s_word", t0."f_exact" DESC, t0."n" DESC
 LIMIT 21;
--   1: Integer(Some(42))
SELECT t0."n", t0."s_word", t0."f_exact", t0."f_code"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL AND t0."s_word" IS NOT NULL
 ORDER BY t0."s_word", t0."f_exact" DESC, t0."n" DESC
 LIMIT 21;
-- PostgreSQL
SELECT t0."n", t0."s_word", t0."f_exact", t0."f_code"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL AND t0."s_word" IS NULL AND ((t0."f_exact" IS NULL AND t0."n" < $1))
 ORDER BY t0."s_word" NULLS FIRST, t0."f_exact" DESC NULLS LAST, t0."n" DESC
 LIMIT 21;
--   1: Integer(Some(42))
SELECT t0."n", t0."s_word", t0."f_exact", t0."f_code"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL AND t0."s_word" IS NOT NULL
 ORDER BY t0."s_word" NULLS FIRST, t0."f_exact" DESC NULLS LAST, t0."n" DESC
 LIMIT 21;

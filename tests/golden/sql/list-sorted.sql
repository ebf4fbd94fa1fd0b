-- SQLite
SELECT t0."n", t0."s_word", t0."f_exact", t0."f_code"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL
 ORDER BY t0."s_word" DESC, t0."f_exact", t0."n"
 LIMIT 21;
-- PostgreSQL
SELECT t0."n", t0."s_word", t0."f_exact", t0."f_code"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL
 ORDER BY t0."s_word" DESC NULLS LAST, t0."f_exact" NULLS FIRST, t0."n"
 LIMIT 21;

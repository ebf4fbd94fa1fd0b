-- SQLite
SELECT t0."n", t0."f_code", t0."f_word"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL
 ORDER BY t0."n" DESC
 LIMIT 21;
-- PostgreSQL
SELECT t0."n", t0."f_code", t0."f_word"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL
 ORDER BY t0."n" DESC
 LIMIT 21;

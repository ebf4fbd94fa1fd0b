-- SQLite
SELECT t0."f_level", (SELECT t1."f_name"
 FROM "e_place" t1
 WHERE t1."n" = t0."f_place" AND t1."deleted_at" IS NULL), COUNT(*), COUNT(t0."f_exact"), CAST(SUM(t0."f_exact") AS TEXT), COUNT(t0."f_exact"), CAST(SUM(t0."f_price") AS TEXT), COUNT(t0."f_price"), MIN(t0."f_day"), MAX(t0."f_whole"), 1
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL AND t0."f_flag" = ?
 GROUP BY 1, 2
 ORDER BY 1, 2
 LIMIT 1000;
--   1: Boolean(Some(true))
-- PostgreSQL
SELECT t0."f_level", (SELECT t1."f_name"
 FROM "e_place" t1
 WHERE t1."n" = t0."f_place" AND t1."deleted_at" IS NULL), COUNT(*), COUNT(t0."f_exact"), CAST(SUM(t0."f_exact") AS TEXT), COUNT(t0."f_exact"), CAST(SUM(t0."f_price") AS TEXT), COUNT(t0."f_price"), MIN(t0."f_day"), MAX(t0."f_whole"), 1
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL AND t0."f_flag" = $1
 GROUP BY 1, 2
 ORDER BY 1 NULLS FIRST, 2 NULLS FIRST
 LIMIT 1000;
--   1: Boolean(Some(true))

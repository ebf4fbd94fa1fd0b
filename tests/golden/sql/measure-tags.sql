-- SQLite
SELECT t65535."value", COUNT(*), COUNT(t0."f_exact"), CAST(SUM(t0."f_exact") AS TEXT), COUNT(t0."f_exact"), CAST(SUM(t0."f_price") AS TEXT), COUNT(t0."f_price"), MIN(t0."f_day"), MAX(t0."f_whole"), 1
 FROM "e_specimen" t0
 LEFT JOIN "l_specimen__labels" t65535 ON t65535."n" = t0."n"
 WHERE t0."deleted_at" IS NULL AND t0."f_flag" = ?
 GROUP BY 1
 ORDER BY 1
 LIMIT 1000;
--   1: Boolean(Some(true))
-- PostgreSQL
SELECT t65535."value", COUNT(*), COUNT(t0."f_exact"), CAST(SUM(t0."f_exact") AS TEXT), COUNT(t0."f_exact"), CAST(SUM(t0."f_price") AS TEXT), COUNT(t0."f_price"), MIN(t0."f_day"), MAX(t0."f_whole"), 1
 FROM "e_specimen" t0
 LEFT JOIN "l_specimen__labels" t65535 ON t65535."n" = t0."n"
 WHERE t0."deleted_at" IS NULL AND t0."f_flag" = $1
 GROUP BY 1
 ORDER BY 1 NULLS FIRST
 LIMIT 1000;
--   1: Boolean(Some(true))

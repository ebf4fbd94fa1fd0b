-- SQLite
SELECT COUNT(*), COUNT(t0."f_exact"), CAST(SUM(t0."f_exact") AS TEXT), COUNT(t0."f_exact"), CAST(SUM(t0."f_price") AS TEXT), COUNT(t0."f_price"), MIN(t0."f_day"), MAX(t0."f_whole"), 1
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL AND t0."f_flag" = ?
 LIMIT 1000;
--   1: Boolean(Some(true))
-- PostgreSQL
SELECT COUNT(*), COUNT(t0."f_exact"), CAST(SUM(t0."f_exact") AS TEXT), COUNT(t0."f_exact"), CAST(SUM(t0."f_price") AS TEXT), COUNT(t0."f_price"), MIN(t0."f_day"), MAX(t0."f_whole"), 1
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL AND t0."f_flag" = $1
 LIMIT 1000;
--   1: Boolean(Some(true))

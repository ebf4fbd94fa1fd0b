-- SQLite
SELECT t0."n", t0."f_code"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL AND ((t0."f_flag" = ? OR ((t0."f_home__province" IS NULL AND t0."f_home__city" IS NULL AND t0."f_home__district" IS NULL AND t0."f_home__detail" IS NULL)) IS NOT TRUE)) IS NOT TRUE
 ORDER BY t0."n" DESC
 LIMIT 21;
--   1: Boolean(Some(true))
-- PostgreSQL
SELECT t0."n", t0."f_code"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL AND ((t0."f_flag" = $1 OR ((t0."f_home__province" IS NULL AND t0."f_home__city" IS NULL AND t0."f_home__district" IS NULL AND t0."f_home__detail" IS NULL)) IS NOT TRUE)) IS NOT TRUE
 ORDER BY t0."n" DESC
 LIMIT 21;
--   1: Boolean(Some(true))

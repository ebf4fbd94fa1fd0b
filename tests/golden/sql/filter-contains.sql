-- SQLite
SELECT t0."n", t0."f_code"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL AND ((COALESCE(t0."c_word", t0."f_word") LIKE ? ESCAPE '\') OR (t0."n" IN (SELECT rowid
 FROM "t_specimen"
 WHERE "t_specimen" MATCH ?) AND COALESCE(t0."c_word", t0."f_word") LIKE ? ESCAPE '\') OR (COALESCE(t0."c_word", t0."f_word") LIKE ? ESCAPE '\') OR (COALESCE(COALESCE(t0."c_home__province", t0."f_home__province"), '') || COALESCE(COALESCE(t0."c_home__city", t0."f_home__city"), '') || COALESCE(COALESCE(t0."c_home__district", t0."f_home__district"), '') || COALESCE(COALESCE(t0."c_home__detail", t0."f_home__detail"), '') LIKE ? ESCAPE '\'))
 ORDER BY t0."n" DESC
 LIMIT 21;
--   1: Text(Some("%50\\%\\_\\\\%"))
--   2: Text(Some("\"明远\""))
--   3: Text(Some("%明远%"))
--   4: Text(Some("m%"))
--   5: Text(Some("%x%"))
-- PostgreSQL
SELECT t0."n", t0."f_code"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL AND ((COALESCE(t0."c_word", t0."f_word") LIKE $1 ESCAPE '\') OR (t0."search" @@ CAST($2 AS tsquery) AND COALESCE(t0."c_word", t0."f_word") LIKE $3 ESCAPE '\') OR (COALESCE(t0."c_word", t0."f_word") LIKE $4 ESCAPE '\') OR (COALESCE(COALESCE(t0."c_home__province", t0."f_home__province"), '') || COALESCE(COALESCE(t0."c_home__city", t0."f_home__city"), '') || COALESCE(COALESCE(t0."c_home__district", t0."f_home__district"), '') || COALESCE(COALESCE(t0."c_home__detail", t0."f_home__detail"), '') LIKE $5 ESCAPE '\'))
 ORDER BY t0."n" DESC
 LIMIT 21;
--   1: Text(Some("%50\\%\\_\\\\%"))
--   2: Text(Some("('明远')"))
--   3: Text(Some("%明远%"))
--   4: Text(Some("m%"))
--   5: Text(Some("%x%"))

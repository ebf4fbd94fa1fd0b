-- SQLite
SELECT t0."n", t0."f_price", t0."f_price__currency", t0."f_home__province", t0."f_home__city", t0."f_home__district", t0."f_home__detail", t0."f_moment", t0."f_person"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL
 ORDER BY t0."n" DESC
 LIMIT 21;
-- PostgreSQL
SELECT t0."n", t0."f_price", t0."f_price__currency", t0."f_home__province", t0."f_home__city", t0."f_home__district", t0."f_home__detail", t0."f_moment", t0."f_person"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL
 ORDER BY t0."n" DESC
 LIMIT 21;

-- SQLite
SELECT t0."n", (SELECT t1."s_name"
 FROM "e_place" t1
 WHERE t1."n" = t0."f_place" AND t1."deleted_at" IS NULL), (SELECT t2."id"
 FROM "e_place" t2
 WHERE t2."n" = t0."f_place"), (SELECT t3."f_name"
 FROM "e_place" t3
 WHERE t3."n" = t0."f_place" AND t3."deleted_at" IS NULL)
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL
 ORDER BY (SELECT t4."s_name"
 FROM "e_place" t4
 WHERE t4."n" = t0."f_place" AND t4."deleted_at" IS NULL), t0."n"
 LIMIT 21;
-- PostgreSQL
SELECT t0."n", (SELECT t1."s_name"
 FROM "e_place" t1
 WHERE t1."n" = t0."f_place" AND t1."deleted_at" IS NULL), (SELECT t2."id"
 FROM "e_place" t2
 WHERE t2."n" = t0."f_place"), (SELECT t3."f_name"
 FROM "e_place" t3
 WHERE t3."n" = t0."f_place" AND t3."deleted_at" IS NULL)
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL
 ORDER BY (SELECT t4."s_name"
 FROM "e_place" t4
 WHERE t4."n" = t0."f_place" AND t4."deleted_at" IS NULL) NULLS FIRST, t0."n"
 LIMIT 21;

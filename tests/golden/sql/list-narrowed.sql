-- SQLite
SELECT t0."n", (SELECT t1."s_word"
 FROM "e_specimen" t1
 WHERE t1."n" = t0."f_about" AND t1."deleted_at" IS NULL AND t1."owner_id" = ?), (SELECT t2."id"
 FROM "e_specimen" t2
 WHERE t2."n" = t0."f_about")
 FROM "e_visit" t0
 WHERE t0."deleted_at" IS NULL AND (SELECT t3."f_name"
 FROM "e_place" t3
 WHERE t3."n" = (SELECT t4."f_place"
 FROM "e_specimen" t4
 WHERE t4."n" = t0."f_about" AND t4."deleted_at" IS NULL AND t4."owner_id" = ?) AND t3."deleted_at" IS NULL AND t3."f_rank" >= ?) = ?
 ORDER BY (SELECT t5."s_word"
 FROM "e_specimen" t5
 WHERE t5."n" = t0."f_about" AND t5."deleted_at" IS NULL AND t5."owner_id" = ?), t0."n"
 LIMIT 21;
--   1: Id(Some(00000000-0000-0000-0000-000000000001))
--   2: Id(Some(00000000-0000-0000-0000-000000000001))
--   3: Integer(Some(3))
--   4: Text(Some("杭州"))
--   5: Id(Some(00000000-0000-0000-0000-000000000001))
-- PostgreSQL
SELECT t0."n", (SELECT t1."s_word"
 FROM "e_specimen" t1
 WHERE t1."n" = t0."f_about" AND t1."deleted_at" IS NULL AND t1."owner_id" = $1), (SELECT t2."id"
 FROM "e_specimen" t2
 WHERE t2."n" = t0."f_about")
 FROM "e_visit" t0
 WHERE t0."deleted_at" IS NULL AND (SELECT t3."f_name"
 FROM "e_place" t3
 WHERE t3."n" = (SELECT t4."f_place"
 FROM "e_specimen" t4
 WHERE t4."n" = t0."f_about" AND t4."deleted_at" IS NULL AND t4."owner_id" = $2) AND t3."deleted_at" IS NULL AND t3."f_rank" >= $3) = $4
 ORDER BY (SELECT t5."s_word"
 FROM "e_specimen" t5
 WHERE t5."n" = t0."f_about" AND t5."deleted_at" IS NULL AND t5."owner_id" = $5) NULLS FIRST, t0."n"
 LIMIT 21;
--   1: Id(Some(00000000-0000-0000-0000-000000000001))
--   2: Id(Some(00000000-0000-0000-0000-000000000001))
--   3: Integer(Some(3))
--   4: Text(Some("杭州"))
--   5: Id(Some(00000000-0000-0000-0000-000000000001))

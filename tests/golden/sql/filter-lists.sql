-- SQLite
SELECT t0."n", t0."f_code"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL AND (t0."n" IN (SELECT "n"
 FROM "l_specimen__labels"
 WHERE "value" IN (?, ?)) AND (t0."n" IN (SELECT "n"
 FROM "l_specimen__likes"
 WHERE "value" IN (?)) AND t0."n" IN (SELECT "n"
 FROM "l_specimen__likes"
 WHERE "value" IN (?))) AND (t0."n" IN (SELECT "n"
 FROM "l_specimen__labels")) IS NOT TRUE AND EXISTS (SELECT 1
 FROM "e_part" t1
 WHERE t1."parent_n" = t0."n"))
 ORDER BY t0."n" DESC
 LIMIT 21;
--   1: Text(Some("a"))
--   2: Text(Some("b"))
--   3: Text(Some("A"))
--   4: Text(Some("B"))
-- PostgreSQL
SELECT t0."n", t0."f_code"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL AND (t0."n" IN (SELECT "n"
 FROM "l_specimen__labels"
 WHERE "value" IN ($1, $2)) AND (t0."n" IN (SELECT "n"
 FROM "l_specimen__likes"
 WHERE "value" IN ($3)) AND t0."n" IN (SELECT "n"
 FROM "l_specimen__likes"
 WHERE "value" IN ($4))) AND (t0."n" IN (SELECT "n"
 FROM "l_specimen__labels")) IS NOT TRUE AND EXISTS (SELECT 1
 FROM "e_part" t1
 WHERE t1."parent_n" = t0."n"))
 ORDER BY t0."n" DESC
 LIMIT 21;
--   1: Text(Some("a"))
--   2: Text(Some("b"))
--   3: Text(Some("A"))
--   4: Text(Some("B"))

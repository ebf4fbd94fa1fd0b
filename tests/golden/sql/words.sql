-- SQLite
DELETE
 FROM "l_specimen__labels"
 WHERE "n" = ?;
--   1: Integer(Some(7))
INSERT OR REPLACE INTO "t_specimen" ("rowid", "words")
 VALUES (?, ?);
--   1: Integer(Some(7))
--   2: Text(Some("明远 ming"))
DELETE
 FROM "t_specimen"
 WHERE rowid IN (?);
--   1: Integer(Some(7))
-- PostgreSQL
DELETE
 FROM "l_specimen__labels"
 WHERE "n" = $1;
--   1: Integer(Some(7))
UPDATE "e_specimen" t0
 SET "search" = CAST(v.words AS tsvector)
 FROM (VALUES (CAST($1 AS BIGINT), CAST($2 AS TEXT))) AS v (n, words)
 WHERE t0."n" = v.n;
--   1: Integer(Some(7))
--   2: Text(Some("'明远':1 'ming':2 "))
UPDATE "e_specimen"
 SET "search" = NULL
 WHERE "n" IN ($1);
--   1: Integer(Some(7))

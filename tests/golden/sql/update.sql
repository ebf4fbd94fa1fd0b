-- SQLite
UPDATE "e_place"
 SET "version" = ?, "updated_at" = ?, "updated_by" = ?, "owner_id" = ?, "department_id" = ?, "deleted_at" = ?, "f_rank" = ?
 WHERE "n" = ? AND "version" = ?;
--   1: Text(None)
--   2: Moment(None)
--   3: Id(None)
--   4: Id(None)
--   5: Id(None)
--   6: Moment(None)
--   7: Integer(Some(3))
--   8: Integer(Some(7))
--   9: Integer(Some(4))
-- PostgreSQL
UPDATE "e_place"
 SET "version" = $1, "updated_at" = $2, "updated_by" = $3, "owner_id" = $4, "department_id" = $5, "deleted_at" = $6, "f_rank" = $7
 WHERE "n" = $8 AND "version" = $9;
--   1: Text(None)
--   2: Moment(None)
--   3: Id(None)
--   4: Id(None)
--   5: Id(None)
--   6: Moment(None)
--   7: Integer(Some(3))
--   8: Integer(Some(7))
--   9: Integer(Some(4))

-- SQLite
SELECT t0."n", t0."f_code"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL AND (t0."f_day" >= ? AND (t0."f_moment" >= ? AND t0."f_moment" < ?) AND t0."f_hour" < ?)
 ORDER BY t0."n" DESC
 LIMIT 21;
--   1: Date(Some(2089-12-03))
--   2: Moment(Some(Moment(3786969600000000)))
--   3: Moment(Some(Moment(3787056000000000)))
--   4: Integer(Some(570))
-- PostgreSQL
SELECT t0."n", t0."f_code"
 FROM "e_specimen" t0
 WHERE t0."deleted_at" IS NULL AND (t0."f_day" >= $1 AND (t0."f_moment" >= $2 AND t0."f_moment" < $3) AND t0."f_hour" < $4)
 ORDER BY t0."n" DESC
 LIMIT 21;
--   1: Date(Some(2089-12-03))
--   2: Moment(Some(Moment(3786969600000000)))
--   3: Moment(Some(Moment(3787056000000000)))
--   4: Integer(Some(570))

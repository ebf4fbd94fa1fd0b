-- SQLite
ALTER TABLE "e_visit" ADD COLUMN "f_done" INTEGER;
ALTER TABLE "e_visit" ADD COLUMN "f_day" INTEGER;
DROP INDEX IF EXISTS "i_e_visit__f_about_plain";
CREATE INDEX "i_e_visit__f_about_plain" ON "e_visit" ("f_about")
 WHERE "deleted_at" IS NULL;
CREATE INDEX "i_e_visit__owner_id_plain" ON "e_visit" ("owner_id")
 WHERE "deleted_at" IS NULL;
CREATE INDEX "i_e_visit__department_id_plain" ON "e_visit" ("department_id")
 WHERE "deleted_at" IS NULL;
DROP INDEX IF EXISTS "i_e_visit__f_gone_plain";
-- PostgreSQL
ALTER TABLE "e_visit" ADD COLUMN "f_done" BOOLEAN;
ALTER TABLE "e_visit" ADD COLUMN "f_day" DATE;
DROP INDEX IF EXISTS "i_e_visit__f_about_plain";
CREATE INDEX CONCURRENTLY "i_e_visit__f_about_plain" ON "e_visit" ("f_about" NULLS FIRST, "n")
 WHERE "deleted_at" IS NULL;
CREATE INDEX CONCURRENTLY "i_e_visit__owner_id_plain" ON "e_visit" ("owner_id" NULLS FIRST, "n")
 WHERE "deleted_at" IS NULL;
CREATE INDEX CONCURRENTLY "i_e_visit__department_id_plain" ON "e_visit" ("department_id" NULLS FIRST, "n")
 WHERE "deleted_at" IS NULL;
DROP INDEX IF EXISTS "i_e_visit__f_gone_plain";

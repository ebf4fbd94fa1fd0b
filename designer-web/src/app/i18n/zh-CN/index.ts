import { admin } from "./admin";
import { demo, share } from "./dialogs";
import { duplicates } from "./duplicates";
import { files } from "./files";
import { importing } from "./importing";
import { kinds } from "./kinds";
import { exporting, list, operator, range, recycle } from "./list";
import { quarantine } from "./quarantine";
import { form, record } from "./record";
import { common, problem, session, shell } from "./shell";
import { viewDesign } from "./viewDesign";
import { dnd, views } from "./views";

export default {
  shell,
  session,
  common,
  problem,
  list,
  duplicates,
  quarantine,
  operator,
  range,
  exporting,
  recycle,
  form,
  record,
  kinds,
  importing,
  files,
  admin,
  share,
  demo,
  dnd,
  views,
  viewDesign,
};

/** What each kind needs to be typed and asked for. Loaded when the first form or condition opens. */
import type { KindKey } from "../api/contract";
import * as address from "./address/input";
import * as attachment from "./attachment/input";
import * as auto_number from "./auto_number/input";
import * as boolean from "./boolean/input";
import * as choice from "./choice/input";
import * as date from "./date/input";
import * as datetime from "./datetime/input";
import * as decimal from "./decimal/input";
import * as department from "./department/input";
import * as email from "./email/input";
import * as formula from "./formula/input";
import * as integer from "./integer/input";
import type { Entry } from "./kind";
import * as long_text from "./long_text/input";
import * as lookup from "./lookup/input";
import * as money from "./money/input";
import * as multi_choice from "./multi_choice/input";
import * as percent from "./percent/input";
import * as phone from "./phone/input";
import * as reference from "./reference/input";
import * as references from "./references/input";
import * as roll_up from "./roll_up/input";
import * as sub_table from "./sub_table/input";
import * as tags from "./tags/input";
import * as text from "./text/input";
import * as time from "./time/input";
import * as url from "./url/input";
import * as user from "./user/input";

export const INPUTS: Record<KindKey, Entry> = {
  text,
  long_text,
  integer,
  decimal,
  money,
  percent,
  boolean,
  date,
  time,
  datetime,
  choice,
  multi_choice,
  tags,
  user,
  department,
  reference,
  references,
  sub_table,
  attachment,
  phone,
  email,
  url,
  address,
  auto_number,
  formula,
  roll_up,
  lookup,
};

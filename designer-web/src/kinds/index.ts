/** The one list of kinds. Looks are loaded with the list; what is needed to type comes in one later chunk. */
import { lazy } from "react";
import type { Field, KindKey } from "../api/contract";
import { shownKind } from "../model/value";
import { address } from "./address";
import { attachment } from "./attachment";
import { auto_number } from "./auto_number";
import { boolean } from "./boolean";
import { choice } from "./choice";
import { date } from "./date";
import { datetime } from "./datetime";
import { decimal } from "./decimal";
import { department } from "./department";
import { email } from "./email";
import { formula } from "./formula";
import { integer } from "./integer";
import type { Kind, Look } from "./kind";
import { long_text } from "./long_text";
import { lookup } from "./lookup";
import { money } from "./money";
import { multi_choice } from "./multi_choice";
import { percent } from "./percent";
import { phone } from "./phone";
import { reference } from "./reference";
import { references } from "./references";
import { roll_up } from "./roll_up";
import { sub_table } from "./sub_table";
import { tags } from "./tags";
import { text } from "./text";
import { time } from "./time";
import { url } from "./url";
import { user } from "./user";

const LOOKS: Record<KindKey, Look> = {
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

const entry = async (key: KindKey) => (await import("./inputs")).INPUTS[key];

function kind(key: KindKey): Kind {
  return {
    key,
    ...LOOKS[key],
    Input: lazy(async () => ({ default: (await entry(key)).Input })),
    Filter: lazy(async () => ({ default: (await entry(key)).Filter })),
  };
}

const KINDS = Object.fromEntries(Object.keys(LOOKS).map((key) => [key, kind(key as KindKey)])) as Record<KindKey, Kind>;

/** The kind that enters a field's value. A kind this version does not know is shown as text. */
export const kindOf = (field: Field): Kind => KINDS[field.kind] ?? KINDS.text;

/** The kind that shows it: for a formula, that of its result. */
export const lookOf = (field: Field): Kind => KINDS[shownKind(field)] ?? KINDS.text;

import type { Look } from "../kind";
import { PlainCell } from "../parts/PlainCell";

export const text: Look = { Cell: PlainCell };

import type { Look } from "../kind";
import { PlainCell } from "../parts/PlainCell";

export const look: Look = { Cell: PlainCell };

import type { Look } from "../kind";
import { DerivedCell } from "../parts/DerivedCell";

export const roll_up: Look = { Cell: DerivedCell };

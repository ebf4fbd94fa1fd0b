import type { Look } from "../kind";
import { DerivedCell } from "../parts/DerivedCell";

export const formula: Look = { Cell: DerivedCell };

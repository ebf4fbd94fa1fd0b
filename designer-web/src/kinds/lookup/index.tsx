import type { Look } from "../kind";
import { DerivedCell } from "../parts/DerivedCell";

export const lookup: Look = { Cell: DerivedCell };

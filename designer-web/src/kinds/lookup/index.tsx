import type { Look } from "../kind";
import { DerivedCell } from "../parts/DerivedCell";

export const look: Look = { Cell: DerivedCell };

import type { Look } from "../kind";
import { FileCell } from "../parts/files/FileCell";

export const look: Look = { Cell: FileCell, wide: true };

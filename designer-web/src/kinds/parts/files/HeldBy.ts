/** Which record holds the files that are shown below; without one only their names are. */
import { createContext } from "react";
import type { Holder } from "../../../api/files";

export const HeldBy = createContext<Holder | null>(null);

import { Computed } from "../parts/Computed";
import { TextFilter } from "../parts/TextLine";

export const Input = Computed;
export const Filter = TextFilter;

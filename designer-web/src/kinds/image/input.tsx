import { FileInput } from "../parts/files/FileInput";
import { TextFilter } from "../parts/TextLine";

export const Input = FileInput;
export const Filter = TextFilter;

import type { InputProps } from "../kind";
import { TextFilter, TextLine } from "../parts/TextLine";

export function Input(props: InputProps) {
  return <TextLine {...props} />;
}

export const Filter = TextFilter;

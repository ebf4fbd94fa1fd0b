import type { InputProps } from "../kind";
import { TextFilter, TextLine } from "../parts/TextLine";

export function Input(props: InputProps) {
  return <TextLine {...props} inputMode="email" placeholder={props.placeholder ?? "name@example.com"} />;
}

export const Filter = TextFilter;

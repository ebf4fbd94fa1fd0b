import type { InputProps } from "../kind";
import { TextFilter, TextLine } from "../parts/TextLine";

export function Input(props: InputProps) {
  return <TextLine {...props} inputMode="url" placeholder={props.placeholder ?? "https://"} />;
}

export const Filter = TextFilter;

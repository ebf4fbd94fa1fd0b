import type { InputProps } from "../kind";
import { TitledFilter, TitledInput } from "../parts/TitledInput";

export function Input(props: InputProps) {
  return <TitledInput {...props} many />;
}

export const Filter = TitledFilter;

import { useState } from "react";

/** Of which new fields it was decided who may see them. */
export function useAsked() {
  const [decided, setDecided] = useState<ReadonlySet<string>>(new Set());
  return { decided, decide: (reference: string) => setDecided((old) => new Set(old).add(reference)) };
}
export type Asked = ReturnType<typeof useAsked>;

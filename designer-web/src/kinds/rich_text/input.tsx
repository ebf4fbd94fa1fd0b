import { lazy, Suspense } from "react";
import type { InputProps } from "../kind";

export { TextFilter as Filter } from "../parts/TextLine";

/** The editor is large and comes when the first one opens. */
const Editor = lazy(() => import("./editor"));

export function Input(props: InputProps) {
  return (
    <Suspense fallback={<span className="fw-bone" style={{ height: 120 }} />}>
      <Editor {...props} />
    </Suspense>
  );
}

/** Says while a new entry is filled in that this one seems to be there already. */
import { useEffect, useState } from "react";
import type { Values } from "../../api/contract";
import { DuplicateNotice } from "../form/DuplicateNotice";
import { useFillingParts } from "./filling";

/** How long after the last change one looks, in milliseconds: nothing of this belongs to a key press. */
const LOOK_AFTER = 400;

export function Duplicates() {
  const { store, entity } = useFillingParts();
  const [values, setValues] = useState<Values>(() => store.whole()?.values ?? {});
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = store.subscribe(() => {
      clearTimeout(timer);
      timer = setTimeout(() => setValues(store.whole()?.values ?? {}), LOOK_AFTER);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [store]);
  return <DuplicateNotice entity={entity} values={values} />;
}

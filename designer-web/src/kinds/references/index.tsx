import { useTranslation } from "react-i18next";
import { asList, asTitled } from "../../model/value";
import type { CellProps, Look } from "../kind";
import { RecordLink } from "../parts/RecordLink";

function Cell({ field, value }: CellProps) {
  const { t } = useTranslation();
  const targets = asList(value).flatMap((entry) => asTitled(entry) ?? []);
  return (
    <>
      {targets.map((target, at) => (
        <span key={target.id}>
          {at > 0 && t("common.listing")}
          {field.target ? <RecordLink entity={field.target} record={target} /> : target.title}
        </span>
      ))}
    </>
  );
}

export const look: Look = { Cell };

import { useTranslation } from "react-i18next";
import { asList, asTitled, type Titled } from "../../model/value";
import type { CellProps, Look } from "../kind";
import { usePersonName } from "../parts/usePersonName";

function Name({ person }: { person: Titled }) {
  return <>{usePersonName(person)}</>;
}

function Cell({ value }: CellProps) {
  const { t } = useTranslation();
  const people = asList(value).flatMap((entry) => asTitled(entry) ?? []);
  return (
    <>
      {people.map((person, at) => (
        <span key={person.id}>
          {at > 0 && t("common.listing")}
          <Name person={person} />
        </span>
      ))}
    </>
  );
}

export const look: Look = { Cell };

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Entity, KindKey, Values } from "../../api/contract";
import { findDuplicates, getRecord } from "../../api/records";
import { useDebounced } from "../../app/hooks";
import { asText, titleOf } from "../../model/value";

const CHECK_DELAY_MS = 600;

/** What is far enough typed to be compared. */
const ENOUGH: Partial<Record<KindKey, RegExp>> = { text: /../, phone: /^\+?[\d\s-]{7,}$/, email: /@.+\../ };

/** Says while typing that this one seems to be there already, as far as the person may know. */
export function DuplicateNotice({ entity, values }: { entity: Entity; values: Values }) {
  const { t } = useTranslation();
  const asked: Values = {};
  for (const field of entity.fields) {
    const value = values[field.key];
    if (ENOUGH[field.kind]?.test(asText(value).trim())) asked[field.key] = value;
  }
  const settled = useDebounced(JSON.stringify(asked), CHECK_DELAY_MS);
  const found = useQuery({
    queryKey: ["duplicates", entity.key, settled],
    queryFn: () => findDuplicates(entity.key, JSON.parse(settled) as Values),
    enabled: settled !== "{}",
    retry: false,
    staleTime: 30_000,
  });
  const items = found.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <div className="fw-notice" role="status">
      <strong>{t("form.duplicate")}</strong>
      {items.slice(0, 3).map((item) => (
        <div key={item.id ?? item.message} className="fw-row">
          <span className="fw-grow">
            {item.id && <Name entity={entity} id={item.id} />}
            {item.message}
          </span>
          {item.id && (
            <Link to="/record/$entity/$id" params={{ entity: entity.key, id: item.id }} search={{}} target="_blank">
              {t("form.duplicateOpen")}
            </Link>
          )}
        </div>
      ))}
    </div>
  );
}

/** Which one it is, for who may see it. */
function Name({ entity, id }: { entity: Entity; id: string }) {
  const found = useQuery({
    queryKey: ["record", entity.key, id, "title"],
    queryFn: () => getRecord(entity.key, id, []),
    staleTime: 300_000,
    retry: false,
  });
  const title = found.data && titleOf(entity, found.data);
  return title ? <strong>{title} </strong> : null;
}

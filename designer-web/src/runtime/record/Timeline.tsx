import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Change, Entity, KindKey, RecordRow } from "../../api/contract";
import { getHistory } from "../../api/records";
import { useLabel, useZone } from "../../app/hooks";
import { Avatar, Bones, Broken } from "../../app/Parts";
import { lookOf } from "../../kinds";
import { RecordLink } from "../../kinds/parts/RecordLink";
import { fieldOf } from "../../model/fields";
import { byDay, lineKind, occasionOf, othersOf } from "../../model/history";
import { dayIn, daysBetween, timeIn } from "../../model/moment";

const ACTIONS: Record<string, string> = {
  create: "didCreate",
  update: "didUpdate",
  delete: "didDelete",
  restore: "didRestore",
  claim: "didClaim",
  share: "didShare",
  import: "didImport",
  unmask: "didUnmask",
  unshare: "didUnshare",
  probe: "didProbe",
  different: "didDifferent",
  not_different: "didNotDifferent",
  fill: "didFill",
};

/** Of several values none is hidden: which of them changed is what one looks for. */
const WHOLE: KindKey[] = ["tags", "multi_choice"];

/** Who changed what, day by day, old beside new. */
export function Timeline({ entity, record }: { entity: Entity; record: RecordRow }) {
  const { t } = useTranslation();
  const zone = useZone();
  const pages = useInfiniteQuery({
    queryKey: ["history", entity.key, record.id],
    queryFn: ({ pageParam }) => getHistory(entity.key, record.id, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? null,
  });
  if (pages.isPending) return <Bones count={6} />;
  if (pages.isError) return <Broken reason={pages.error} retry={() => void pages.refetch()} />;
  const days = byDay(
    pages.data.pages.flatMap((page) => page.items),
    zone,
  );
  const today = dayIn(new Date(), zone);
  const told = (day: string) => {
    const ago = daysBetween(day, today);
    return ago === 0 ? t("common.dayToday") : ago === 1 ? t("common.dayYesterday") : day;
  };
  if (days.length === 0) return <p className="fw-related-none fw-muted">{t("record.noHistory")}</p>;
  return (
    <div className="fw-timeline">
      {days.map(({ day, changes }) => (
        <section key={day}>
          <h2>{told(day)}</h2>
          <ol>
            {changes.map((change) => (
              <Entry key={change.position} entity={entity} change={change} />
            ))}
          </ol>
        </section>
      ))}
      {pages.hasNextPage && (
        <button type="button" className="fw-plain fw-related-more" onClick={() => void pages.fetchNextPage()}>
          {t("common.showMore")}
        </button>
      )}
    </div>
  );
}

function Entry({ entity, change }: { entity: Entity; change: Change }) {
  const { t } = useTranslation();
  const zone = useZone();
  const who = change.actor?.name || t("common.system");
  const occasion = occasionOf(change);
  const lines = change.changes.filter((line) => fieldOf(entity, line.field));
  return (
    <li>
      <Avatar name={who} size={24} />
      <div className="fw-grow">
        <div className="fw-row">
          <strong>{who}</strong>
          <span>{t(`record.${ACTIONS[change.action] ?? "didOther"}`)}</span>
          {occasion && (
            <span className="fw-chip" data-color={occasion.kind === "rule" ? "purple" : undefined}>
              {t(`record.occasion.${occasion.kind}`)}
            </span>
          )}
          {othersOf(change).map((id) => (
            <RecordLink key={id} entity={entity.key} record={{ id, title: "" }} />
          ))}
          {occasion?.reason && <span className="fw-muted">{occasion.reason}</span>}
          <span className="fw-grow" />
          <time className="fw-muted fw-number" dateTime={change.at}>
            {timeIn(change.at, zone)}
          </time>
        </div>
        {change.action !== "delete" && lines.length > 0 && (
          <dl className="fw-diff">
            {lines.map((line) => (
              <DiffLine key={line.field} entity={entity} line={line} />
            ))}
          </dl>
        )}
      </div>
    </li>
  );
}

function DiffLine({ entity, line }: { entity: Entity; line: Change["changes"][number] }) {
  const { t } = useTranslation();
  const label = useLabel();
  const field = fieldOf(entity, line.field);
  if (!field) return null;
  const { Cell } = lookOf(field);
  const kind = lineKind(line);
  const place = WHOLE.includes(field.kind) ? "page" : "list";
  return (
    <div>
      <dt>{label(field)}</dt>
      <dd>
        {kind !== "filled" && (
          <del>
            <Cell field={field} value={line.old} place={place} />
          </del>
        )}
        {kind === "changed" && <span className="fw-muted"> → </span>}
        {kind === "cleared" ? (
          <span className="fw-muted"> → {t("common.blank")}</span>
        ) : (
          <ins>
            <Cell field={field} value={line.new} place={place} />
          </ins>
        )}
      </dd>
    </div>
  );
}

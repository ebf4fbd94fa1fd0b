import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useEntity, useLabel } from "../../app/hooks";
import { NamedIcon } from "../../app/icons";
import { fieldOf } from "../../model/fields";
import { highlight } from "../../model/highlight";
import type { Found } from "./useSearch";

type Props = { found: Found[]; q: string; active?: number; onHover?: (at: number) => void; onOpen: () => void };

export function Results({ found, q, active, onHover, onOpen }: Props) {
  const { t } = useTranslation();
  return (
    <ul className="fw-results">
      {found.map((one, at) => (
        <li
          key={one.kind === "record" ? one.id : `${one.app}/${one.view}`}
          data-active={at === active || undefined}
          onMouseMove={() => onHover?.(at)}
        >
          {one.kind === "record" ? (
            <Link to="/record/$entity/$id" params={{ entity: one.entity, id: one.id }} search={{}} onClick={onOpen}>
              <Hit hit={one} q={q} />
            </Link>
          ) : (
            <Link to="/app/$app/$view" params={{ app: one.app, view: one.view }} search={{}} onClick={onOpen}>
              <NamedIcon name={one.icon} />
              <span className="fw-grow">{one.title}</span>
              <span className="fw-muted">{t("shell.searchGo")}</span>
            </Link>
          )}
        </li>
      ))}
    </ul>
  );
}

function Hit({ hit, q }: { hit: Extract<Found, { kind: "record" }>; q: string }) {
  const label = useLabel();
  const entity = useEntity(hit.entity).data;
  const inside = hit.matched.filter((match) => match.field !== entity?.title).slice(0, 2);
  return (
    <>
      <NamedIcon name={entity?.icon} />
      <span className="fw-grow">
        <span className="fw-results-title">
          <Marked text={hit.title} q={q} />
        </span>
        {inside.map((match) => (
          <span key={match.field} className="fw-results-match fw-ellipsis">
            <span className="fw-muted">{label(entity && fieldOf(entity, match.field))} </span>
            <Marked text={match.text} q={q} />
          </span>
        ))}
      </span>
      <span className="fw-muted">{label(entity)}</span>
    </>
  );
}

function Marked({ text, q }: { text: string; q: string }) {
  let at = 0;
  return (
    <>
      {highlight(text, q).map((piece) => {
        at += piece.text.length;
        return piece.hit ? (
          <mark key={at} className="fw-mark">
            {piece.text}
          </mark>
        ) : (
          <span key={at}>{piece.text}</span>
        );
      })}
    </>
  );
}

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { getRecord } from "../../api/records";
import { entityQuery } from "../../app/hooks";
import { type Titled, titleOf, UNNAMED } from "../../model/value";

/** A link to another record; a title that was not sent along is asked for. */
export function RecordLink({ entity, record }: { entity: string; record: Titled }) {
  const unknown = !record.title;
  const target = useQuery({ ...entityQuery(entity), enabled: unknown });
  const found = useQuery({
    queryKey: ["record", entity, record.id, "title"],
    queryFn: () => getRecord(entity, record.id, []),
    enabled: unknown,
    staleTime: 300_000,
    retry: false,
  });
  const title = record.title || (target.data && found.data ? titleOf(target.data, found.data) : "");
  if (!title) return null;
  if (title === UNNAMED) return <span className="fw-muted">{title}</span>;
  return (
    <Link to="/record/$entity/$id" params={{ entity, id: record.id }} onClick={(event) => event.stopPropagation()}>
      {title}
    </Link>
  );
}

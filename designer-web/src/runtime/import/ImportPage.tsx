import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Entity, Import } from "../../api/contract";
import { getImport } from "../../api/transfer";
import { useDocumentTitle, useEntity, useLabel } from "../../app/hooks";
import { Loading } from "../../app/Loading";
import { Bones, Broken, Empty } from "../../app/Parts";
import { usePlaceOf } from "../../app/shell/place";
import { isWorking, type Step, stepOf } from "../../model/importing";
import { ApplyStep } from "./ApplyStep";
import { CheckStep } from "./CheckStep";
import { FileStep } from "./FileStep";
import { MapStep } from "./MapStep";
import "./import.css";

const POLL_MS = 700;
const STEPS: Step[] = ["file", "map", "check", "apply"];
const TEXTS: Record<Step, string> = { file: "stepFile", map: "stepMap", check: "stepCheck", apply: "stepApply" };

/** File, columns, check, apply. The job is in the address: leaving and coming back goes on where it stood. */
export function ImportPage() {
  const { t } = useTranslation();
  const label = useLabel();
  const { entity: key } = useParams({ from: "/shell/import/$entity" });
  const entity = useEntity(key);
  const place = usePlaceOf(key);
  const title = t("importing.title", { label: label(entity.data) });
  useDocumentTitle(entity.data && title);
  if (entity.isError) return <Broken reason={entity.error} retry={() => void entity.refetch()} />;
  if (!entity.data) return <Loading />;
  return (
    <div className="fw-page fw-import">
      <div className="fw-page-head">
        <h1>{title}</h1>
        <span className="fw-grow" />
        {place && (
          <Link to="/app/$app/$view" params={{ app: place.app.key, view: place.view.key }} search={{}}>
            {t("importing.viewList", { label: label(entity.data) })}
          </Link>
        )}
      </div>
      {entity.data.actions.import ? (
        <Wizard entity={entity.data} />
      ) : (
        <Empty art="lock" title={t("problem.forbidden")} />
      )}
    </div>
  );
}

function Wizard({ entity }: { entity: Entity }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const navigate = useNavigate({ from: "/import/$entity" });
  const { job: id, step: wanted = "map" } = useSearch({ from: "/shell/import/$entity" });
  const queryKey = ["import", entity.key, id];
  const job = useQuery({
    queryKey,
    queryFn: () => getImport(entity.key, id ?? ""),
    enabled: id !== undefined,
    refetchInterval: (query) => (query.state.data && isWorking(query.state.data.state) ? POLL_MS : false),
  });
  const accept = (next: Import) => {
    queryClient.setQueryData(["import", entity.key, next.id], next);
    if (next.id !== id) void navigate({ search: { job: next.id, step: "map" } });
    void queryClient.invalidateQueries({ queryKey: ["import-rows", next.id] });
    void queryClient.invalidateQueries({ queryKey: ["import-sample", next.id] });
  };
  const restart = () => void navigate({ search: {} });
  const goTo = (step: "map" | "check") => void navigate({ search: { job: id, step } });
  const step = stepOf(id ? job.data?.state : undefined, wanted);
  const reading = job.data?.state === "reading" || (id !== undefined && job.isPending);
  return (
    <>
      <ol className="fw-steps">
        {STEPS.map((one, at) => (
          <li
            key={one}
            data-state={at < STEPS.indexOf(step) ? "done" : one === step ? "now" : undefined}
            aria-current={one === step ? "step" : undefined}
          >
            <span className="fw-steps-number">{at < STEPS.indexOf(step) ? "✓" : at + 1}</span>
            {t(`importing.${TEXTS[one]}`)}
          </li>
        ))}
      </ol>
      {job.isError ? (
        <Broken reason={job.error} retry={() => void job.refetch()} />
      ) : reading ? (
        <div className="fw-card">
          <p className="fw-import-note">{t("importing.reading", { file: job.data?.file ?? "" })}</p>
          <Bones count={6} />
        </div>
      ) : step === "file" || !job.data ? (
        <FileStep entity={entity} failed={job.data} onUploaded={accept} />
      ) : step === "map" ? (
        <MapStep
          key={job.data.id}
          entity={entity}
          job={job.data}
          onChanged={accept}
          onNext={() => goTo("check")}
          onRestart={restart}
        />
      ) : step === "check" ? (
        <CheckStep entity={entity} job={job.data} onChanged={accept} onBack={() => goTo("map")} />
      ) : (
        <ApplyStep entity={entity} job={job.data} onChanged={accept} onRestart={restart} />
      )}
    </>
  );
}

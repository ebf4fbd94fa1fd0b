/** 待核实: what was sent through a public form and waits for a person, with the reasons. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Button, Checkbox, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, SubmissionState } from "../../api/contract";
import { decide, formsQuery, listSubmissions } from "../../api/submissions";
import { useDocumentTitle, useEntity, useFailureToast, useLabel } from "../../app/hooks";
import { Bones, Broken, Empty } from "../../app/Parts";
import { showToast } from "../../app/toast";
import "./quarantine.css";
import { SubmissionCard } from "./SubmissionCard";

export function QuarantinePage() {
  const { t } = useTranslation();
  const label = useLabel();
  const { form } = useParams({ from: "/shell/quarantine/$form" });
  const forms = useQuery(formsQuery);
  const own = forms.data?.items.find((one) => one.key === form);
  const entity = useEntity(own?.entity ?? "");
  const [state, setState] = useState<SubmissionState>("held");
  useDocumentTitle(t("quarantine.title"));
  return (
    <div className="fw-page">
      <div className="fw-page-head">
        <h1>{t("quarantine.title")}</h1>
        <span className="fw-muted">{own && label(own)}</span>
        <span className="fw-grow" />
        <Segmented<SubmissionState>
          aria-label={t("quarantine.title")}
          value={state}
          onChange={setState}
          options={(["held", "taken", "rejected"] as const).map((value) => ({
            value,
            label: t(`quarantine.${value}`),
          }))}
        />
      </div>
      {forms.isError && <Broken reason={forms.error} retry={() => void forms.refetch()} />}
      {entity.isError && <Broken reason={entity.error} retry={() => void entity.refetch()} />}
      {forms.isSuccess && !own && <Empty title={t("quarantine.gone")} />}
      {entity.data ? <Submissions key={state} entity={entity.data} form={form} state={state} /> : own && <Bones />}
    </div>
  );
}

function Submissions({ entity, form, state }: { entity: Entity; form: string; state: SubmissionState }) {
  const { t } = useTranslation();
  const fail = useFailureToast();
  const queryClient = useQueryClient();
  const [picked, setPicked] = useState<readonly string[]>([]);
  const [refused, setRefused] = useState<Record<string, string>>({});
  const pages = useInfiniteQuery({
    queryKey: ["submissions", form, state],
    queryFn: ({ pageParam }) => listSubmissions(form, state, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.more ? (page.items.at(-1)?.id ?? null) : null),
  });
  const deciding = useMutation({
    mutationFn: ({ decision, ids }: { decision: "accept" | "reject"; ids: string[] }) => decide(form, decision, ids),
    onSuccess: ({ items }, { decision }) => {
      const done = items.filter((one) => one.outcome === "accepted" || one.outcome === "rejected").length;
      const wrong = items.filter((one) => one.outcome === "refused");
      if (done > 0)
        showToast(t(decision === "accept" ? "quarantine.accepted" : "quarantine.rejectedNow", { count: done }));
      setRefused(
        Object.fromEntries(wrong.map((one) => [one.id, one.issues.map((issue) => String(issue.message)).join(" ")])),
      );
      setPicked([]);
      void queryClient.invalidateQueries({ queryKey: ["submissions", form] });
      void queryClient.invalidateQueries({ queryKey: ["records", entity.key] });
    },
    onError: (reason, asked) => fail(reason, () => deciding.mutate(asked)),
  });
  if (pages.isPending) return <Bones />;
  if (pages.isError) return <Broken reason={pages.error} retry={() => void pages.refetch()} />;
  const rows = pages.data.pages.flatMap((page) => page.items);
  if (rows.length === 0)
    return <Empty title={t(`quarantine.none.${state}`)} hint={state === "held" ? t("quarantine.hint") : undefined} />;
  const all = rows.length > 0 && picked.length === rows.length;
  const many = rows.slice(0, 100).map((row) => row.id);
  return (
    <>
      {state === "held" && (
        <div className="fw-quarantine-bar">
          <Checkbox checked={all} indeterminate={picked.length > 0 && !all} onChange={() => setPicked(all ? [] : many)}>
            {t("quarantine.picked", { count: picked.length })}
          </Checkbox>
          <span className="fw-grow" />
          <Button
            disabled={picked.length === 0}
            loading={deciding.isPending}
            onClick={() => deciding.mutate({ decision: "reject", ids: [...picked] })}
          >
            {t("quarantine.reject")}
          </Button>
          <Button
            type="primary"
            disabled={picked.length === 0}
            loading={deciding.isPending}
            onClick={() => deciding.mutate({ decision: "accept", ids: [...picked] })}
          >
            {t("quarantine.accept")}
          </Button>
        </div>
      )}
      {rows.map((row) => (
        <SubmissionCard
          key={row.id}
          entity={entity}
          submission={row}
          refused={refused[row.id]}
          picked={state === "held" ? picked.includes(row.id) : undefined}
          onPick={(on) => setPicked((old) => (on ? [...old, row.id] : old.filter((id) => id !== row.id)))}
          actions={
            state === "held" ? (
              <>
                <Button onClick={() => deciding.mutate({ decision: "reject", ids: [row.id] })}>
                  {t("quarantine.reject")}
                </Button>
                <Button type="primary" onClick={() => deciding.mutate({ decision: "accept", ids: [row.id] })}>
                  {t("quarantine.accept")}
                </Button>
              </>
            ) : (
              row.record && (
                <Link to="/record/$entity/$id" params={{ entity: entity.key, id: row.record }} search={{}}>
                  {t("quarantine.open")}
                </Link>
              )
            )
          }
        />
      ))}
      {pages.hasNextPage && (
        <Button type="link" block onClick={() => void pages.fetchNextPage()}>
          {t("common.showMore")}
        </Button>
      )}
    </>
  );
}

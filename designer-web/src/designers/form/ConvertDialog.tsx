/** The values of a published field become those of this one: looked at on real records, then done, and undone. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { convertValues, previewConversion } from "../../api/conversions";
import { useProblemText } from "../../app/hooks";
import { Bones } from "../../app/Parts";
import { showToast } from "../../app/toast";
import type { DesignDraft } from "../../model/designer/documents";
import { labelOf } from "../../model/label";
import { Outcome } from "./ConversionOutcome";
import { useHands } from "./context";

type Props = { draft: DesignDraft; field: string; onClose: () => void };

export default function ConvertDialog({ draft, field, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const hands = useHands();
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const [from, setFrom] = useState<string>();
  const [opened] = useState(() => performance.now());
  const entity = draft.entity["x-entity"].key;
  const published = hands.published(field);
  const name = (key: string) =>
    labelOf({ labels: draft.entity.properties[key]?.["x-field"].labels, key }, i18n.language);
  const sources = Object.keys(draft.entity.properties).filter((key) => key !== field && hands.published(key));
  const preview = useQuery({
    queryKey: ["conversion", entity, from, field, opened],
    queryFn: ({ signal }) =>
      previewConversion(entity, { from: from ?? "", to: field, field: draft.entity.properties[field] }, signal),
    enabled: from !== undefined,
    retry: false,
    gcTime: 0,
  });
  const run = useMutation({
    mutationFn: async () => {
      let changed = 0;
      for (;;) {
        const done = await convertValues(entity, { from: from ?? "", to: field });
        changed += done.changed;
        // What does not go over stays among those that are left.
        if (done.left === 0 || done.changed === 0) return { ...done, changed };
      }
    },
    onSuccess: async (done) => {
      await queryClient.invalidateQueries({ queryKey: ["records"] });
      showToast(t("design.convert.done", { count: done.changed }));
      onClose();
    },
  });
  const seen = preview.data;
  return (
    <Modal
      open
      width={640}
      title={t("design.convert.title", { name: name(field) })}
      footer={[
        <Button key="no" onClick={onClose}>
          {t("common.cancel")}
        </Button>,
        <Button
          key="go"
          type="primary"
          loading={run.isPending}
          disabled={!published || !seen || seen.converted === 0}
          onClick={() => run.mutate()}
        >
          {t("design.convert.go")}
        </Button>,
      ]}
      onCancel={onClose}
    >
      <div className="fwd-publish">
        <p className="fw-muted">{t("design.convert.hint")}</p>
        <Select
          className="fwd-wide"
          aria-label={t("design.convert.from")}
          placeholder={t("design.convert.from")}
          value={from}
          options={sources.map((key) => ({ value: key, label: name(key) }))}
          onChange={(key: string) => {
            run.reset();
            setFrom(key);
          }}
        />
        {preview.isFetching && <Bones count={3} />}
        {seen && !preview.isFetching && <Outcome seen={seen} field={draft.entity.properties[field]} />}
        {seen && !published && <p className="fwd-alert fwd-mind">{t("design.convert.publishFirst")}</p>}
        {(preview.isError || run.isError) && (
          <p className="fw-alert" role="alert">
            {problemText(run.error ?? preview.error)}
          </p>
        )}
      </div>
    </Modal>
  );
}

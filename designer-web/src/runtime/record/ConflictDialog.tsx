import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { useState } from "react";
import { Trans, useTranslation } from "react-i18next";
import type { Conflict, Entity, Field, Json, RecordRow, Values } from "../../api/contract";
import { getRecord, patchRecord } from "../../api/records";
import { useLabel, useProblemText, useZone } from "../../app/hooks";
import { lookOf } from "../../kinds";
import { usePersonName } from "../../kinds/parts/usePersonName";
import { type Choice, type Choices, isDecided, resolvedPatch } from "../../model/conflict";
import { fieldOf } from "../../model/fields";
import { dayIn, minuteIn, timeIn } from "../../model/moment";
import { asTitled, isBlank } from "../../model/value";

type Props = {
  entity: Entity;
  record: RecordRow;
  patch: Values;
  conflicts: Conflict[];
  /** How what remains is written; as a change of the record without. */
  write?: (rest: Values, version: number) => Promise<RecordRow>;
  onClose: () => void;
  onSaved: (record: RecordRow) => void;
};

/** "赵经理 10:32 把 等级 改成了 B,您的是 A": one choice a field, nothing overwritten silently. */
export default function ConflictDialog({ entity, record, patch, conflicts, write, onClose, onSaved }: Props) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const queryClient = useQueryClient();
  const [choices, setChoices] = useState<Choices>({});
  const save = useMutation({
    mutationFn: async () => {
      const latest = await getRecord(entity.key, record.id, []);
      const rest = resolvedPatch(patch, conflicts, choices);
      if (Object.keys(rest).length === 0) return latest;
      return (write ?? ((left, version) => patchRecord(entity.key, record.id, left, version)))(rest, latest.version);
    },
    onSuccess: (saved) => {
      void queryClient.invalidateQueries({ queryKey: ["records", entity.key] });
      onSaved(saved);
    },
  });
  return (
    <Modal
      open
      width={560}
      title={t("record.conflictTitle")}
      onCancel={onClose}
      okText={save.isError ? t("common.retry") : t("record.conflictSave")}
      okButtonProps={{ disabled: !isDecided(conflicts, choices), loading: save.isPending }}
      cancelText={t("common.cancel")}
      onOk={() => save.mutate()}
    >
      <p className="fw-muted">{t("record.conflictHint")}</p>
      {conflicts.map((conflict) => (
        <ConflictLine
          key={conflict.field}
          field={fieldOf(entity, conflict.field)}
          conflict={conflict}
          choice={choices[conflict.field]}
          onChoose={(choice) => setChoices({ ...choices, [conflict.field]: choice })}
        />
      ))}
      {save.isError && (
        <p className="fw-field-issue" role="alert">
          {problemText(save.error)}
        </p>
      )}
    </Modal>
  );
}

type LineProps = {
  field: Field | undefined;
  conflict: Conflict;
  choice: Choice | undefined;
  onChoose: (choice: Choice) => void;
};

function ConflictLine({ field, conflict, choice, onChoose }: LineProps) {
  const { t } = useTranslation();
  const label = useLabel();
  const zone = useZone();
  const person = asTitled(conflict.by);
  const who = usePersonName(person) || t("common.system");
  const sameDay = dayIn(conflict.at, zone) === dayIn(new Date(), zone);
  const when = sameDay ? timeIn(conflict.at, zone) : minuteIn(conflict.at, zone);
  return (
    <div className="fw-conflict">
      <p>
        <Trans
          i18nKey="record.conflictLine"
          values={{ who, when, field: label(field ?? { key: conflict.field }) }}
          components={{
            strong: <strong />,
            theirs: <Shown field={field} value={conflict.theirs} />,
            mine: <Shown field={field} value={conflict.yours} />,
          }}
        />
      </p>
      <div className="fw-row">
        <Button
          type={choice === "theirs" ? "primary" : "default"}
          aria-pressed={choice === "theirs"}
          onClick={() => onChoose("theirs")}
        >
          {t("record.useTheirs")}
        </Button>
        <Button
          type={choice === "mine" ? "primary" : "default"}
          aria-pressed={choice === "mine"}
          onClick={() => onChoose("mine")}
        >
          {t("record.useMine")}
        </Button>
      </div>
    </div>
  );
}

function Shown({ field, value }: { field: Field | undefined; value: Json | undefined }) {
  const { t } = useTranslation();
  if (!field || isBlank(value)) return <span className="fw-muted">{t("common.blank")}</span>;
  const { Cell } = lookOf(field);
  return <Cell field={field} value={value} place="list" />;
}

/** The buttons of a form, always in reach. A form that ends with steps is sent from the last of them. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { Panels } from "../../model/designer/documents";
import { useSteps } from "./useSteps";

type Props = {
  steps: Panels | null;
  sending: boolean;
  words: string;
  onCancel: () => void;
  onSend: () => void;
  onSendAndNew?: () => void;
};

export function Foot({ steps, ...props }: Props) {
  return steps ? (
    <SteppedFoot steps={steps} {...props} />
  ) : (
    <div className="fw-form-foot">
      <Sending {...props} />
    </div>
  );
}

function SteppedFoot({ steps, ...props }: Omit<Props, "steps"> & { steps: Panels }) {
  const { t } = useTranslation();
  const { place, last, go } = useSteps(steps);
  const back = place > 0 && <Button onClick={() => void go(place - 1)}>{t("form.stepBack")}</Button>;
  if (last) {
    return (
      <div className="fw-form-foot">
        <Sending {...props} back={back} onSendAndNew={undefined} />
      </div>
    );
  }
  return (
    <div className="fw-form-foot">
      {!back && <Button onClick={props.onCancel}>{t("common.cancel")}</Button>}
      {back}
      <Button key="next" type="primary" htmlType="submit" onClick={() => void go(place + 1)}>
        {t("form.stepNext")}
      </Button>
    </div>
  );
}

type SendingProps = Omit<Props, "steps"> & { back?: React.ReactNode };

function Sending({ sending, words, back, onCancel, onSend, onSendAndNew }: SendingProps) {
  const { t } = useTranslation();
  return (
    <>
      {back || <Button onClick={onCancel}>{t("common.cancel")}</Button>}
      {onSendAndNew && (
        <Button className="fw-form-again" disabled={sending} onClick={onSendAndNew}>
          {t("form.saveAndNew")}
        </Button>
      )}
      <Button key="send" type="primary" htmlType="submit" loading={sending} onClick={onSend}>
        {sending ? t("common.saving") : words}
      </Button>
    </>
  );
}

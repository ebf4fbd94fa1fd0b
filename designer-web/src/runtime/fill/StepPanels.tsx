/** Panels one after the other, with their names above and how far one is. */
import { Button } from "antd";
import { useContext } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "../../app/hooks";
import type { Panel, Panels } from "../../model/designer/documents";
import { Blocks } from "./Blocks";
import { LastBlock } from "./lastBlock";
import { useSteps } from "./useSteps";
import { useWrongIn } from "./useWrongIn";

export function StepPanels({ panels, first }: { panels: Panels; first?: string }) {
  const { t } = useTranslation();
  const label = useLabel();
  const { visible, place, last, go } = useSteps(panels);
  // The buttons of steps that end a form stand at its foot.
  const footed = useContext(LastBlock) === panels.key;
  const panel = panels.panels[visible[place] ?? 0];
  if (!panel) return null;
  return (
    <div className="fw-filled-wide">
      <nav aria-label={t("form.steps")}>
        <ol className="fw-steps">
          {visible.map((at, order) => (
            <Step
              key={panels.panels[at]?.key}
              panel={panels.panels[at] as Panel}
              number={order + 1}
              count={visible.length}
              state={order === place ? "here" : order < place ? "done" : "coming"}
              onGo={() => void go(order)}
            />
          ))}
        </ol>
      </nav>
      <section aria-label={label(panel)}>
        <Blocks key={panel.key} blocks={panel.blocks} first={first} />
      </section>
      {!footed && (
        <div className="fw-row fw-steps-foot">
          {place > 0 && <Button onClick={() => void go(place - 1)}>{t("form.stepBack")}</Button>}
          {!last && (
            <Button type="primary" onClick={() => void go(place + 1)}>
              {t("form.stepNext")}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

type StepProps = { panel: Panel; number: number; count: number; state: "here" | "done" | "coming"; onGo: () => void };

function Step({ panel, number, count, state, onGo }: StepProps) {
  const { t } = useTranslation();
  const label = useLabel();
  const wrong = useWrongIn(panel.blocks);
  return (
    <li data-state={state} data-wrong={wrong > 0 || undefined}>
      <button type="button" className="fw-plain" aria-current={state === "here" ? "step" : undefined} onClick={onGo}>
        <span className="fw-step-mark">{wrong > 0 ? "!" : number}</span>
        <span className="fw-step-name">{label(panel)}</span>
        <span className="fw-step-of">{t("form.stepOf", { number, count })}</span>
        {wrong > 0 && <span className="fw-unseen">{t("form.wrongSummary", { count: wrong })}</span>}
      </button>
    </li>
  );
}

import { useTranslation } from "react-i18next";
import type { KindKey, Operator } from "../../api/contract";

const DAYS: KindKey[] = ["date", "datetime"];

/** 不早于 for days where numbers say 不小于. */
export function useOperatorText() {
  const { t, i18n } = useTranslation();
  return (kind: KindKey, op: Operator) => {
    const special = `operator.date_${op}`;
    return DAYS.includes(kind) && i18n.exists(special) ? t(special) : t(`operator.${op}`);
  };
}

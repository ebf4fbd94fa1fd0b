import { useZone } from "../../app/hooks";
import { readDay } from "../../model/day";
import { dayIn } from "../../model/moment";
import { MomentLine } from "./MomentLine";

type Props = {
  id?: string;
  label: string;
  value: string;
  /** `day` is undefined for a blank line and for a text that is no day; `typed` is that text. */
  onChange: (day: string | undefined, typed: string) => void;
  invalid?: boolean;
  autoFocus?: boolean;
};

const asItIs = (day: string) => day;

/** A day: 明天, 11.2 and 20261102 can be typed, or one is taken from the calendar. */
export function DayPicker(props: Props) {
  const zone = useZone();
  return (
    <MomentLine {...props} picked="date" read={(typed) => readDay(typed, dayIn(new Date(), zone))} show={asItIs} />
  );
}

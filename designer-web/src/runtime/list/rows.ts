import type { Actions, Entity } from "../../api/contract";
import type { ColumnChoice } from "../../model/columns";
import type { Selection } from "../../model/selection";
import type { List } from "./useList";

export type RowsProps = {
  entity: Entity;
  list: List;
  selection: Selection;
  setSelection: (next: Selection) => void;
  /** Whether rows are being ticked: on a phone a tap then selects instead of opening. */
  picking: boolean;
  sort: string[];
  setSort: (sort: string[]) => void;
  choice: ColumnChoice;
  setChoice: (choice: ColumnChoice) => void;
};

/** Whether there is anything to do with ticked rows. */
export const mayPick = (actions: Actions) => actions.edit || actions.delete || actions.export;

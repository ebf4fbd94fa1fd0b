import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { problemOf } from "../../api/client";
import type { Entity, RecordRow } from "../../api/contract";
import { deleteRecord, restoreRecord } from "../../api/records";
import { useFailureToast } from "../../app/hooks";
import { usePlaceOf } from "../../app/shell/place";
import { showToast } from "../../app/toast";

type Shown = Pick<RecordRow, "id" | "version">;

/**
 * Moves a record to the recycle bin and returns to its list, with a way back. What somebody else edited after it was
 * shown stays: the newest is fetched, and `onEdited` asks again.
 */
export function useDelete(entity: Entity, onEdited: () => void) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const fail = useFailureToast();
  const place = usePlaceOf(entity.key);

  const restore = async (id: string) => {
    try {
      await restoreRecord(entity.key, id);
      showToast(t("common.undone"));
      void queryClient.invalidateQueries({ queryKey: ["records", entity.key] });
      await navigate({ to: "/record/$entity/$id", params: { entity: entity.key, id }, search: {} });
    } catch (reason) {
      fail(reason, () => void restore(id));
    }
  };

  const remove = async ({ id, version }: Shown) => {
    try {
      await deleteRecord(entity.key, id, version);
      // Said at once, not when the list has loaded: it is done, and the way back must be in reach.
      showToast(t("list.deleted"), { action: { label: t("common.undo"), run: () => void restore(id) } });
      if (place)
        await navigate({ to: "/app/$app/$view", params: { app: place.app.key, view: place.view.key }, search: {} });
      else await navigate({ to: "/" });
      queryClient.removeQueries({ queryKey: ["record", entity.key, id] });
      void queryClient.invalidateQueries({ queryKey: ["records"] });
    } catch (reason) {
      if (problemOf(reason).code !== "edit_conflict") return fail(reason, () => void remove({ id, version }));
      for (const what of ["record", "history"])
        await queryClient.invalidateQueries({ queryKey: [what, entity.key, id] });
      onEdited();
    }
  };
  return remove;
}

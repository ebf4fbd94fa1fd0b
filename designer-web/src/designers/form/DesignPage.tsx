/** The designer of a table and its form. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useDocumentTitle, useLabel } from "../../app/hooks";
import { Loading } from "../../app/Loading";
import { Broken } from "../../app/Parts";
import "../texts";
import { Designer } from "./Designer";
import { loadDesign } from "./loading";
import "./designer.css";
import "./dialogs.css";
import "./properties.css";
import "../formula/formula.css";

export function DesignPage() {
  const { entity } = useParams({ from: "/shell/admin/design/$entity" });
  const { t } = useTranslation();
  const label = useLabel();
  const queryClient = useQueryClient();
  const loaded = useQuery({
    queryKey: ["design", entity],
    queryFn: () => loadDesign(entity),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    retry: false,
  });
  useDocumentTitle(t("design.title", { label: label(loaded.data?.draft.entity["x-entity"]) }));
  if (loaded.isError) return <Broken reason={loaded.error} retry={() => void loaded.refetch()} heading="h1" />;
  if (!loaded.data) return <Loading />;
  const again = async () => {
    await queryClient.invalidateQueries({ queryKey: ["entity"] });
    await loaded.refetch();
  };
  return <Designer key={loaded.dataUpdatedAt} loaded={loaded.data} onPublished={again} />;
}

import { useQuery } from "@tanstack/react-query";
import { listDepartments } from "../../api/organisation";
import { asTitled } from "../../model/value";
import type { CellProps, Look } from "../kind";

function Cell({ value }: CellProps) {
  const department = asTitled(value);
  const all = useQuery({
    queryKey: ["departments"],
    queryFn: listDepartments,
    enabled: department !== null && !department.title,
    staleTime: 300_000,
  });
  return <>{department?.title || all.data?.items.find((one) => one.id === department?.id)?.name}</>;
}

export const look: Look = { Cell };

import { lazy, Suspense } from "react";
import { usePhone } from "../../app/hooks";
import { Loading } from "../../app/Loading";
import { Cards } from "../list/Cards";
import { Grid } from "../list/Grid";
import type { RowsProps } from "../list/rows";
import type { BodyProps } from "./body";

const KanbanView = lazy(() => import("../kanban/KanbanView"));
const CalendarView = lazy(() => import("../calendar/CalendarView"));
const TimelineView = lazy(() => import("../timeline/TimelineView"));
const GalleryView = lazy(() => import("../gallery/GalleryView"));

/** The records as the view shows them. What can be dragged comes when it is opened. */
export function ViewBody(props: BodyProps & RowsProps) {
  return (
    <Suspense fallback={<Loading />}>
      <Body {...props} />
    </Suspense>
  );
}

function Body(props: BodyProps & RowsProps) {
  const phone = usePhone();
  const { entity, view, list, search, still, go } = props;
  const body = { entity, view, list, search, still, go };
  switch (view.type) {
    case "table":
      return phone ? <Cards {...props} /> : <Grid {...props} />;
    case "kanban":
      return <KanbanView {...body} />;
    case "calendar":
      return <CalendarView {...body} />;
    case "timeline":
      return <TimelineView {...body} />;
    case "gallery":
      return <GalleryView {...body} />;
    default:
      return view.type satisfies never;
  }
}

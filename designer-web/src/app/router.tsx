/** Every address of the application, as one readable list. */
import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { Failure } from "../api/client";
import { getSetup } from "../api/session";
import { Crashed, CrashedAlone } from "./Crashed";
import { useMe } from "./hooks";
import { Loading } from "./Loading";
import { Forbidden, NoPage, NotFound } from "./NotFound";
import { type PanelSearch, parseListSearch } from "./search";
import { meQuery } from "./session/me";
import { Shell } from "./shell/Shell";

type Context = { queryClient: QueryClient };
const text = (value: unknown) => (typeof value === "string" ? value : undefined);

const rootRoute = createRootRouteWithContext<Context>()({ component: Outlet, notFoundComponent: NotFound });

const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/setup",
  beforeLoad: async () => {
    const setup = await getSetup().catch(() => ({ needed: true }));
    if (!setup.needed) throw redirect({ to: "/" });
  },
  component: lazyRouteComponent(() => import("./session/SetupPage"), "SetupPage"),
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { from?: string } => ({ from: text(search.from) }),
  beforeLoad: async () => {
    const setup = await getSetup().catch(() => ({ needed: false }));
    if (setup.needed) throw redirect({ to: "/setup" });
  },
  component: lazyRouteComponent(() => import("./session/SignInPage"), "SignInPage"),
});

const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "shell",
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queryClient.ensureQueryData(meQuery);
    } catch (reason) {
      if (reason instanceof Failure && reason.problem.status === 401) {
        throw redirect({ to: "/sign-in", search: { from: location.href === "/" ? undefined : location.href } });
      }
      throw reason;
    }
  },
  component: Shell,
  errorComponent: CrashedAlone,
});

const homeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/",
  component: lazyRouteComponent(() => import("./shell/HomePage"), "HomePage"),
});

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/app/$app/$view",
  validateSearch: parseListSearch,
  component: lazyRouteComponent(() => import("../runtime/list/ListPage"), "ListPage"),
});

const recordRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/record/$entity/$id",
  validateSearch: (search: Record<string, unknown>): PanelSearch => ({
    panel: search.panel === "edit" ? "edit" : undefined,
  }),
  component: lazyRouteComponent(() => import("../runtime/record/RecordPage"), "RecordPage"),
});

const importRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/import/$entity",
  validateSearch: (search: Record<string, unknown>): { job?: string; step?: "map" | "check" } => ({
    job: text(search.job),
    step: search.step === "check" ? "check" : search.step === "map" ? "map" : undefined,
  }),
  component: lazyRouteComponent(() => import("../runtime/import/ImportPage"), "ImportPage"),
});

const duplicatesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/duplicates/$entity",
  component: lazyRouteComponent(() => import("../runtime/duplicates/DuplicatesPage"), "DuplicatesPage"),
});

const quarantineRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/quarantine/$form",
  component: lazyRouteComponent(() => import("../runtime/quarantine/QuarantinePage"), "QuarantinePage"),
});

const recycleRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/recycle",
  validateSearch: (search: Record<string, unknown>): { entity?: string } => ({ entity: text(search.entity) }),
  component: lazyRouteComponent(() => import("../runtime/recycle/RecyclePage"), "RecyclePage"),
});

const searchRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/search",
  component: lazyRouteComponent(() => import("../runtime/search/SearchPage"), "SearchPage"),
});

const mineRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/mine",
  component: lazyRouteComponent(() => import("./session/MinePage"), "MinePage"),
});

function AdminOnly() {
  return useMe().admin ? <Outlet /> : <Forbidden />;
}

const adminRoute = createRoute({ getParentRoute: () => shellRoute, id: "admin", component: AdminOnly });

const usersRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: "/admin/users",
  component: lazyRouteComponent(() => import("../admin/users/UsersPage"), "UsersPage"),
});

const departmentsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: "/admin/departments",
  component: lazyRouteComponent(() => import("../admin/departments/DepartmentsPage"), "DepartmentsPage"),
});

const rolesRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: "/admin/roles",
  component: lazyRouteComponent(() => import("../admin/roles/RolesPage"), "RolesPage"),
});

const appsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: "/admin/apps",
  component: lazyRouteComponent(() => import("../designers/apps/AppsPage"), "AppsPage"),
});

const designRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: "/design/$entity",
  component: lazyRouteComponent(() => import("../designers/form/DesignPage"), "DesignPage"),
});

const viewDesignerRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: "/design/view/$entity",
  validateSearch: (search: Record<string, unknown>): { view?: string } => ({ view: text(search.view) }),
  component: lazyRouteComponent(() => import("../designers/view/ViewDesigner"), "ViewDesigner"),
});

const noPageRoute = createRoute({ getParentRoute: () => shellRoute, path: "$", component: NoPage });

const routeTree = rootRoute.addChildren([
  setupRoute,
  signInRoute,
  shellRoute.addChildren([
    homeRoute,
    listRoute,
    recordRoute,
    importRoute,
    duplicatesRoute,
    quarantineRoute,
    recycleRoute,
    searchRoute,
    mineRoute,
    adminRoute.addChildren([usersRoute, departmentsRoute, rolesRoute, appsRoute, designRoute, viewDesignerRoute]),
    noPageRoute,
  ]),
]);

export function makeRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPendingComponent: Loading,
    defaultPendingMs: 120,
    defaultNotFoundComponent: NotFound,
    defaultErrorComponent: Crashed,
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    scrollRestoration: false,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { problemOf, whenSignedOut } from "./api/client";
import { startTexts } from "./app/i18n";
import { makeRouter } from "./app/router";
import { Themed } from "./app/Themed";
import { Toasts } from "./app/toast";
import "./app/app.css";
import "./app/controls.css";

const RETRIED = [0, 503];

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // Asked even where the browser believes to be offline: a failure that is told beats a wait without a word.
      networkMode: "always",
      staleTime: 5_000,
      refetchOnWindowFocus: true,
      retry: (failures, reason) => failures < 2 && RETRIED.includes(problemOf(reason).status),
    },
    mutations: { networkMode: "always", retry: false },
  },
});

const router = makeRouter(queryClient);

whenSignedOut(() => {
  queryClient.removeQueries({ queryKey: ["me"] });
  void router.navigate({ to: "/sign-in", search: { from: window.location.pathname + window.location.search } });
});

/** After an upgrade the parts this page still names are gone; the page of today names the new ones. Never twice in a row. */
const RELOADED = "formwork.reloaded";
const NOT_AGAIN_MS = 30_000;
window.addEventListener("vite:preloadError", (event) => {
  if (Date.now() - Number(sessionStorage.getItem(RELOADED)) < NOT_AGAIN_MS) return;
  sessionStorage.setItem(RELOADED, String(Date.now()));
  event.preventDefault();
  window.location.reload();
});

const root = document.getElementById("root");
if (!root) throw new Error("index.html has an element with the id root");

void startTexts().then(() =>
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <Themed>
          <RouterProvider router={router} />
          <Toasts />
        </Themed>
      </QueryClientProvider>
    </StrictMode>,
  ),
);

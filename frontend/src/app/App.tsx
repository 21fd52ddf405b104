/** Providers, from the outside in: data, keys, news, what a person chose, router. */
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useState } from "react";

import { makeQueryClient } from "../api/queryClient";
import { sessionInPage, sessionQuery } from "../api/session";
import { KeyboardProvider } from "../keyboard";
import { PreferencesProvider } from "../preferences";
import { AnnouncerProvider } from "../ui/Announcer";
import { ToastProvider } from "../ui/Toast";
import { TooltipProvider } from "../ui/Tooltip";
import { makeRouter } from "./router";

export function App() {
  const [{ queryClient, router }] = useState(wire);
  return (
    <QueryClientProvider client={queryClient}>
      <KeyboardProvider>
        <TooltipProvider>
          <AnnouncerProvider>
            <ToastProvider>
              <PreferencesProvider>
                <RouterProvider router={router} />
              </PreferencesProvider>
            </ToastProvider>
          </AnnouncerProvider>
        </TooltipProvider>
      </KeyboardProvider>
    </QueryClientProvider>
  );
}

/** A session that has ended is noticed by the next request, whichever it is; the page it happened on is where one returns to. */
function wire() {
  const queryClient = makeQueryClient(() => {
    if (router.state.location.pathname === "/sign-in") return;
    queryClient.setQueryData(sessionQuery.queryKey, { user: null });
    void router.navigate({ to: "/sign-in", search: { next: router.state.location.href } });
  });
  queryClient.setQueryData(sessionQuery.queryKey, sessionInPage());
  const router = makeRouter(queryClient);
  // The code of the page travels while the server says who one is.
  const [matched] = router.getMatchedRoutes(router.latestLocation.pathname);
  for (const route of matched) void router.loadRouteChunk(route);
  return { queryClient, router };
}

/** Renders what a test looks at: a part of a page with its providers, or the whole app at an address. */
import { QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRouter, RouterContextProvider } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import axe from "axe-core";
import type { ReactNode } from "react";
import { expect, vi } from "vitest";

import { makeQueryClient } from "../api/queryClient";
import { App } from "../app/App";
import { KeyboardProvider } from "../keyboard";
import { PreferencesProvider } from "../preferences";
import { AnnouncerProvider } from "../ui/Announcer";
import { ToastProvider } from "../ui/Toast";
import { TooltipProvider } from "../ui/Tooltip";

/** A page or a part of one. Links work as links; going somewhere goes nowhere. */
export function showPage(page: ReactNode) {
  const queryClient = makeQueryClient(vi.fn());
  const router = createRouter({ routeTree: createRootRoute(), history: createMemoryHistory() });
  return render(
    <QueryClientProvider client={queryClient}>
      <KeyboardProvider>
        <TooltipProvider>
          <AnnouncerProvider>
            <ToastProvider>
              <PreferencesProvider>
                <RouterContextProvider router={router as never}>{page}</RouterContextProvider>
              </PreferencesProvider>
            </ToastProvider>
          </AnnouncerProvider>
        </TooltipProvider>
      </KeyboardProvider>
    </QueryClientProvider>,
  );
}

export function showApp(address: string) {
  window.history.replaceState(null, "", address);
  return render(<App />);
}

/** No finding of axe that jsdom can judge; colours are measured in the browser. */
export async function expectAccessible(container: Element): Promise<void> {
  const { violations } = await axe.run(container, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
}

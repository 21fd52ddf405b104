/** Choices of the person who is signed in: shown in the command table and the theme, offered to pages. */
import { createContext, useContext, useEffect, useLayoutEffect, useState, useSyncExternalStore, type ReactNode } from "react";

import { api } from "../api/client";
import type { Preferences, SessionState } from "../api/types";
import { useRegistry } from "../keyboard";
import { showTheme } from "../theme/theme";
import { useToast } from "../ui/Toast";
import { PreferenceKeeper, type KeeperState } from "./keeper";

const PATH = "account/preferences";
const READING_MS = 8_000;
/** Characters. Browsers let a request of 64 KiB outlive its page, and refuse to send a larger one. */
const MOST_KEPT_ALIVE = 20_000;

const KeeperContext = createContext<PreferenceKeeper | null>(null);

export function PreferencesProvider({ children }: { children: ReactNode }) {
  const registry = useRegistry();
  const toast = useToast();
  const [keeper] = useState(() => {
    const server = {
      read: () => api.get<Preferences>(PATH),
      // Whoever leaves at once has chosen all the same.
      change: (patch: Record<string, unknown>) => api.patch<Preferences>(PATH, patch, { keepalive: JSON.stringify(patch).length < MOST_KEPT_ALIVE }),
    };
    return new PreferenceKeeper(server, (text) => toast({ text, duration: READING_MS }));
  });
  useLayoutEffect(() => {
    const forget = [keeper.subscribe(() => show(keeper, registry)), registry.keepWith((keys) => keeper.choose({ keys }))];
    return () => forget.forEach((one) => one());
  }, [keeper, registry]);
  useEffect(() => keeper.listen(), [keeper]);
  return <KeeperContext value={keeper}>{children}</KeeperContext>;
}

/** From here on keys and theme are those of whoever is signed in. Before the first paint, so that nothing changes in view. */
export function usePreferencesOf({ user, preferences }: SessionState): void {
  const keeper = useKeeper();
  const registry = useRegistry();
  const username = user?.username ?? "";
  useLayoutEffect(() => {
    keeper.open(username, preferences);
    show(keeper, registry);
    return () => keeper.close();
  }, [keeper, registry, username, preferences]);
}

/** What is chosen, and choosing. */
export function usePreferences(): KeeperState & Pick<PreferenceKeeper, "choose" | "replaceKeys"> {
  const keeper = useKeeper();
  const state = useSyncExternalStore(keeper.subscribe, () => keeper.state);
  return { ...state, choose: (changes) => keeper.choose(changes), replaceKeys: (keys) => keeper.replaceKeys(keys) };
}

function useKeeper(): PreferenceKeeper {
  const keeper = useContext(KeeperContext);
  if (!keeper) throw new Error("Choices need a <PreferencesProvider> above them.");
  return keeper;
}

function show({ state: { choices } }: PreferenceKeeper, registry: ReturnType<typeof useRegistry>): void {
  registry.setBindings(choices.keys);
  showTheme(choices.theme);
}

/** Offering commands and reading the table, from React. */
import { useContext, useLayoutEffect, useRef, useSyncExternalStore } from "react";

import type { Command } from "./command";
import { LayerContext, RegistryContext } from "./KeyboardProvider";
import { type CommandRegistry, type Layer } from "./registry";

/** Offers these commands while the component is mounted. Pass a fresh list on every render; only changes are noticed. */
export function useCommands(commands: readonly Command[]): void {
  const registry = useRegistry();
  const layer = useContext(LayerContext);
  const scope = useRef<ReturnType<CommandRegistry["addScope"]>>(null);
  useLayoutEffect(() => {
    const added = registry.addScope(layer);
    scope.current = added;
    return () => added.remove();
  }, [registry, layer]);
  useLayoutEffect(() => scope.current?.set(commands));
}

/** One command by name, or undefined while nobody offers it. */
export function useCommand(id: string): Command | undefined {
  const registry = useTable();
  return registry.find(id);
}

/** All commands of a layer, for the help sheet. */
export function useCommandTable(layer: Layer): Command[] {
  return useTable().commandsOf(layer);
}

function useTable(): CommandRegistry {
  const registry = useRegistry();
  useSyncExternalStore(registry.subscribe, () => registry.version);
  return registry;
}

function useRegistry(): CommandRegistry {
  const registry = useContext(RegistryContext);
  if (!registry) throw new Error("Commands need a <KeyboardProvider> above them.");
  return registry;
}

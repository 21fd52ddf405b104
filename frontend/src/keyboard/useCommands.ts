/** Offering commands and reading the table, from React. */
import { useContext, useLayoutEffect, useRef, useSyncExternalStore } from "react";

import { bind, keysElsewhere, ownerOf, sharedOnPage, type KeyOwner, type SharedKey, type Spoken } from "./bindings";
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

/** The keys of a command that another page offers, as this person has them. */
export function useKeysElsewhere(spoken: Spoken): readonly string[] {
  return keysElsewhere(useTable().bindings, spoken);
}

/** All commands of a layer, for the help sheet. */
export function useCommandTable(layer: Layer): Command[] {
  return useTable().commandsOf(layer);
}

export interface KeyChoice {
  /** The commands of the page with the keys that reach them. */
  readonly commands: readonly Command[];
  /** Names of commands whose keys are not those of the table. */
  readonly changed: ReadonlySet<string>;
  /** Keys that more than one of these commands was given; the first of them has it. */
  readonly shared: readonly SharedKey[];
  /** Whose the key is, if it is to become this command's. */
  readonly ownerOf: (id: string, key: string) => KeyOwner | undefined;
  /** Gives a command this key alone, or none; whichever command had it loses it. */
  readonly choose: (id: string, key: string | null) => void;
  readonly reset: (id: string) => void;
  readonly resetAll: () => void;
}

/** Choosing keys for the commands of a layer. */
export function useKeyChoice(layer: Layer): KeyChoice {
  const registry = useTable();
  const { bindings } = registry;
  const page = { commands: registry.commandsOf(layer), table: registry.tableOf(layer) };
  return {
    commands: page.commands,
    changed: new Set(Object.keys(bindings)),
    shared: sharedOnPage(page, bindings),
    ownerOf: (id, key) => ownerOf(bindings, page, id, key),
    choose: (id, key) => registry.choose(bind(bindings, page, id, key)),
    reset: (id) => registry.choose({ [id]: null }),
    resetAll: () => registry.choose(Object.fromEntries(Object.keys(bindings).map((id) => [id, null]))),
  };
}

function useTable(): CommandRegistry {
  const registry = useRegistry();
  useSyncExternalStore(registry.subscribe, () => registry.version);
  return registry;
}

/** For whoever keeps what is chosen. */
export function useRegistry(): CommandRegistry {
  const registry = useContext(RegistryContext);
  if (!registry) throw new Error("Commands need a <KeyboardProvider> above them.");
  return registry;
}

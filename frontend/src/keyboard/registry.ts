/** The one table of commands: scopes in layers. A dialog is a layer of its own and takes over while it is open. */
import type { Command } from "./command";

/** Depth 0 is the page; every open dialog, menu or picker lies one deeper than where it was opened. */
export interface Layer {
  readonly depth: number;
}

export const PAGE_LAYER: Layer = { depth: 0 };

interface Scope {
  readonly layer: Layer;
  commands: readonly Command[];
}

export class CommandRegistry {
  /** Counts the changes that a reader could notice: `useSyncExternalStore` compares it. */
  version = 0;
  private readonly scopes = new Set<Scope>();
  private readonly layers = new Set<Layer>([PAGE_LAYER]);
  private readonly readers = new Set<() => void>();

  readonly subscribe = (reader: () => void): (() => void) => {
    this.readers.add(reader);
    return () => this.readers.delete(reader);
  };

  openLayer(layer: Layer): () => void {
    this.layers.add(layer);
    this.changed();
    return () => {
      this.layers.delete(layer);
      this.changed();
    };
  }

  addScope(layer: Layer): { set: (commands: readonly Command[]) => void; remove: () => void } {
    const scope: Scope = { layer, commands: [] };
    this.scopes.add(scope);
    return {
      set: (commands) => this.setCommands(scope, commands),
      remove: () => {
        this.scopes.delete(scope);
        this.changed();
      },
    };
  }

  /** The commands that keys reach now: those of the deepest open layer, and no others. */
  active(): Command[] {
    return this.commandsOf(this.topLayer());
  }

  commandsOf(layer: Layer): Command[] {
    return [...this.scopes].filter((scope) => scope.layer === layer).flatMap((scope) => scope.commands);
  }

  /** A command by name, wherever it is offered: a button under a dialog still shows its key. */
  find(id: string): Command | undefined {
    for (const scope of this.scopes) {
      const found = scope.commands.find((command) => command.id === id);
      if (found) return found;
    }
    return undefined;
  }

  topLayer(): Layer {
    return [...this.layers].reduce((top, layer) => (layer.depth >= top.depth ? layer : top), PAGE_LAYER);
  }

  private setCommands(scope: Scope, commands: readonly Command[]): void {
    const before = signature(scope.commands);
    scope.commands = commands;
    if (signature(commands) === before) return;
    assertNoConflicts(this.commandsOf(scope.layer));
    this.changed();
  }

  private changed(): void {
    this.version += 1;
    for (const reader of this.readers) reader();
  }
}

/** Two commands on one key is a bug in our table, not a choice to make at run time. */
export function assertNoConflicts(commands: readonly Command[]): void {
  const taken = new Map<string, string>();
  for (const { id, keys } of commands) {
    for (const key of keys) {
      const other = taken.get(key);
      if (other !== undefined) throw new Error(`The key ${key} is bound to both ${other} and ${id}.`);
      taken.set(key, id);
    }
  }
}

/** What buttons and the help sheet show of a table; `run` may change with every render and nobody needs to know. */
function signature(commands: readonly Command[]): string {
  return JSON.stringify(commands.map(({ id, title, group, keys, enabled }) => [id, title, group, keys, enabled ?? true]));
}

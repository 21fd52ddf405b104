/** The one table of commands: scopes in layers. A dialog is a layer of its own and takes over while it is open. */
import { withBindings, withChanges, type BindingChanges, type Bindings } from "./bindings";
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
  /** What keys reach, by layer; made anew when somebody asks after a change. */
  private readonly bound = new Map<Layer, Command[]>();
  private chosen: Bindings = {};
  private keep: ((changes: BindingChanges) => void) | null = null;

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

  /** With the keys that the person chose. */
  commandsOf(layer: Layer): Command[] {
    const found = this.bound.get(layer) ?? withBindings(this.tableOf(layer), this.chosen);
    this.bound.set(layer, found);
    return found;
  }

  /** As the table has them. */
  tableOf(layer: Layer): Command[] {
    return [...this.scopes].filter((scope) => scope.layer === layer).flatMap((scope) => scope.commands);
  }

  get bindings(): Bindings {
    return this.chosen;
  }

  /** Keys that the person chose, from where they are kept. */
  setBindings(bindings: Bindings): void {
    const isNews = JSON.stringify(bindings) !== JSON.stringify(this.chosen);
    this.chosen = bindings;
    if (isNews) this.changed();
  }

  /** Who is told what is chosen here, so that it is kept. */
  keepWith(keep: (changes: BindingChanges) => void): () => void {
    this.keep = keep;
    return () => {
      if (this.keep === keep) this.keep = null;
    };
  }

  choose(changes: BindingChanges): void {
    this.setBindings(withChanges(this.chosen, changes));
    this.keep?.(changes);
  }

  /** A command by name, wherever it is offered: a button under a dialog still shows its key. */
  find(id: string): Command | undefined {
    for (const layer of this.layers) {
      const found = this.commandsOf(layer).find((command) => command.id === id);
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
    this.bound.clear();
    if (signature(commands) === before) return;
    assertNoConflicts(this.tableOf(scope.layer));
    this.changed();
  }

  private changed(): void {
    this.version += 1;
    this.bound.clear();
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

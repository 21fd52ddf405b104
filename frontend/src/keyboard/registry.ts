/** The one table of commands: scopes in layers. A dialog is a layer of its own and takes over while it is open. */
import { readBindings, withBindings, type Bindings } from "./bindings";
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
  private person: string | null = null;
  private chosen: Bindings = {};

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

  /** Keys are a person's own: somebody else at this computer has others. */
  openBindings(person: string): void {
    if (this.person === person) return;
    this.person = person;
    this.chosen = readBindings(stored(person));
    this.changed();
  }

  setBindings(bindings: Bindings): void {
    this.chosen = bindings;
    if (this.person !== null) store(this.person, bindings);
    this.changed();
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

const place = (person: string) => `assay-keys/${person}`;

function stored(person: string): string | null {
  try {
    return localStorage.getItem(place(person));
  } catch {
    return null; // storage can be forbidden: the keys of the table hold then
  }
}

function store(person: string, bindings: Bindings): void {
  try {
    if (Object.keys(bindings).length === 0) localStorage.removeItem(place(person));
    else localStorage.setItem(place(person), JSON.stringify(bindings));
  } catch {
    // They hold until the page is left.
  }
}

/** What buttons and the help sheet show of a table; `run` may change with every render and nobody needs to know. */
function signature(commands: readonly Command[]): string {
  return JSON.stringify(commands.map(({ id, title, group, keys, enabled }) => [id, title, group, keys, enabled ?? true]));
}

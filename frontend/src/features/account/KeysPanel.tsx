/** Keys of one's own: which there are, what they stand in for, giving them back, and carrying them as a file. */
import { useState } from "react";

import { isApiError } from "../../api/errors";
import { nameOf, sharedChoices, type Bindings, type SharedKey } from "../../keyboard";
import { usePreferences } from "../../preferences";
import { VisuallyHidden } from "../../ui/Announcer";
import { Button } from "../../ui/Button";
import { CommandKbd, Kbd } from "../../ui/Kbd";
import { Panel } from "../../ui/Page";
import { EmptyState, Notice, sentence } from "../../ui/States";
import { SharedKeys } from "../../ui/SharedKeys";
import { Table, type Column } from "../../ui/Table";
import { useToast } from "../../ui/Toast";
import styles from "./account.module.css";
import { KeyFileButtons } from "./KeyFileButtons";

const UNDO_MS = 10_000;

interface Row {
  readonly command: string;
  readonly name: string;
  readonly keys: readonly string[];
  readonly insteadOf: readonly string[] | null;
}

export function KeysPanel() {
  const { choices, unsent, choose, replaceKeys } = usePreferences();
  const [complaints, setComplaints] = useState<readonly string[]>([]);
  const toast = useToast();
  const rows = rowsOf(choices.keys);
  const back = (commands: readonly string[]) => {
    focusBeside(document.activeElement);
    setComplaints([]);
    choose({ keys: Object.fromEntries(commands.map((command) => [command, null])) });
  };
  const resetAll = () => {
    const before = choices.keys;
    back(rows.map(({ command }) => command));
    toast({ text: "All keys are as they were.", duration: UNDO_MS, action: { label: "Take it back", run: () => choose({ keys: before }) } });
  };
  const fromFile = async (file: string, keys: Bindings) => {
    const before = choices.keys;
    try {
      await replaceKeys(keys);
      setComplaints([]);
      toast({ text: `The keys of ${file} hold now.`, duration: UNDO_MS, action: { label: "Take it back", run: () => void replaceKeys(before).catch((error: unknown) => setComplaints([sentence(error)])) } });
    } catch (error) {
      setComplaints(complaintsOf(error));
    }
  };
  const files = <KeyFileButtons keys={choices.keys} onRead={fromFile} onRefused={(complaint) => setComplaints([complaint])} />;
  return (
    <Panel title="Keys" note="your own, wherever you sign in" actions={files}>
      <Complaints complaints={complaints} />
      <Unsent count={unsent} />
      <Shared shared={sharedChoices(choices.keys)} />
      {rows.length === 0 ? (
        <NoKeys />
      ) : (
        <>
          <Table label="Keys of your own" columns={columns((command) => back([command]))} rows={rows} rowKey={({ command }) => command} />
          <div className={styles.under}>
            <Button icon="undo" onClick={resetAll}>
              All keys as they were
            </Button>
          </div>
        </>
      )}
    </Panel>
  );
}

function NoKeys() {
  return (
    <EmptyState title="No keys of your own">
      On every page <CommandKbd id="help.open" /> opens the sheet of its keys, where you choose others.
    </EmptyState>
  );
}

function Complaints({ complaints }: { complaints: readonly string[] }) {
  if (complaints.length === 0) return null;
  return (
    <div className={styles.complaints}>
      <Notice role="alert" icon="warning">
        Nothing was changed.
        <ul>
          {complaints.map((complaint) => (
            <li key={complaint}>{complaint}</li>
          ))}
        </ul>
      </Notice>
    </div>
  );
}

function Unsent({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <div className={styles.complaints}>
      <Notice tone="warn" icon="offline" role="status">
        {count === 1 ? "One choice waits in this browser until the server answers; here it holds" : `${count} choices wait in this browser until the server answers; here they hold`} already.
      </Notice>
    </div>
  );
}

/** Of different groups only: which of them meet on a page is not known here. */
function Shared({ shared }: { shared: readonly SharedKey[] }) {
  if (shared.length === 0) return null;
  const wayOut = (
    <>
      Give one of them back below, or choose another key for it: on its own page <CommandKbd id="help.open" /> opens the sheet of keys.
    </>
  );
  return (
    <div className={styles.complaints}>
      <SharedKeys shared={shared} answers={() => "a page that has both goes by the one that its sheet of keys names."} wayOut={wayOut} />
    </div>
  );
}

/** The button that was pressed goes with its row: the focus stays in the table, or beside it where nothing is left. */
function focusBeside(pressed: Element | null): void {
  const row = pressed?.closest("tr");
  const next = row?.nextElementSibling ?? row?.previousElementSibling;
  const button = next?.querySelector("button") ?? pressed?.closest("section")?.querySelector<HTMLElement>("header button:last-of-type");
  button?.focus();
}

function columns(reset: (command: string) => void): Column<Row>[] {
  return [
    { key: "name", head: "Does", cell: ({ name, command }) => (name === command ? <code>{command}</code> : name) },
    { key: "keys", head: "Your key", cell: ({ keys }) => <Keys keys={keys} none="none" /> },
    { key: "instead", head: "Otherwise", cell: ({ insteadOf }) => <Keys keys={insteadOf ?? []} none={insteadOf === null ? "" : "none"} /> },
    {
      key: "reset",
      head: <VisuallyHidden>Give back</VisuallyHidden>,
      align: "right",
      cell: ({ command, name }) => (
        <Button size="small" onClick={() => reset(command)} aria-label={`As it was: ${name}`}>
          As it was
        </Button>
      ),
    },
  ];
}

function Keys({ keys, none }: { keys: readonly string[]; none: string }) {
  if (keys.length === 0) return <span className={styles.none}>{none}</span>;
  return (
    <span className={styles.keys}>
      {keys.map((key) => (
        <Kbd key={key} chord={key} />
      ))}
    </span>
  );
}

function rowsOf(keys: Bindings): Row[] {
  const rows = Object.entries(keys).map(([command, choice]) => ({ command, name: nameOf(command, choice), keys: choice.keys, insteadOf: choice.instead_of ?? null }));
  return rows.sort((one, other) => one.name.localeCompare(other.name) || one.command.localeCompare(other.command));
}

/** What the server says, with its places where it names any. */
function complaintsOf(error: unknown): string[] {
  const fields = isApiError(error) ? Object.entries(error.body.fields ?? {}) : [];
  if (fields.length === 0) return [sentence(error)];
  return fields.map(([place, said]) => `${place.replace(/^keys\./, "")}: ${said.join(" ")}`);
}

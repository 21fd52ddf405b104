/** A tool call: its name and its arguments. One line where they fit; else a tree, a table, or as the model wrote them. */
import { useState } from "react";

import { Icon } from "../ui/Icon";
import { Segmented } from "../ui/Segmented";
import { JsonTable } from "./JsonTable";
import { JsonTree } from "./JsonTree";
import { JsonView, Verbatim } from "./JsonView";
import { layOut } from "./json";
import styles from "./text.module.css";
import { useJson, type JsonForm, type ReadJson } from "./useJson";

export interface CallArgumentsProps {
  readonly name: string;
  readonly source: string;
  /** As written whatever was chosen: something is looked for in it. */
  readonly isSearched: boolean;
}

/** So many lines of arguments are open at first: nearly all calls are read whole. */
const LINES = 24;

export function CallArguments({ name, source, isSearched }: CallArgumentsProps) {
  const json = useJson(source);
  const [form, setForm] = useState<JsonForm>("tree");
  const fits = layOutIsOneLine(source);
  const chosen = isSearched ? "raw" : form;
  return (
    <>
      <div className={styles.callHead}>
        <Icon name="tool" size={14} />
        <code>{name}</code>
        {json && !fits && <Segmented label={`Form of the arguments of ${name}`} value={chosen} onChange={setForm} options={json.forms} quiet />}
      </div>
      {json && !fits ? <Arguments name={name} source={source} json={json} form={chosen} /> : <JsonView source={source} />}
    </>
  );
}

function Arguments({ name, source, json: { document, table }, form }: { name: string; source: string; json: ReadJson; form: JsonForm }) {
  const label = `Arguments of ${name}`;
  if (form === "raw") return <Verbatim source={source} />;
  if (form === "table" && table) return <JsonTable table={table} label={label} />;
  return (
    <div className={styles.callTree}>
      <JsonTree document={document} label={label} lines={LINES} />
    </div>
  );
}

function layOutIsOneLine(source: string): boolean {
  return source.length <= 400 && layOut(source)?.length === 1;
}

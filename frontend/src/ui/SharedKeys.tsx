/** Which commands were given one key, and how to part them. A remark, no question: the keys work meanwhile. */
import { Fragment, type ReactNode } from "react";

import type { SharedKey } from "../keyboard";
import { Kbd } from "./Kbd";
import { Notice } from "./States";

export interface SharedKeysProps {
  readonly shared: readonly SharedKey[];
  /** Which of them answers: the first, or the first of a page. */
  readonly answers: (first: string) => ReactNode;
  /** How another key is chosen from here. */
  readonly wayOut: ReactNode;
}

export function SharedKeys({ shared, answers, wayOut }: SharedKeysProps) {
  return (
    <Notice tone="warn" icon="keyboard" role="status">
      {shared.map(({ key, commands }) => (
        <div key={key}>
          <Kbd chord={key} /> is the key of <Names commands={commands} />: {answers(commands[0]?.title ?? "")}
        </div>
      ))}
      {wayOut}
    </Notice>
  );
}

/** “Fold” and “Flag”; three are “Fold”, “Flag” and “Open”. */
function Names({ commands }: Pick<SharedKey, "commands">) {
  return commands.map(({ id, title }, place) => (
    <Fragment key={id}>
      {place > 0 && (place === commands.length - 1 ? " and " : ", ")}“{title === "" ? id : title}”
    </Fragment>
  ));
}

/** Words with keys in them: `{label.correct}` is drawn as the key that the person has for that command. */
import { Fragment } from "react";

import { CommandKbd } from "../../../ui/Kbd";
import { pieces } from "./pieces";

export function Keyed({ text }: { text: string }) {
  return pieces(text).map((piece, place) => <Fragment key={place}>{typeof piece === "string" ? piece : <CommandKbd id={piece.command} />}</Fragment>);
}

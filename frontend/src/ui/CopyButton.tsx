/** Puts a text on the clipboard and says so. */
import { useState } from "react";

import { Button, type ButtonLook } from "./Button";

export interface CopyButtonProps extends ButtonLook {
  readonly text: string;
  readonly label?: string;
}

export function CopyButton({ text, label = "Copy", ...look }: CopyButtonProps) {
  const [state, setState] = useState<"ready" | "copied" | "refused">("ready");
  const copy = () => {
    // Without a secure page there is no clipboard; the person can still select the text.
    const written = (navigator.clipboard as Clipboard | undefined)?.writeText(text) ?? Promise.reject(new Error("no clipboard"));
    written.then(
      () => setState("copied"),
      () => setState("refused"),
    );
  };
  return (
    <Button {...look} icon={state === "copied" ? "check" : "copy"} onClick={copy}>
      <span aria-live="polite">{state === "copied" ? "Copied" : state === "refused" ? "Select and copy it" : label}</span>
    </Button>
  );
}

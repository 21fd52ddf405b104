/** Keys into a file, and from one. */
import { useRef } from "react";

import type { Bindings } from "../../keyboard";
import { Button } from "../../ui/Button";
import { KEY_FILE_NAME, readKeyFile, writeKeyFile } from "./keyFile";

interface KeyFileButtonsProps {
  readonly keys: Bindings;
  readonly onRead: (file: string, keys: Bindings) => Promise<void>;
  readonly onRefused: (complaint: string) => void;
}

export function KeyFileButtons({ keys, onRead, onRefused }: KeyFileButtonsProps) {
  const input = useRef<HTMLInputElement>(null);
  const take = async (file: File | undefined) => {
    if (!file) return;
    const found = readKeyFile(await file.text());
    if ("keys" in found) await onRead(file.name, found.keys);
    else onRefused(`${file.name}: ${found.complaint}`);
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".json"
        hidden
        aria-label="Keys as a file"
        onChange={({ target }) => {
          void take(target.files?.[0]);
          // The same file again, after it was changed, is news as well.
          target.value = "";
        }}
      />
      {Object.keys(keys).length > 0 && (
        <Button icon="download" onClick={() => save(writeKeyFile(keys))}>
          As a file
        </Button>
      )}
      <Button icon="upload" onClick={() => input.current?.click()}>
        From a file
      </Button>
    </>
  );
}

function save(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = KEY_FILE_NAME;
  link.click();
  // The browser has begun by the next turn.
  setTimeout(() => URL.revokeObjectURL(url));
}

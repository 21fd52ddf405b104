/** A file in place of what is written: read and checked by the server, published by nobody yet. */
import { useRef } from "react";

import { Button } from "../../ui/Button";
import { useToast } from "../../ui/Toast";
import { complaintsOf, useReadFile, type Body, type FileKind } from "./taxonomies";

interface FileButtonProps {
  readonly slug: string;
  readonly onRead: (found: { name: string | null; body: Body }) => void;
  /** What cannot be read of a file, or cannot be used. */
  readonly onRefused: (file: string, complaints: readonly string[]) => void;
}

export function FileButton({ slug, onRead, onRefused }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  const read = useReadFile(slug);
  const toast = useToast();
  const take = async (file: File | undefined) => {
    if (!file) return;
    const kind = kindOf(file.name);
    if (kind === null) {
      onRefused(file.name, ["Its name ends neither in .toml nor in .json."]);
      return;
    }
    read.mutate(
      { text: await file.text(), kind },
      {
        onSuccess: (found) => {
          onRead(found);
          toast(`${file.name} stands in the form; nothing is published yet.`);
        },
        onError: (error) => onRefused(file.name, complaintsOf(error)),
      },
    );
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".toml,.json"
        hidden
        aria-label="A taxonomy as a file"
        onChange={({ target }) => {
          void take(target.files?.[0]);
          // The same file again, after it was changed, is news as well.
          target.value = "";
        }}
      />
      <Button icon="upload" busy={read.isPending} onClick={() => input.current?.click()}>
        From a file
      </Button>
    </>
  );
}

function kindOf(name: string): FileKind | null {
  return (["toml", "json"] as const).find((kind) => name.toLowerCase().endsWith(`.${kind}`)) ?? null;
}

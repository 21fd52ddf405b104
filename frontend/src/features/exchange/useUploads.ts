/** Sending files, one after the other: each is one import. */
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";

import { upload } from "../../api/client";
import type { ImportForm } from "./importForm";
import { formDataOf } from "./importForm";
import { importListQuery, importsPath, type FileImport } from "./imports";

export interface Upload {
  readonly key: number;
  readonly file: File;
  readonly form: ImportForm;
  readonly dryRun: boolean;
  readonly state: "waiting" | "sending" | "refused" | "taken";
  /** Share that has left this computer. */
  readonly sent: number;
  readonly error?: unknown;
  readonly importId?: number;
}

export interface Uploads {
  readonly list: readonly Upload[];
  readonly send: (files: readonly File[], form: ImportForm, dryRun: boolean) => void;
  /** Stops one that is not sent yet, or takes it off the list. */
  readonly drop: (key: number) => void;
}

export function useUploads(slug: string): Uploads {
  const [list, setList] = useState<readonly Upload[]>([]);
  const queryClient = useQueryClient();
  const line = useRef(Promise.resolve());
  const stops = useRef(new Map<number, AbortController>());
  const nextKey = useRef(0);

  const change = (key: number, news: Partial<Upload>) => setList((before) => before.map((one) => (one.key === key ? { ...one, ...news } : one)));

  const sendOne = async ({ key, file, form, dryRun }: Upload, signal: AbortSignal) => {
    if (signal.aborted) return;
    change(key, { state: "sending" });
    const body = formDataOf(file, form, dryRun);
    try {
      const taken = await upload<FileImport>({ path: importsPath(slug), body, signal, onProgress: (sent) => change(key, { sent }) });
      change(key, { state: "taken", importId: taken.id });
      await queryClient.invalidateQueries({ queryKey: importListQuery(slug).queryKey });
    } catch (error) {
      // A stopped one is off the list already.
      change(key, { state: "refused", error });
    }
  };

  const send = (files: readonly File[], form: ImportForm, dryRun: boolean) => {
    const added = files.map((file): Upload => ({ key: nextKey.current++, file, form, dryRun, state: "waiting", sent: 0 }));
    setList((before) => [...before, ...added]);
    for (const one of added) {
      const stop = new AbortController();
      stops.current.set(one.key, stop);
      line.current = line.current.then(() => sendOne(one, stop.signal));
    }
  };

  const drop = (key: number) => {
    stops.current.get(key)?.abort();
    stops.current.delete(key);
    setList((before) => before.filter((one) => one.key !== key));
  };

  return { list, send, drop };
}

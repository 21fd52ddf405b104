/** The trajectory on the desk, for every component of the desk. The value changes only with the trajectory. */
import { createContext, useContext } from "react";

import type { Desk } from "./desk";
import type { Status } from "./session";
import type { SightState } from "./sight";
import { useStore } from "./store";
import type { Work } from "./place";

export const DeskContext = createContext<Work | null>(null);

export function useWork(): Work {
  const work = useContext(DeskContext);
  if (!work) throw new Error("This component belongs on a desk.");
  return work;
}

/** A part of what lies on the desk. `select` has to keep its identity. */
export function useDesk<T>(select: (desk: Desk) => T): T {
  return useStore(useWork().session.desk, select);
}

export function useStatus<T>(select: (status: Status) => T): T {
  return useStore(useWork().session.status, select);
}

/** A part of what may be seen beside the steps. */
export function useSight<T>(select: (sight: SightState) => T): T {
  return useStore(useWork().session.sight.store, select);
}

/** Whether keys change something: this tab writes, or is about to hand in. */
export function useIsWritable(): boolean {
  return useStatus(isWritable);
}

const isWritable = ({ mode }: Status) => mode === "writing" || mode === "submitting";

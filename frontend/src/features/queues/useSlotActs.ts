/** What a manager does with single slots, and with who is kept away. */
import { sentence } from "../../ui/States";
import { useToast } from "../../ui/Toast";
import { useCloseSlots, useReadmit, useTakeBack, type Exclusion, type ManagedQueue, type Slot } from "./queues";

export interface SlotActs {
  readonly mayManage: boolean;
  readonly give: (slot: Slot) => void;
  readonly takeBack: (slot: Slot) => void;
  readonly close: (slot: Slot) => void;
  readonly closeAll: (slots: readonly Slot[]) => void;
  readonly readmit: (exclusion: Exclusion) => void;
}

interface SlotActsProps {
  readonly slug: string;
  readonly queue: ManagedQueue;
  readonly mayManage: boolean;
  readonly onGive: (slot: Slot) => void;
}

export function useSlotActs({ slug, queue, mayManage, onGive }: SlotActsProps): SlotActs {
  const takeBack = useTakeBack(slug);
  const close = useCloseSlots(slug, queue.id);
  const readmit = useReadmit(slug);
  const toast = useToast();
  const said = (text: string) => ({ onSuccess: () => toast(text), onError: (error: Error) => toast({ text: sentence(error), duration: 8_000 }) });
  const closeAll = (slots: readonly Slot[]) => close.mutate(slots.map(({ id }) => id), said(slots.length === 1 ? `${slots[0]?.external_id ?? ""} is closed.` : `${slots.length} slots are closed.`));
  return {
    mayManage,
    give: onGive,
    takeBack: (slot) => takeBack.mutate(slot.id, said(`${slot.external_id} is open again. What ${slot.annotator ?? "its annotator"} did is kept.`)),
    close: (slot) => closeAll([slot]),
    closeAll,
    readmit: ({ id, annotator }) => readmit.mutate(id, said(`${annotator} is handed it again.`)),
  };
}

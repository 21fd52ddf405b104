/** What stands in the address of the queues' page: read with distrust, what is wrong is dropped. */

export interface QueuesSearch {
  /** The queue whose board is open; the default one otherwise. */
  readonly queue?: number;
}

export function queuesSearch({ queue }: Record<string, unknown>): QueuesSearch {
  return typeof queue === "number" && Number.isSafeInteger(queue) && queue > 0 ? { queue } : {};
}

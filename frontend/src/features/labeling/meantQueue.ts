/** Which queue is meant. Imports nothing: the desk's first script (early/) asks this, too, and waits for whatever it imports. */
export function meantQueue<Q extends { readonly id: number }>(queues: readonly Q[], wanted: number | string | null | undefined): Q | undefined {
  return queues.find(({ id }) => String(id) === String(wanted)) ?? queues[0];
}

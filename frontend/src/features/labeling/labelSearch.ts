/** What may stand behind the "?" of the desk's address; anything else is dropped. */
export interface LabelSearch {
  readonly queue?: number;
  readonly assignment?: number;
}

export function labelSearch({ queue, assignment }: Record<string, unknown>): LabelSearch {
  return { ...(isId(queue) && { queue }), ...(isId(assignment) && { assignment }) };
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

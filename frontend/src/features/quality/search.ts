/** What stands in the address of the quality page: read with distrust, what is wrong is dropped. */

export interface QualitySearch {
  /** Accepted proposals count as labels. */
  readonly proposals?: true;
}

export function qualitySearch({ proposals }: Record<string, unknown>): QualitySearch {
  return proposals === true ? { proposals } : {};
}

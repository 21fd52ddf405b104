/** What stands in the addresses of imports and exports: read with distrust, what is wrong is dropped. */

type Raw = Record<string, unknown>;

export interface ImportSearch {
  /** The import that is open. */
  readonly import?: number;
}

export function importSearch({ import: id }: Raw): ImportSearch {
  return typeof id === "number" && Number.isSafeInteger(id) && id > 0 ? { import: id } : {};
}

export type ExportLabels = "gold" | "annotations";

export interface ExportSearch {
  readonly format?: string;
  readonly labels?: ExportLabels;
  readonly annotator?: string;
  readonly filter?: string;
  /** Steps whose label is an accepted proposal count as unlabelled. */
  readonly by_hand?: true;
}

export function exportSearch({ format, labels, annotator, filter, by_hand: byHand }: Raw): ExportSearch {
  const ofAnnotations = labels === "annotations";
  return {
    ...(isText(format) && { format }),
    ...(ofAnnotations && { labels }),
    // Gold has no annotator.
    ...(ofAnnotations && isText(annotator) && { annotator }),
    ...(isText(filter) && { filter }),
    // Nor has it proposals.
    ...(ofAnnotations && byHand === true && { by_hand: byHand }),
  };
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

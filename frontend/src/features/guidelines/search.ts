/** What stands in the address of the guideline: read with distrust, what is wrong is dropped. */

type Raw = Record<string, unknown>;

export interface GuidelineSearch {
  /** The version that is shown; the one in force otherwise. */
  readonly version?: number;
  /** The version with which it is compared. */
  readonly against?: number;
  /** Whether the next version is being written. */
  readonly write?: true;
  /** What became of labels that were sent back under this number. */
  readonly report?: number;
  /** In that report accepted proposals are compared like labels by hand. */
  readonly proposals?: true;
}

export function guidelineSearch({ version, against, write, report, proposals }: Raw): GuidelineSearch {
  return {
    ...(isNumber(version) && { version }),
    ...(isNumber(against) && { against }),
    ...(write === true && { write }),
    ...(isNumber(report) && { report }),
    ...(proposals === true && { proposals }),
  };
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0;
}

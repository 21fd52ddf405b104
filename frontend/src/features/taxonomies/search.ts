/** What stands in the address of the taxonomies: read with distrust, what is wrong is dropped. */

export interface TaxonomiesSearch {
  /** The taxonomy and the version of it that are shown; the first one and the newest otherwise. */
  readonly name?: string;
  readonly version?: number;
  /** Whether a version is being written, from the one that is named, or from nothing. */
  readonly write?: true;
}

export function taxonomiesSearch({ name, version, write }: Record<string, unknown>): TaxonomiesSearch {
  const isVersion = typeof version === "number" && Number.isSafeInteger(version) && version > 0;
  return {
    ...(typeof name === "string" && name !== "" && { name }),
    ...(isVersion && { version }),
    ...(write === true && { write }),
  };
}

/** What a person says beside the files that they bring. */
import { AUTO, type Kind, type MAPPABLE } from "./kinds";

export type Mappable = (typeof MAPPABLE)[number];

export interface MapRow {
  readonly key: number;
  readonly field: Mappable;
  readonly path: string;
}

export interface ImportForm {
  readonly kind: Kind;
  readonly format: string;
  readonly source: string;
  readonly revise: boolean;
  /** "" leaves it to the scorer's name. */
  readonly semantics: string;
  readonly annotator: string;
  readonly annotatorKind: "MODEL" | "IMPORTED";
  readonly map: readonly MapRow[];
  /** A .zip of the images that the files name. */
  readonly images: File | null;
}

export const EMPTY_FORM: ImportForm = {
  kind: "trajectories",
  format: AUTO,
  source: "",
  revise: false,
  semantics: "",
  annotator: "",
  annotatorKind: "MODEL",
  map: [],
  images: null,
};

/** A map is for plain files; the other formats say themselves where their fields are. */
export function mayMap({ kind, format }: ImportForm): boolean {
  return kind === "trajectories" && (format === AUTO || format === "plain");
}

/** Only what the kind knows is sent: what stands in a field that is not shown was not meant. */
export function formDataOf(file: File, form: ImportForm, dryRun: boolean): FormData {
  const data = new FormData();
  data.set("file", file, file.name);
  data.set("kind", form.kind);
  data.set("format", form.format);
  data.set("source", form.source.trim());
  data.set("revise", String(form.revise));
  data.set("dry_run", String(dryRun));
  if (form.kind === "rewards") data.set("semantics", form.semantics);
  if (form.kind === "annotations") {
    data.set("annotator", form.annotator.trim());
    data.set("annotator_kind", form.annotatorKind);
  }
  if (form.kind === "trajectories" && form.images) data.set("images", form.images, form.images.name);
  for (const { field, path } of mayMap(form) ? form.map : []) if (path.trim() !== "") data.append("map", `${field}=${path.trim()}`);
  return data;
}

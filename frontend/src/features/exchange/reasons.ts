/** Why rows were not taken, and why labels cannot be written: codes of the server in words. */

const QUARANTINE: Readonly<Record<string, string>> = {
  ambiguous_field: "Steps are given twice; a map must say which holds",
  ambiguous_id: "The id fits several trajectories; name the source",
  changed_annotation: "Other labels of this annotator are here",
  changed_content: "The id is here with other content",
  changed_gold: "Other gold is here",
  changed_rewards: "Other rewards of this scorer are here",
  damaged_gzip: "The compressed file is damaged from here on",
  damaged_parquet: "The Parquet file is damaged from here on",
  duplicate_id: "The id stands twice in the file, with different content",
  duplicate_key: "A key stands twice in one object",
  image_moves: "An animation; only still images are shown",
  image_not_found: "It names an image that did not come with the file",
  image_svg: "An SVG, which can hold scripts",
  image_too_large: "An image too large to show",
  image_truncated: "An image that is cut off",
  label_on_context_step: "A label on a message that is not the assistant’s",
  label_out_of_range: "A label for a step that there is not",
  lone_surrogate: "Half of a character (a lone surrogate)",
  malformed_json: "Not valid JSON",
  missing_field: "A needed field is missing",
  no_annotator: "Nobody is named as the annotator",
  no_prompt: "A conversation without a question",
  no_scorable_step: "No step that could be judged",
  no_steps: "No steps",
  not_a_label: "A label other than +1, 0 and −1",
  not_a_number: "NaN or infinity, which JSON has not",
  not_a_position: "A label at something that is no position",
  not_a_time: "A time that is none",
  not_an_image: "No PNG, JPEG, GIF or WebP image",
  not_an_object: "A row that is no JSON object",
  nul_character: "Holds the character U+0000",
  number_too_large: "A number too large to keep exactly",
  other_annotator: "Labels of another annotator than the named one",
  other_semantics: "The scorer’s rewards were declared otherwise before",
  reserved_scorer: "The scorer’s name is that of a built-in one",
  packed_file: "Packed once more than expected",
  row_too_long: "Longer than 16 MB",
  score_out_of_range: "A score beyond what can be kept",
  too_deep: "Nested too deeply",
  too_long: "A field is too long",
  too_many_images: "More than 50 images",
  too_many_steps: "Too many steps",
  truncated_gzip: "The compressed file ends too early",
  truncated_json: "The file ends inside a row",
  unknown_format: "The format could not be recognised",
  unknown_role: "A message of an unknown role",
  unknown_trajectory: "The project has no such trajectory",
  unsupported_type: "A value of a type that cannot be read",
  wrong_encoding: "Not UTF-8 text",
  wrong_score_count: "Another number of scores than of steps",
  wrong_type: "A field is of the wrong type",
};

const EXPORT: Readonly<Record<string, string>> = {
  no_step_labels: "whose judgement labels no single step, which is all that this format can say",
  another_zero: "in which 0 means something else than in this format",
  undecided: "whose labels leave open which step is the first wrong one",
};

export interface Reason {
  readonly code: string;
  readonly words: string;
  readonly count: number;
}

/** The reasons of an import, the commonest first. A code that is not known here still says something itself. */
export function quarantineReasons(counts: Readonly<Record<string, number>>): Reason[] {
  return listed(counts, quarantineWords);
}

export function quarantineWords(code: string): string {
  return QUARANTINE[code] ?? code.replaceAll("_", " ");
}

export function exportReasons(counts: Readonly<Record<string, number>>): Reason[] {
  return listed(counts, (code) => EXPORT[code] ?? code.replaceAll("_", " "));
}

function listed(counts: Readonly<Record<string, number>>, words: (code: string) => string): Reason[] {
  return Object.entries(counts)
    .map(([code, count]) => ({ code, count, words: words(code) }))
    .sort((one, other) => other.count - one.count || one.words.localeCompare(other.words));
}

/** The tutorial of a project: offered by the list of projects and by the desk, taken on the desk. */
import { queryOptions } from "@tanstack/react-query";

import { api } from "./client";
import type { Schemas } from "./types";

export type Tutorial = Schemas["Tutorial"];
export type Lesson = Schemas["Lesson"];
export type TutorialEnding = Schemas["TutorialEnding"]["ending"];

const path = (slug: string, rest = "") => `projects/${encodeURIComponent(slug)}/tutorial${rest}`;

export const tutorialQuery = (slug: string) =>
  queryOptions({
    queryKey: ["tutorial", slug],
    queryFn: ({ signal }) => api.get<Tutorial>(path(slug), { signal }),
  });

/** The person went through it, or needs none: it is offered no more, and stays where it is. */
export function endTutorial(slug: string, ending: TutorialEnding): Promise<{ readonly ending: TutorialEnding }> {
  return api.post(path(slug, "/visit"), { ending });
}

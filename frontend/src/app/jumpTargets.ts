/** What a typed text can mean as a place to go. Pure: the dialog draws it, the router goes there. */
import type { Project } from "../api/types";
import type { IconName } from "../ui/Icon";
import { pagesFor } from "./pages";

export interface JumpTarget {
  readonly key: string;
  readonly name: string;
  readonly note: string;
  readonly icon: IconName;
  readonly to: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly search?: Readonly<Record<string, unknown>>;
}

export interface JumpQuestion {
  readonly text: string;
  readonly projects: readonly Project[];
  /** Project and trajectory on screen, if any. */
  readonly slug?: string;
  readonly trajectory?: string;
}

export function jumpTargets(question: JumpQuestion): JumpTarget[] {
  const text = question.text.trim();
  const places = [...pageTargets(question), ...projectTargets(question), account()];
  const found = text === "" ? places : places.filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()));
  return [...stepTarget(question, text), ...found, ...searchTarget(question, text)];
}

function pageTargets({ projects, slug }: JumpQuestion): JumpTarget[] {
  const project = projects.find((one) => one.slug === slug);
  if (!project) return [];
  return pagesFor(project.rights).map(({ to, name }) => ({ key: to, name, note: project.name, icon: "file", to, params: { slug: project.slug } }));
}

function projectTargets({ projects, slug }: JumpQuestion): JumpTarget[] {
  return projects
    .filter((project) => project.slug !== slug)
    .map((project) => ({ key: project.slug, name: project.name, note: "project", icon: "grid", to: "/p/$slug/trajectories", params: { slug: project.slug } }));
}

function account(): JumpTarget {
  return { key: "account", name: "Account", note: "password, tokens", icon: "key", to: "/account" };
}

function stepTarget({ slug, trajectory }: JumpQuestion, text: string): JumpTarget[] {
  const step = /^#(\d+)$/.exec(text)?.[1];
  if (step === undefined || slug === undefined || trajectory === undefined) return [];
  return [{ key: "step", name: `Step ${step}`, note: "of this trajectory", icon: "arrow-right", to: "/p/$slug/trajectories/$id", params: { slug, id: trajectory }, search: { step: Number(step) } }];
}

function searchTarget({ slug }: JumpQuestion, text: string): JumpTarget[] {
  if (text === "" || text.startsWith("#") || slug === undefined) return [];
  return [{ key: "search", name: `Search the trajectories for “${text}”`, note: "", icon: "search", to: "/p/$slug/trajectories", params: { slug }, search: { q: text } }];
}

/** The questions of the desk's page, asked with nothing but the browser's own means. What is refused or fails is asked again by the desk. */
import type { Results } from "../../../api/types";
import { meantQueue } from "../meantQueue";
import type { Assignment, Claim, QueueWithState } from "../types";
import type { PageAnswers } from "./pageAnswers";

const DESK = /^\/p\/([-a-z0-9]+)\/label\/?$/;
const JSON_WANTED = { Accept: "application/json" };

/** Asks for the assignment in the address, else for the next one of the queue that is meant; null on any other page. */
export function askEarly({ pathname, search }: Location, now: number): PageAnswers | null {
  const slug = DESK.exec(pathname)?.[1];
  if (slug === undefined) return null;
  const wanted = new URLSearchParams(search);
  const queues = ask<Results<QueueWithState>>(slug, "queues");
  const assignment = /^\d+$/.exec(wanted.get("assignment") ?? "")?.[0];
  if (assignment === undefined) return { slug, asked: now, queues, question: `${slug} next`, answer: claim(slug, queues, wanted.get("queue")) };
  return { slug, asked: now, queues, question: `${slug} assignment ${assignment}`, answer: ask<Assignment>(slug, `assignments/${assignment}`) };
}

async function claim(slug: string, queues: PageAnswers["queues"], wanted: string | null) {
  const queue = meantQueue((await queues)?.results ?? [], wanted);
  if (queue === undefined) return null;
  const claimed = await ask<Claim>(slug, `queues/${queue.id}/claim`, { method: "POST", headers: { ...JSON_WANTED, "X-CSRFToken": token() } });
  return claimed && { queueId: queue.id, claim: claimed };
}

function ask<T>(slug: string, path: string, options: RequestInit = { headers: JSON_WANTED }): Promise<T | null> {
  return fetch(`/api/v1/projects/${slug}/${path}`, { credentials: "same-origin", ...options })
    .then((response) => (response.ok ? (response.json() as Promise<T>) : null))
    .catch(() => null);
}

function token(): string {
  return /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
}

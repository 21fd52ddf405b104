/** What the desk will ask first, asked while its code is still on its way. */
import type { QueryClient } from "@tanstack/react-query";

import { preloadText } from "../../text/useRichText";
import { deskApi, queuesQuery, type DeskApi } from "./deskApi";
import { answersOfPage, type EarlyClaim } from "./early/pageAnswers";
import type { LabelSearch } from "./labelSearch";
import { meantQueue } from "./meantQueue";
import { outboxOfTab } from "./outbox";
import type { Assignment, Claim, QueueWithState } from "./types";

/** An answer that was asked for before the page was there. It is used once, and soon, or not at all. */
interface Early {
  readonly question: string;
  readonly answer: Promise<unknown>;
  readonly asked: number;
}

const GOOD_FOR_MS = 10_000;
let early: Early | null = null;

export interface Visit {
  readonly queryClient: QueryClient;
  readonly slug: string;
  readonly search: LabelSearch;
  /** False while the link is only pointed at: looking at a link claims nothing. */
  readonly isEntering: boolean;
}

export function loadDesk({ queryClient, slug, search, isEntering }: Visit): void {
  void preloadText();
  const ofPage = isEntering ? answersOfPage(slug) : null;
  const queues = queryClient.query(queuesQuery(slug, ofPage?.queues));
  queues.catch(() => undefined); // the page asks again and shows what is wrong
  if (!isEntering) return;
  void outboxOfTab(); // opening it takes as long as the answers that are waited for
  const api = deskApi(slug);
  const { assignment } = search;
  const question = assignment === undefined ? `${slug} next` : `${slug} assignment ${assignment}`;
  const ask = () => (assignment === undefined ? queues.then(({ results }) => claimFrom(meantQueue(results, search.queue), api)) : api.open(assignment));
  askEarly(question, ofPage?.question === question ? ofPage.answer.then((answer) => answer ?? ask()) : ask());
}

/** The assignment, if it was asked for when the page was entered. */
export function earlyAssignment(slug: string, id: number): Promise<Assignment> | null {
  return take(`${slug} assignment ${id}`) as Promise<Assignment> | null;
}

/** What was handed out from this queue, if that was asked for when the page was entered. */
export async function earlyClaim(slug: string, queueId: number): Promise<Claim | null> {
  const claimed = (await take(`${slug} next`)) as EarlyClaim | null;
  return claimed?.queueId === queueId ? claimed.claim : null;
}

async function claimFrom(queue: QueueWithState | undefined, api: DeskApi): Promise<EarlyClaim | null> {
  return queue ? { queueId: queue.id, claim: await api.claim(queue.id) } : null;
}

function askEarly(question: string, answer: Promise<unknown>): void {
  answer.catch(() => undefined); // whoever takes it hears of the failure
  early = { question, answer, asked: Date.now() };
}

function take(question: string): Promise<unknown> | null {
  const found = early;
  if (found?.question !== question) return null;
  early = null;
  return Date.now() - found.asked < GOOD_FOR_MS ? found.answer : null;
}

/** The labelling desk: takes the next trajectory of a queue, or the one in the address, and puts it on the desk. */
import { useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useRouter, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";

import { projectQuery, sessionQuery } from "../../api/session";
import { useAnnounce } from "../../ui/Announcer";
import { Bar, BarMark, BarSpace, BarTools } from "../../ui/Bar";
import { Button } from "../../ui/Button";
import { EmptyState, ErrorState, Loaded, Skeleton } from "../../ui/States";
import { useToast } from "../../ui/Toast";
import styles from "./Desk.module.css";
import { deskApi, historyQuery, queuesQuery, type DeskApi } from "./deskApi";
import { DeskView } from "./DeskView";
import { earlyAssignment, earlyClaim } from "./loadDesk";
import { meantQueue } from "./meantQueue";
import { NothingHere } from "./NothingHere";
import { outboxOfTab } from "./outbox";
import { useStore } from "./store";
import type { QueueWithState } from "./types";
import type { Place, WorkplaceState } from "./place";
import { Workplace } from "./workplace";

export function LabelPage() {
  const { slug } = useParams({ from: "/signed-in/p/$slug/label" });
  const queues = useQuery(queuesQuery(slug));
  return (
    <div className={styles.page}>
      <Loaded query={queues} failed="The queues of this project did not arrive" skeleton={<Blank />}>
        {({ results }) => <Desk key={slug} slug={slug} queues={results} />}
      </Loaded>
    </div>
  );
}

function Desk({ slug, queues }: { slug: string; queues: readonly QueueWithState[] }) {
  const search = useSearch({ from: "/signed-in/p/$slug/label" });
  const queueId = meantQueue(queues, search.queue)?.id;
  const workplace = useWorkplace(slug);
  const place = useStore(workplace.store, placeOf);
  useFollowAddress(workplace, search.assignment, queueId);
  useTellAddress(slug, place);
  if (place.kind === "desk") return <DeskView work={place} workplace={workplace} queues={queues} />;
  if (place.kind === "nothing") return <NothingHere nothing={place} queues={queues} workplace={workplace} />;
  if (place.kind === "failed") return <Failed place={place} onNext={() => queueId !== undefined && void workplace.next(queueId)} />;
  return queueId === undefined ? <NoQueue /> : <Blank />;
}

function useWorkplace(slug: string): Workplace {
  const { user } = useSuspenseQuery(sessionQuery).data;
  const queryClient = useQueryClient();
  const announce = useAnnounce();
  const toast = useToast();
  const [workplace] = useState(
    () =>
      new Workplace({
        user: user?.username ?? "",
        api: withEarlyAnswers(slug),
        voice: { announce, tell: toast },
        outbox: outboxOfTab(),
        // The next answer to anything leads to the sign-in page and back.
        onSignedOut: () => void queryClient.invalidateQueries(projectQuery(slug)),
        onProgress: () => {
          void queryClient.invalidateQueries(queuesQuery(slug));
          void queryClient.invalidateQueries(historyQuery(slug));
        },
      }),
  );
  useEffect(() => () => workplace.dispose(), [workplace]);
  return workplace;
}

/** What was asked for while this code was on its way need not be asked again. */
function withEarlyAnswers(slug: string): DeskApi {
  const api = deskApi(slug);
  return {
    ...api,
    claim: async (queueId) => (await earlyClaim(slug, queueId)) ?? (await api.claim(queueId)),
    open: (id) => earlyAssignment(slug, id) ?? api.open(id),
  };
}

/** The address names an assignment: it is laid on the desk. It names none: the next one is. */
function useFollowAddress(workplace: Workplace, wanted: number | undefined, queueId: number | undefined): void {
  useEffect(() => {
    if (wanted !== undefined) {
      if (workplace.work?.session.assignment.id !== wanted) void workplace.open(wanted);
    } else if (queueId !== undefined) void workplace.next(queueId);
  }, [workplace, wanted, queueId]);
}

/** The desk changed: a reload, or a copied address, brings the same trajectory back. */
function useTellAddress(slug: string, place: Place): void {
  const navigate = useNavigate();
  const router = useRouter();
  const shown = place.kind === "desk" ? place.session.assignment.id : undefined;
  useEffect(() => {
    if (shown === undefined) return;
    // Whoever is on their way to another page is not called back: this one stands until that one's code is there.
    const isHere = () => router.latestLocation.pathname === router.state.resolvedLocation?.pathname;
    const tell = () => isHere() && void navigate({ to: "/p/$slug/label", params: { slug }, search: { assignment: shown }, replace: true });
    // The steps are painted first: the address is for later.
    const timer = setTimeout(tell, 100);
    return () => clearTimeout(timer);
  }, [navigate, router, slug, shown]);
}

function Failed({ place, onNext }: { place: Extract<Place, { kind: "failed" }>; onNext: () => void }) {
  return (
    <>
      <PlainBar />
      <main className={styles.blank}>
        <ErrorState title="The trajectory did not arrive" error={place.error} onRetry={place.retry} action={<Button onClick={onNext}>Take the next one</Button>} />
      </main>
    </>
  );
}

function NoQueue() {
  return (
    <>
      <PlainBar />
      <main className={styles.blank}>
        <EmptyState title="This project has no queue">A queue hands out what is to be labelled. Importing trajectories opens one.</EmptyState>
      </main>
    </>
  );
}

/** What is on its way for a moment only needs no picture of itself: drawing one would delay it. */
const SOON_MS = 150;

function Blank() {
  const [isLate, setIsLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLate(true), SOON_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!isLate) return null;
  return (
    <>
      <PlainBar />
      <main className={styles.blank} aria-busy>
        <Skeleton rows={6} label="The next trajectory is on its way" />
      </main>
    </>
  );
}

function PlainBar() {
  return (
    <Bar>
      <BarMark short />
      <BarSpace />
      <BarTools />
    </Bar>
  );
}

const placeOf = ({ place }: WorkplaceState) => place;

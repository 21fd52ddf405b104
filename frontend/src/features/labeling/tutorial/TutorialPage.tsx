/** The tutorial: the labelling desk with a lesson on it, and a tutor where the guideline stands. */
import { useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";

import { projectQuery, projectsQuery, sessionQuery } from "../../../api/session";
import { endTutorial, tutorialQuery, type Tutorial, type TutorialEnding } from "../../../api/tutorial";
import { useAnnounce } from "../../../ui/Announcer";
import { Loaded } from "../../../ui/States";
import { useToast } from "../../../ui/Toast";
import styles from "../Desk.module.css";
import { queuesQuery } from "../deskApi";
import { DeskView } from "../DeskView";
import { useStore } from "../store";
import { useSlug } from "../useSlug";
import type { Place, WorkplaceState } from "../place";
import { Workplace } from "../workplace";
import { LessonPanel } from "./LessonPanel";
import { Practice } from "./practice";
import { TutorialEnd } from "./TutorialEnd";

export function TutorialPage() {
  const slug = useSlug();
  const tutorial = useQuery({ ...tutorialQuery(slug), staleTime: Infinity });
  const [round, setRound] = useState(0);
  return (
    <div className={styles.page}>
      <Loaded query={tutorial} failed="The tutorial did not arrive" skeleton={null}>
        {(found) => <Course key={`${slug} ${round}`} slug={slug} tutorial={found} onAgain={() => setRound(round + 1)} />}
      </Loaded>
    </div>
  );
}

function Course({ slug, tutorial, onAgain }: { slug: string; tutorial: Tutorial; onAgain: () => void }) {
  const { practice, workplace } = useCourse(slug, tutorial);
  const { data: queues } = useQuery(queuesQuery(slug));
  const end = useEnding(slug);
  const place = useStore(workplace.store, placeOf);
  const again = () => {
    practice.forget();
    onAgain();
  };
  const leave = () => void end(tutorial.ending ?? "SKIPPED");
  if (place.kind === "nothing") return <TutorialEnd tutorial={tutorial} said={practice.said} workplace={workplace} onAgain={again} />;
  if (place.kind !== "desk") return null;
  return <DeskView work={place} workplace={workplace} queues={queues?.results ?? []} lesson={{ panel: <LessonPanel tutorial={tutorial} />, leave, leaveWord: tutorial.ending === null ? "Skip" : "Leave" }} />;
}

function useCourse(slug: string, tutorial: Tutorial): { readonly practice: Practice; readonly workplace: Workplace } {
  const user = useSuspenseQuery(sessionQuery).data.user?.username ?? "";
  const queryClient = useQueryClient();
  const announce = useAnnounce();
  const toast = useToast();
  const [course] = useState(() => {
    const practice = new Practice({
      tutorial,
      place: `assay-tutorial/${user}/${slug}/${tutorial.version}`,
      onDone: async () => {
        await endTutorial(slug, "DONE");
        void queryClient.invalidateQueries(projectQuery(slug));
      },
    });
    const onSignedOut = () => void queryClient.invalidateQueries(projectQuery(slug));
    return { practice, workplace: new Workplace({ user, api: practice, voice: { announce, tell: toast }, onSignedOut, onProgress: () => undefined }) };
  });
  useEffect(() => {
    void course.workplace.next(tutorial.assignment.queue.id);
    return () => course.workplace.dispose();
  }, [course, tutorial]);
  return course;
}

/** Offered no more, and on to real work. */
function useEnding(slug: string): (ending: TutorialEnding) => Promise<void> {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  return async (ending) => {
    await endTutorial(slug, ending).catch(() => toast("The server did not answer: the tutorial will be offered again."));
    void queryClient.invalidateQueries(projectQuery(slug));
    void queryClient.invalidateQueries(projectsQuery);
    await navigate({ to: "/p/$slug/label", params: { slug } });
  };
}

const placeOf = ({ place }: WorkplaceState): Place => place;

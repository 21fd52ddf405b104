/** People against gold: everybody for those who review, and oneself for those who label. */
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";

import { projectQuery } from "../../api/session";
import { CountProposals } from "../../ui/CountProposals";
import { Page, Panel } from "../../ui/Page";
import { EmptyState, Loaded } from "../../ui/States";
import { usePageTitle } from "../../ui/usePageTitle";
import { ChecksPanel } from "./ChecksPanel";
import { ContestsPanel } from "./ContestsPanel";
import { FeedbackPanel } from "./FeedbackPanel";
import { GatePanel } from "./GatePanel";
import { PeopleTable } from "./PeopleTable";
import { PersonDetails } from "./PersonDetails";
import { ownQualityQuery, qualityQuery, type AnnotatorQuality } from "./quality";
import styles from "./quality.module.css";
import { ShareBar } from "./ShareBar";

const ADDRESS = "/signed-in/p/$slug/quality";

export function QualityPage() {
  const { slug } = useParams({ from: ADDRESS });
  const project = useSuspenseQuery(projectQuery(slug)).data;
  usePageTitle(`Quality · ${project.name}`);
  return (
    <Page title="Quality" about={project.name}>
      {project.rights.sees_before_submitting ? <Everybody key={slug} slug={slug} manages={project.rights.may_manage_members} /> : <Oneself key={slug} slug={slug} />}
    </Page>
  );
}

function Everybody({ slug, manages }: { slug: string; manages: boolean }) {
  const [opened, setOpened] = useState<number | null>(null);
  const { proposals = false } = useSearch({ from: ADDRESS });
  const quality = useQuery(qualityQuery(slug, proposals));
  return (
    <Loaded query={quality} failed="The figures did not arrive">
      {({ results, reading_speed: readingSpeed }) => {
        const person = results.find(({ annotator_id: id }) => id === opened);
        return (
          <>
            <Panel title="Annotators against gold" note={<Key />}>
              <Proposals people={results} />
              {results.length === 0 ? <NobodyYet /> : <PeopleTable people={results} opened={opened} onOpen={setOpened} />}
            </Panel>
            {person && (
              <Panel title={person.name}>
                <PersonDetails person={person} readingSpeed={readingSpeed} />
              </Panel>
            )}
            <ContestsPanel slug={slug} decides />
            <GatePanel slug={slug} manages={manages} />
            <ChecksPanel slug={slug} manages={manages} />
          </>
        );
      }}
    </Loaded>
  );
}

function Oneself({ slug }: { slug: string }) {
  const { proposals = false } = useSearch({ from: ADDRESS });
  const quality = useQuery(ownQualityQuery(slug, proposals));
  return (
    <>
      <Loaded query={quality} failed="Your figures did not arrive">
        {(person) => (
          <Panel title="Your work against gold" note={<Key />}>
            <Proposals people={[person]} />
            {person.accuracy.trajectories === 0 ? <NothingOfYours /> : <Own person={person} />}
          </Panel>
        )}
      </Loaded>
      <GatePanel slug={slug} manages={false} />
      <FeedbackPanel slug={slug} />
      <ContestsPanel slug={slug} decides={false} />
    </>
  );
}

/** Whether accepted proposals count, as the address says. */
function Proposals({ people }: { people: readonly AnnotatorQuality[] }) {
  const { proposals: isCounted = false } = useSearch({ from: ADDRESS });
  const navigate = useNavigate({ from: "/p/$slug/quality" });
  const labels = people.reduce((sum, { proposals }) => sum + proposals, 0);
  const count = (proposals: boolean) => void navigate({ search: proposals ? { proposals } : {}, replace: true, resetScroll: false });
  return <CountProposals count={labels} isChosen={isCounted} isCounted={isCounted} onChange={count} why="who labels by hand" />;
}

function Own({ person }: { person: AnnotatorQuality }) {
  const { steps, first_errors: first, always_correct: correct, always_clean: clean } = person.accuracy;
  return (
    <>
      <dl className={styles.heads}>
        <div>
          <dt>Step labels</dt>
          <dd>
            <ShareBar label="Your step labels" share={steps} baseline={correct} baselineName="always +1" />
          </dd>
        </div>
        <div>
          <dt>First errors</dt>
          <dd>
            <ShareBar label="Your first errors" share={first.right} baseline={clean} baselineName="always “no error”" />
          </dd>
        </div>
      </dl>
      <PersonDetails person={person} />
    </>
  );
}

function Key() {
  return <>dot: share right, line: 95 % interval, stroke: what a trivial answer would get</>;
}

function NobodyYet() {
  return <EmptyState title="Nobody has submitted anything yet">As soon as people submit annotations, their accuracy against gold, its drift and their time per step stand here.</EmptyState>;
}

function NothingOfYours() {
  return <EmptyState title="Nothing to show yet">Your labels are compared with gold once you are past undo, nobody can hand you the trajectory again, and your queue lets you see it.</EmptyState>;
}

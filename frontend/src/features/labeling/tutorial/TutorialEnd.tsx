/** The end of the tutorial: every judgement beside the worked answer, and the way to real work. */
import { useNavigate } from "@tanstack/react-router";

import type { Tutorial } from "../../../api/tutorial";
import { useCommands } from "../../../keyboard";
import { TraceText } from "../../../text";
import { Bar, BarLine, BarMark, BarSpace, BarTools } from "../../../ui/Bar";
import { CommandButton } from "../../../ui/Button";
import { Icon } from "../../../ui/Icon";
import { usePageTitle } from "../../../ui/usePageTitle";
import type { DraftState } from "../draft";
import { useSlug } from "../useSlug";
import { UndoBar } from "../UndoBar";
import type { Workplace } from "../workplace";
import { allFeedback, type Feedback } from "./feedback";
import { Keyed } from "./Keyed";
import { aboutWord } from "./LessonPanel";
import styles from "./tutorial.module.css";

export interface TutorialEndProps {
  readonly tutorial: Tutorial;
  readonly said: DraftState;
  readonly workplace: Workplace;
  readonly onAgain: () => void;
}

export function TutorialEnd({ tutorial, said, workplace, onAgain }: TutorialEndProps) {
  const { lesson, assignment } = tutorial;
  usePageTitle("Tutorial done");
  useEndKeys(workplace, onAgain);
  const judged = allFeedback(said, lesson, assignment.protocol);
  return (
    <>
      <Bar>
        <BarMark short />
        <BarLine />
        <b>Tutorial</b>
        <BarSpace />
        <BarTools />
      </Bar>
      <main className={styles.end}>
        <h1>You went through the tutorial</h1>
        <p className={styles.lead}>
          {agreement(judged)} Nothing of this is kept or counted.
        </p>
        <p className={styles.lead}>
          <Keyed text={lesson.farewell} />
        </p>
        <div className={styles.ways}>
          <CommandButton command="tutorial.go" variant="solid">
            Start labelling
          </CommandButton>
          <CommandButton command="tutorial.again">Do it again</CommandButton>
        </div>
        <ul className={styles.answers} aria-label="Your answers beside the worked ones">
          {judged.map((one) => (
            <Answer key={one.about} feedback={one} />
          ))}
        </ul>
      </main>
      <footer className={styles.foot}>
        <UndoBar workplace={workplace} />
      </footer>
    </>
  );
}

function Answer({ feedback: { about, agrees, verdict, why } }: { feedback: Feedback }) {
  return (
    <li data-agrees={agrees}>
      <Icon name={agrees ? "check" : "warning"} size={15} />
      <div>
        <p>
          <b>{aboutWord(about)}</b> {verdict}
        </p>
        {!agrees && <TraceText source={why} className={styles.why} />}
      </div>
    </li>
  );
}

function agreement(judged: readonly Feedback[]): string {
  const same = judged.filter(({ agrees }) => agrees).length;
  return same === judged.length ? "Every judgement of yours agrees with the worked answers." : `${same} of ${judged.length} judgements agree with the worked answers.`;
}

function useEndKeys(workplace: Workplace, onAgain: () => void): void {
  const slug = useSlug();
  const navigate = useNavigate();
  useCommands([
    { id: "tutorial.go", title: "Start labelling", group: "Tutorial", keys: ["Enter"], run: () => void navigate({ to: "/p/$slug/label", params: { slug } }) },
    { id: "tutorial.again", title: "Do the tutorial again", group: "Tutorial", keys: ["r"], run: onAgain },
    { id: "trajectory.undo", title: "Take the submission back", group: "Tutorial", keys: ["z"], run: () => void workplace.takeBack() },
  ]);
}

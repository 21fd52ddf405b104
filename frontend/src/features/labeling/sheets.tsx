/** The sheets of the desk: why the first error is not the first −1, and what is revealed. */
import { useWork } from "./DeskContext";
import { GiveUpSheet } from "./GiveUpSheet";
import { GuidelineMovedSheet } from "./GuidelineMovedSheet";
import { GuidelineSheet } from "./GuidelinePanel";
import { callOf } from "./labelName";
import { OpenNoteSheet } from "./NoteSheets";
import { firstWrong, withMinus } from "./protocol";
import type { Sheet } from "./sheetNames";
import { SideSheet, type Choice } from "./SideSheet";
import { useStore } from "./store";
import type { Workplace } from "./workplace";

/** The sheet that is open now, if one is. */
export function OpenSheet({ workplace }: { workplace: Workplace }) {
  const { session } = useWork();
  const sheet = useStore(session.sheet, itself);
  const close = () => session.sheet.set(null);
  if (sheet === "guideline") return <GuidelineSheet onClose={close} />;
  if (sheet === "guideline-moved") return <GuidelineMovedSheet workplace={workplace} onClose={close} />;
  if (sheet === "reason") return <ReasonSheet onClose={close} />;
  if (sheet === "reveal") return <RevealSheet workplace={workplace} onClose={close} />;
  if (sheet === "give-up") return <GiveUpSheet workplace={workplace} onClose={close} />;
  if (sheet === null || sheet === "go-to") return null;
  return <OpenNoteSheet key={sheet} sheet={sheet} onClose={close} />;
}

function ReasonSheet({ onClose }: { onClose: () => void }) {
  const { session, hands } = useWork();
  const { draft } = session.desk.get();
  const { protocol } = session.task;
  const wrong = firstWrong(draft, protocol) ?? 0;
  const reasons = Object.entries(session.assignment.protocol.first_error_reasons);
  const choices: Choice[] = [
    ...reasons.map(([key, title], index) => ({ key: String(index + 1), title: withMinus(title), run: () => hands.reason(key) })),
    { key: "0", title: `Step ${wrong} is the first error after all`, run: hands.followLabels },
  ];
  return (
    <SideSheet title={`Step ${draft.first_error ?? 0} is the first error, and step ${wrong} is ${callOf(protocol, draft.labels[wrong])}. Why?`} choices={choices} onClose={onClose} />
  );
}

function RevealSheet({ workplace, onClose }: { workplace: Workplace; onClose: () => void }) {
  const reveal = () => {
    onClose();
    void workplace.revealNow();
  };
  const choices: Choice[] = [{ key: "1", title: "Reveal", hint: "There is no way back for this trajectory.", run: reveal }];
  return (
    <SideSheet title="Reveal what is hidden?" choices={choices} closeKeys={["h"]} onClose={onClose}>
      <p>Your labels as they stand are kept beside those that you submit, and the label says that you have seen it.</p>
    </SideSheet>
  );
}

const itself = (sheet: Sheet) => sheet;

/** The sheets of the desk: why the first error is not the first −1, and why one gives up. */
import { useState } from "react";

import { Button } from "../../ui/Button";
import { Field, FormActions, TextArea } from "../../ui/Field";
import { useWork } from "./DeskContext";
import { GuidelineSheet } from "./GuidelinePanel";
import { callOf } from "./labelName";
import { OpenNoteSheet } from "./NoteSheets";
import { firstWrong, withMinus } from "./protocol";
import type { Sheet } from "./session";
import { SideSheet, type Choice } from "./SideSheet";
import { useStore } from "./store";
import type { Workplace } from "./workplace";

/** The sheet that is open now, if one is. */
export function OpenSheet({ workplace }: { workplace: Workplace }) {
  const { session } = useWork();
  const sheet = useStore(session.sheet, itself);
  const close = () => session.sheet.set(null);
  if (sheet === "guideline") return <GuidelineSheet onClose={close} />;
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

const REASONS = [
  { title: "Too hard for me", hint: "I cannot tell whether the steps are right." },
  { title: "Not my subject", hint: "Somebody else should judge it." },
  { title: "The text is damaged", hint: "Cut off, garbled, or not a trajectory at all." },
] as const;

function GiveUpSheet({ workplace, onClose }: { workplace: Workplace; onClose: () => void }) {
  const [isWriting, setIsWriting] = useState(false);
  const giveUp = (reason: string) => {
    onClose();
    void workplace.skip(reason);
  };
  const giveBack = () => {
    onClose();
    void workplace.release();
  };
  const choices: Choice[] = [
    ...REASONS.map(({ title, hint }, index) => ({ key: String(index + 1), title, hint, run: () => giveUp(title) })),
    { key: "4", title: "Another reason…", run: () => setIsWriting(true) },
    { key: "5", title: "Give it back for now", hint: "No reason; it may come to you again. What you labelled is dropped.", run: giveBack },
  ];
  if (isWriting) return <OwnReason onClose={onClose} onReason={giveUp} />;
  return (
    <SideSheet title="Give up this trajectory" choices={choices} closeKeys={["q"]} onClose={onClose}>
      <p>Somebody else gets it, and you will not be asked again.</p>
    </SideSheet>
  );
}

function OwnReason({ onClose, onReason }: { onClose: () => void; onReason: (reason: string) => void }) {
  const [reason, setReason] = useState("");
  return (
    <SideSheet title="Give up this trajectory" onClose={onClose}>
      <div>
        <Field label="Your reason">
          <TextArea autoFocus value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
        </Field>
      </div>
      <div>
        <FormActions>
          <Button variant="solid" disabled={reason.trim() === ""} onClick={() => onReason(reason.trim())}>
            Give up
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </FormActions>
      </div>
    </SideSheet>
  );
}

const itself = (sheet: Sheet) => sheet;

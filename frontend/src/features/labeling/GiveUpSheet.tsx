/** Declining the trajectory: in which way, then why; or giving it back with nothing said. */
import { useState } from "react";

import { Button } from "../../ui/Button";
import { Field, FormActions, TextArea } from "../../ui/Field";
import { DECLINES, type Decline } from "./declining";
import { SideSheet, type Choice } from "./SideSheet";
import type { Workplace } from "./workplace";

export interface GiveUpSheetProps {
  readonly workplace: Workplace;
  readonly onClose: () => void;
}

export function GiveUpSheet({ workplace, onClose }: GiveUpSheetProps) {
  const [way, setWay] = useState<Decline | null>(null);
  const giveBack = () => {
    onClose();
    void workplace.release();
  };
  if (way) return <WhySheet key={way.kind} way={way} workplace={workplace} onBack={() => setWay(null)} onClose={onClose} />;
  const choices: Choice[] = [
    ...DECLINES.map((one) => ({ key: one.key, title: `${one.title}…`, hint: one.hint, run: () => setWay(one) })),
    { key: "4", title: "Give it back for now", hint: "No reason; it may come to you again. What you labelled is dropped.", run: giveBack },
  ];
  return (
    <SideSheet title="Give up this trajectory" choices={choices} closeKeys={["q"]} onClose={onClose}>
      <p>Of the first three, you will not be asked for it again, and your manager sees why.</p>
    </SideSheet>
  );
}

interface WhySheetProps extends GiveUpSheetProps {
  readonly way: Decline;
  readonly onBack: () => void;
}

function WhySheet({ way, workplace, onBack, onClose }: WhySheetProps) {
  const [isWriting, setIsWriting] = useState(false);
  const decline = (reason: string) => {
    onClose();
    void workplace.skip(way.kind, reason);
  };
  if (isWriting) return <OwnReason way={way} onReason={decline} onClose={onClose} />;
  const choices: Choice[] = [
    ...way.reasons.map(({ title, hint }, index) => ({ key: String(index + 1), title, hint, run: () => decline(title) })),
    { key: String(way.reasons.length + 1), title: "Another reason…", run: () => setIsWriting(true) },
    { key: "Backspace", title: "Back", run: onBack },
  ];
  return (
    <SideSheet title={`${way.title}. Why?`} choices={choices} closeKeys={["q"]} onClose={onClose}>
      <p>{way.hint}</p>
    </SideSheet>
  );
}

interface OwnReasonProps {
  readonly way: Decline;
  readonly onReason: (reason: string) => void;
  readonly onClose: () => void;
}

function OwnReason({ way, onReason, onClose }: OwnReasonProps) {
  const [reason, setReason] = useState("");
  const say = () => {
    if (reason.trim() !== "") onReason(reason.trim());
  };
  return (
    <SideSheet title={`${way.title}. Why?`} onClose={onClose}>
      <div>
        <Field label="Your reason">
          <TextArea
            autoFocus
            value={reason}
            maxLength={500}
            onChange={(event) => setReason(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.nativeEvent.isComposing) say();
            }}
          />
        </Field>
      </div>
      <div>
        <FormActions>
          <Button variant="solid" disabled={reason.trim() === ""} onClick={say}>
            {way.title}
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </FormActions>
      </div>
    </SideSheet>
  );
}

/** What a person has to know about this draft, over the foot of the steps: it moves nothing when it comes or goes. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { Button, buttonClass } from "../../ui/Button";
import { Icon, type IconName } from "../../ui/Icon";
import { sentence } from "../../ui/States";
import { useStatus, useWork } from "./DeskContext";
import styles from "./Notices.module.css";
import type { Status } from "./session";
import { useSlug } from "./useSlug";
import type { Workplace } from "./workplace";

export function Notices({ workplace }: { workplace: Workplace }) {
  const { mode, isLeaseLost, sync } = useStatus(shownOf);
  return (
    <div className={styles.notices} role="status">
      {mode === "elsewhere" && <Elsewhere />}
      {mode === "closed" && <Closed />}
      {mode === "writing" && isLeaseLost && (
        <Note icon="clock">
          <b>This one went to a colleague.</b> You were away for longer than it is held. Your labels are kept: submit them as an extra opinion.
        </Note>
      )}
      {(sync.status === "refused" || sync.status === "closed") && !sync.theirs && <NotTaken workplace={workplace} />}
    </div>
  );
}

function Elsewhere() {
  const { session } = useWork();
  return (
    <Note
      icon="eye"
      action={
        <Button size="small" variant="solid" onClick={() => session.takeOver()}>
          Take over
        </Button>
      }
    >
      <b>Another window writes this draft.</b> Here it is only shown, as it stands there.
    </Note>
  );
}

function Closed() {
  const slug = useSlug();
  const { assignment } = useWork().session;
  return (
    <Note
      icon="eye"
      action={
        <>
          <Link className={buttonClass({ size: "small", variant: "solid" })} to="/p/$slug/label" params={{ slug }} search={{ queue: assignment.queue.id }}>
            Go on labelling
          </Link>
          <Link className={buttonClass({ size: "small" })} to="/p/$slug/trajectories/$id" params={{ slug, id: String(assignment.trajectory.id) }}>
            Open its page
          </Link>
        </>
      }
    >
      <b>{assignment.status === "SKIPPED" ? "You gave this one up." : "You submitted this one."}</b> It is only shown.
    </Note>
  );
}

/** The server will never take what waits here, and has nothing to choose from: say so, and offer the one way on. */
function NotTaken({ workplace }: { workplace: Workplace }) {
  const { error, status } = useStatus(syncOf);
  return (
    <Note
      icon="warning"
      action={
        <Button size="small" variant="solid" onClick={workplace.drop}>
          {status === "closed" ? "Go on labelling" : "Drop them and load the server's"}
        </Button>
      }
    >
      <b>{status === "closed" ? "This was finished in another window." : "The server does not take these changes."}</b> {sentence(error)}
      {error?.requestId != null && <code className={styles.request}> req {error.requestId}</code>}
    </Note>
  );
}

function Note({ icon, action, children }: { icon: IconName; action?: ReactNode; children: ReactNode }) {
  return (
    <div className={styles.note}>
      <Icon name={icon} />
      <p>{children}</p>
      {action}
    </div>
  );
}

const shownOf = ({ mode, isLeaseLost, sync }: Status) => ({ mode, isLeaseLost, sync });
const syncOf = ({ sync }: Status) => sync;

/** Who changed the guideline, when, and what they said about it. */
import { Link } from "@tanstack/react-router";

import { Panel } from "../../ui/Page";
import { cx } from "../../ui/cx";
import { fromNow, minute } from "../../ui/time";
import styles from "./guidelines.module.css";
import type { Head } from "./versions";

export function History({ slug, versions, shown }: { slug: string; versions: readonly Head[]; shown: number }) {
  const inForce = versions[0]?.version;
  return (
    <aside className={styles.history}>
      <Panel title="Versions">
        <ol className={styles.versions}>
          {versions.map((head) => (
            <li key={head.version}>
              <Link
                to="/p/$slug/guideline"
                params={{ slug }}
                search={head.version === inForce ? {} : { version: head.version }}
                className={cx(styles.version, head.version === shown && styles.shown)}
                aria-current={head.version === shown ? "page" : undefined}
              >
                <span className={styles.versionHead}>
                  <b>Version {head.version}</b>{" "}
                  {head.version === inForce && <span className={styles.inForce}>in force</span>}
                </span>
                <span className={styles.summary}>{head.summary === "" ? "Nothing was said about it." : head.summary}</span>
                <span className={styles.quiet}>
                  {head.author ?? "from the shell"} · <time dateTime={head.created_at} title={minute(head.created_at)}>{fromNow(head.created_at)}</time>
                  {labels(head)}
                </span>
              </Link>
            </li>
          ))}
        </ol>
      </Panel>
    </aside>
  );
}

function labels({ annotation_count: count }: Head): string {
  if (count === null) return "";
  return ` · ${count.toLocaleString()} ${count === 1 ? "annotation" : "annotations"} under it`;
}

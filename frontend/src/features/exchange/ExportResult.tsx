/** What the export comes to, the file, and the command that makes the same file. */
import { isApiError } from "../../api/errors";
import { Button, buttonClass } from "../../ui/Button";
import { CopyButton } from "../../ui/CopyButton";
import { Icon } from "../../ui/Icon";
import { Panel } from "../../ui/Page";
import { ErrorState, Loaded, sentence } from "../../ui/States";
import styles from "./exchange.module.css";
import type { Preview } from "./ExportForm";
import { downloadUrl, shellCommand, type ExportPreview } from "./exports";
import { exportReasons } from "./reasons";
import type { ExportSearch } from "./search";

interface ExportResultProps {
  readonly slug: string;
  readonly search: ExportSearch;
  readonly preview: Preview;
}

export function ExportResult({ slug, search, preview }: ExportResultProps) {
  return (
    <>
      <Panel title="What comes out">
        <Outcome slug={slug} search={search} preview={preview} />
      </Panel>
      <Panel title="From a shell" note="on the server, where nothing is hidden" actions={<CopyButton text={shellCommand(slug, search)} label="Copy" size="small" />}>
        <pre className={styles.command} tabIndex={0} aria-label="The same as a command">
          {shellCommand(slug, search)}
        </pre>
      </Panel>
    </>
  );
}

function Outcome({ slug, search, preview }: ExportResultProps) {
  // The server refuses a question that has no answer (nobody labelled, an odd filter): that is no failure of the page.
  if (isApiError(preview.error, 400)) return <Nothing why={preview.error.code === "bad_filter" ? "The filter cannot be read." : sentence(preview.error)} />;
  if (preview.error && !preview.data) return <ErrorState title="The preview did not arrive" error={preview.error} onRetry={() => void preview.refetch()} />;
  return (
    <Loaded query={preview} failed="">
      {({ counts }) => (counts === null ? <Nothing why="There are labels of several annotators: choose whose to take." /> : <File url={downloadUrl(slug, search)} counts={counts} byHand={search.by_hand === true} />)}
    </Loaded>
  );
}

function Nothing({ why }: { why: string }) {
  return (
    <div className={styles.download}>
      <Button icon="download" disabled>
        Download
      </Button>
      <span>{why}</span>
    </div>
  );
}

type Counts = NonNullable<ExportPreview["counts"]>;

function File({ url, counts, byHand }: { url: string; counts: Counts; byHand: boolean }) {
  const { rows } = counts;
  return (
    <>
      {rows === 0 ? (
        <Nothing why="No row would be in the file." />
      ) : (
        <div className={styles.download}>
          <a className={buttonClass({ variant: "solid" })} href={url} download data-on-ink="">
            <Icon name="download" />
            Download
          </a>
          <span>
            <b>{rows.toLocaleString()}</b> {rows === 1 ? "row" : "rows"}, one JSON object per line
          </span>
        </div>
      )}
      <LeftOut counts={counts} />
      <Beside counts={counts} byHand={byHand} />
    </>
  );
}

const NOTES: Readonly<Record<string, string>> = {
  error_types: "error types",
  flags: "steps with flags",
  severities: "severities",
  comments: "comments on steps",
  corrections: "corrected steps",
  evidence: "steps with cited evidence",
  alternatives: "steps with alternatives",
  repairs: "repairs of earlier steps",
  notes_on_trajectories: "notes on whole trajectories",
};

/** What is said in these annotations and not in the file, or in it and not said by hand. */
function Beside({ counts: { notes, proposals }, byHand }: { counts: Counts; byHand: boolean }) {
  const kinds = Object.entries(notes);
  return (
    <>
      {proposals > 0 && (
        <p className={styles.beside}>
          <b>{proposals.toLocaleString()}</b> {proposals === 1 ? "label is an accepted proposal" : "labels are accepted proposals"}, {byHand ? "left out: those steps count as unlabelled" : "in the file like those given by hand"}.
        </p>
      )}
      {kinds.length > 0 && (
        <>
          <h3 className={styles.leftOut}>Notes left out, for which no format has a place</h3>
          <ul className={styles.leftOutList}>
            {kinds.map(([kind, count]) => (
              <li key={kind}>
                <b>{count.toLocaleString()}</b> <span>{NOTES[kind] ?? kind}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function LeftOut({ counts: { without_labels: unlabelled, hidden, reasons } }: { counts: Counts }) {
  const lines = [
    { key: "unlabelled", count: unlabelled, words: "without labels" },
    { key: "hidden", count: hidden, words: "hidden from you, because you hold them for labelling" },
    ...exportReasons(reasons).map(({ code, count, words }) => ({ key: code, count, words })),
  ].filter(({ count }) => count > 0);
  if (lines.length === 0) return <p className={styles.beside}>No trajectory is left out.</p>;
  return (
    <>
      <h3 className={styles.leftOut}>Trajectories left out</h3>
      <ul className={styles.leftOutList}>
        {lines.map(({ key, count, words }) => (
          <li key={key}>
            <b>{count.toLocaleString()}</b> <span>{words}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

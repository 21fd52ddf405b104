/** Which scorers' rewards the rows show: three at most, since more do not fit into 40 pixels. */
import { Chip } from "../../../ui/Badge";
import { Checkbox } from "../../../ui/Field";
import { Popover } from "../../../ui/Overlay";
import { rampOf, semanticsName } from "../../../ui/ramp";
import { RampBar, Verdict } from "../../../ui/Rewards";
import { shortScorer } from "../../../ui/laneCodes";
import { channelName, semanticsOf, type Channel } from "../shapes";
import { MOST_LANES } from "./lanes";
import styles from "./LanesMenu.module.css";

export interface LanesMenuProps {
  readonly channels: readonly Channel[];
  readonly shown: readonly Channel[];
  /** Sorts the list: its lane always stays. */
  readonly sortedBy: string | null;
  readonly onChange: (ids: readonly number[]) => void;
}

export function LanesMenu({ channels, shown, sortedBy, onChange }: LanesMenuProps) {
  if (channels.length === 0) return null;
  const ids = shown.map(({ id }) => id);
  const toggle = (id: number) => onChange(ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id]);
  return (
    <Popover
      label="Scorers in the rows"
      trigger={
        <Chip name={shown.length === 1 ? "scorer" : "scorers"} end="chevron-down">
          {chosenNames(shown)}
        </Chip>
      }
    >
      <ul className={styles.list}>
        {channels.map((channel) => (
          <li key={channel.id} className={styles.item}>
            <Checkbox
              checked={ids.includes(channel.id)}
              disabled={isFixed(channel, shown, sortedBy) || (!ids.includes(channel.id) && ids.length >= MOST_LANES)}
              onChange={() => toggle(channel.id)}
            >
              {channelName(channel)}
            </Checkbox>
            <Meaning channel={channel} />
          </li>
        ))}
      </ul>
      <p className={styles.note}>Up to three. The first has the tall lane{sortedBy === null ? "" : "; the one that sorts the list always stays"}.</p>
    </Popover>
  );
}

function isFixed(channel: Channel, shown: readonly Channel[], sortedBy: string | null): boolean {
  return channel.scorer === sortedBy && shown[0]?.id === channel.id;
}

function Meaning({ channel }: { channel: Channel }) {
  const semantics = semanticsOf(channel);
  return (
    <span className={styles.meaning}>
      {semanticsName(semantics)}
      {semantics === "verdict" ? <Verdict reward={0} /> : <RampBar ramp={rampOf(semantics)} width={36} />}
    </span>
  );
}

function chosenNames(shown: readonly Channel[]): string {
  const names = shown.map(({ scorer }) => shortScorer(scorer));
  if (names.length === 0) return "none";
  return names.length <= 2 ? names.join(", ") : `${names[0] ?? ""}, ${names[1] ?? ""} +${names.length - 2}`;
}

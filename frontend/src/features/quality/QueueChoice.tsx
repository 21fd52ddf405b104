/** Of which queue a panel speaks, where there are several. A list that folds: projects have ten queues and more. */
import { Select } from "../../ui/Select";
import styles from "./quality.module.css";

interface QueueChoiceProps {
  readonly label: string;
  readonly queues: readonly { readonly id: number; readonly name: string }[];
  readonly chosen: number;
  readonly onChoose: (id: number) => void;
}

export function QueueChoice({ label, queues, chosen, onChoose }: QueueChoiceProps) {
  if (queues.length < 2) return null;
  return <Select className={styles.queueChoice} label={label} value={String(chosen)} onChange={(id) => onChoose(Number(id))} options={queues.map(({ id, name }) => ({ value: String(id), label: name }))} />;
}

/** Choosing files, or dropping them on the page. */
import { useId, useState, type DragEvent } from "react";

import { bytes } from "../../text";
import { IconButton } from "../../ui/Button";
import { cx } from "../../ui/cx";
import { Icon } from "../../ui/Icon";
import styles from "./exchange.module.css";

interface FilePickerProps {
  readonly files: readonly File[];
  readonly onFiles: (files: readonly File[]) => void;
}

export function FilePicker({ files, onFiles }: FilePickerProps) {
  const id = useId();
  const [over, setOver] = useState(false);
  const add = (more: FileList | null) => onFiles([...files, ...Array.from(more ?? []).filter((file) => !files.some((one) => isSame(one, file)))]);
  const drag = (isOver: boolean) => (event: DragEvent) => {
    event.preventDefault();
    setOver(isOver);
  };
  const drop = (event: DragEvent) => {
    drag(false)(event);
    add(event.dataTransfer.files);
  };
  return (
    <div>
      <label htmlFor={id} className={cx(styles.drop, over && styles.over)} onDragEnter={drag(true)} onDragOver={drag(true)} onDragLeave={drag(false)} onDrop={drop}>
        <Icon name="file" size={20} />
        <span>
          <b>Choose files</b> or drop them here. Each becomes one import.
        </span>
        <input
          id={id}
          type="file"
          multiple
          accept=".jsonl,.json,.gz,.parquet"
          onChange={({ target }) => {
            add(target.files);
            // The same file again, changed on disk meanwhile, is a choice too.
            target.value = "";
          }}
        />
      </label>
      {files.length > 0 && (
        <ul className={styles.files} aria-label="Chosen files">
          {files.map((file) => (
            <li key={`${file.name} ${file.size} ${file.lastModified}`}>
              <span className={styles.fileName}>{file.name}</span>
              <span className={styles.quiet}>{bytes(file.size)}</span>
              <IconButton icon="cross" label={`Leave out ${file.name}`} size="small" onClick={() => onFiles(files.filter((one) => one !== file))} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function isSame(one: File, other: File): boolean {
  return one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
}

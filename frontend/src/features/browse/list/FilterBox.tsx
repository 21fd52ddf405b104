/** The filter as text: what the chips say, editable, with what can follow under it and the server's complaint. */
import { useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from "react";

import { cx } from "../../../ui/cx";
import { Icon } from "../../../ui/Icon";
import { CommandKbd, Kbd } from "../../../ui/Kbd";
import type { FilterKey } from "../shapes";
import styles from "./FilterBox.module.css";
import { suggest, type Suggestion } from "./suggestions";

export interface FilterBoxProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  /** The filter that the list shows; another text is not in force yet. */
  readonly applied: string;
  readonly onApply: (text: string) => void;
  readonly keys: readonly FilterKey[];
  readonly error: string | null;
  readonly input: RefObject<HTMLInputElement | null>;
}

export function FilterBox(props: FilterBoxProps) {
  const { text, applied, error, input } = props;
  const id = useId();
  const box = useSuggestions(props);
  return (
    <div className={styles.box}>
      <div className={cx(styles.field, error !== null && styles.wrong)}>
        <Icon name="search" />
        <input
          ref={input}
          type="text"
          role="combobox"
          aria-label="Search problems, or filter by key:value"
          aria-autocomplete="list"
          aria-expanded={box.open}
          aria-controls={`${id}-list`}
          aria-activedescendant={box.active >= 0 ? `${id}-${box.active}` : undefined}
          aria-invalid={error !== null || undefined}
          aria-describedby={error === null ? undefined : `${id}-error`}
          spellCheck={false}
          autoComplete="off"
          placeholder="Search problems, or key:value"
          value={text}
          {...box.handlers}
        />
        {text === applied ? <CommandKbd id="page.searchKey" /> : <Kbd chord="Enter" />}
      </div>
      {box.open && (
        <ul id={`${id}-list`} role="listbox" aria-label="What can follow" className={styles.list}>
          {box.suggestions.map((suggestion, index) => (
            <li
              key={suggestion.label}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === box.active}
              className={styles.option}
              // The field must keep the focus while one presses here.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => box.take(suggestion)}
            >
              <code>{suggestion.label}</code>
              <small>{suggestion.note}</small>
            </li>
          ))}
        </ul>
      )}
      {error !== null && (
        <p id={`${id}-error`} role="alert" className={styles.error}>
          {error}
        </p>
      )}
    </div>
  );
}

function useSuggestions({ text, onText, onApply, keys, input }: FilterBoxProps) {
  const [focused, setFocused] = useState(false);
  const [dismissed, setDismissed] = useState(false);
  const [active, setActive] = useState(-1);
  const [caret, setCaret] = useState(text.length);
  const wanted = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (wanted.current !== null) input.current?.setSelectionRange(wanted.current, wanted.current);
    wanted.current = null;
  });
  const suggestions = focused && !dismissed ? suggest(text, Math.min(caret, text.length), keys) : [];
  const change = (next: string, at: number) => {
    onText(next);
    setCaret(at);
    setActive(-1);
    setDismissed(false);
  };
  const take = (suggestion: Suggestion) => {
    wanted.current = suggestion.caret;
    change(suggestion.text, suggestion.caret);
    if (suggestion.isComplete) apply(suggestion.text);
  };
  const apply = (next: string) => {
    setDismissed(true);
    onApply(next.trim());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const chosen = suggestions[active];
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move !== undefined && suggestions.length > 0) setActive(cycle(active + move, suggestions.length));
    else if (chosen && (event.key === "Enter" || event.key === "Tab")) take(chosen);
    else if (event.key === "Enter") apply(text);
    else if (event.key === "Escape" && suggestions.length > 0) setDismissed(true);
    else return;
    event.preventDefault();
  };
  const follow = () => setCaret(input.current?.selectionStart ?? text.length);
  const handlers = {
    onChange: () => change(input.current?.value ?? "", input.current?.selectionStart ?? 0),
    onSelect: follow,
    onFocus: () => {
      setFocused(true);
      setDismissed(false);
      follow();
    },
    onBlur: () => setFocused(false),
    onKeyDown,
  };
  return { suggestions, open: suggestions.length > 0, active, take, handlers };
}

/** From -1 (nothing chosen) through all of them and back. */
function cycle(index: number, length: number): number {
  if (index >= length) return -1;
  return index < -1 ? length - 1 : index;
}

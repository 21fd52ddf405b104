/** The filter as chips: each term can be changed or taken away, and the values most asked for are one press away. */
import { Chip } from "../../../ui/Badge";
import { Menu, type MenuItem } from "../../../ui/Menu";
import type { FilterKey } from "../shapes";
import { readTerms, withoutTerm, withTerm, withValue, type Term } from "./filterText";

/** Keys that have a chip of their own as soon as there is something to choose between. */
const OFFERED: readonly string[] = ["source", "generator"];

export interface FilterChipsProps {
  readonly text: string;
  readonly keys: readonly FilterKey[];
  readonly onApply: (text: string) => void;
  /** Begins a term in the search box. */
  readonly onBegin: (key: string) => void;
}

export function FilterChips({ text, keys, onApply, onBegin }: FilterChipsProps) {
  const terms = readTerms(text).filter(({ key }) => key !== null);
  const offered = OFFERED.flatMap((name) => keys.find(({ key, values }) => key === name && values.length > 1) ?? []);
  // In their place whether they are set or not: a chip must not jump away from under the pointer.
  const inPlace = offered.map((known) => ({ known, term: terms.find(({ key }) => key === known.key) }));
  const others = terms.filter((term) => !inPlace.some((one) => one.term === term));
  return (
    <>
      {inPlace.map(({ known, term }) =>
        term ? (
          <TermChip key={known.key} text={text} term={term} known={known} onApply={onApply} />
        ) : (
          <ValueChip key={known.key} name={known.key} shown="any" items={valueItems(known, null, (value) => onApply(withTerm(text, known.key, value)))} />
        ),
      )}
      {others.map((term) => (
        <TermChip key={term.start} text={text} term={term} known={keys.find(({ key }) => key === term.key)} onApply={onApply} />
      ))}
      <Menu
        items={keys.map(({ key, meaning }) => ({ label: key, hint: meaning, onSelect: () => onBegin(key) }))}
        trigger={
          <Chip icon="plus" dashed>
            Filter
          </Chip>
        }
      />
    </>
  );
}

interface TermChipProps {
  readonly text: string;
  readonly term: Term;
  readonly known: FilterKey | undefined;
  readonly onApply: (text: string) => void;
}

function TermChip({ text, term, known, onApply }: TermChipProps) {
  const name = `${term.negated ? "not " : ""}${term.key ?? ""}`;
  const remove = () => onApply(withoutTerm(text, term));
  if (!known || known.values.length === 0) {
    return (
      <Chip name={name} end="cross" title="Take this filter away" onClick={remove}>
        {term.value.replace("..", "–")}
      </Chip>
    );
  }
  const items = valueItems(known, term.value, (value) => onApply(withValue(text, term, value)));
  return <ValueChip name={name} shown={term.value} items={[...items, "---", { label: "Take this filter away", icon: "cross", onSelect: remove }]} />;
}

function ValueChip({ name, shown, items }: { name: string; shown: string; items: readonly (MenuItem | string)[] }) {
  return (
    <Menu
      items={items}
      trigger={
        <Chip name={name} end="chevron-down">
          {shown}
        </Chip>
      }
    />
  );
}

function valueItems({ values }: FilterKey, current: string | null, choose: (value: string) => void): MenuItem[] {
  return values.map((value) => ({ label: value, current: value === current, onSelect: () => choose(value) }));
}

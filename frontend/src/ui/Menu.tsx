/** A list of actions behind a button. */
import { DropdownMenu as Radix } from "radix-ui";
import type { ReactElement } from "react";

import { CommandLayer } from "../keyboard";
import { Icon, type IconName } from "./Icon";
import { Kbd } from "./Kbd";
import styles from "./Menu.module.css";

export interface MenuItem {
  readonly label: string;
  readonly onSelect: () => void;
  readonly icon?: IconName;
  readonly hint?: string;
  readonly chord?: string;
  /** The one that is chosen now: marked by a tick. */
  readonly current?: boolean;
  readonly disabled?: boolean;
}

export interface MenuProps {
  /** A button; it gets its behaviour and its state from here. */
  readonly trigger: ReactElement;
  /** Items, "---" for a line between groups, a plain string for a heading. */
  readonly items: readonly (MenuItem | string)[];
  readonly align?: "start" | "center" | "end";
  readonly onOpenChange?: (open: boolean) => void;
}

export function Menu({ trigger, items, align = "start", onOpenChange }: MenuProps) {
  return (
    <Radix.Root onOpenChange={onOpenChange}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={styles.menu} align={align} sideOffset={6} collisionPadding={8}>
          <CommandLayer />
          {items.map((item, index) => (
            <Row key={index} item={item} />
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Row({ item }: { item: MenuItem | string }) {
  if (item === "---") return <Radix.Separator className={styles.line} />;
  if (typeof item === "string") return <Radix.Label className={styles.heading}>{item}</Radix.Label>;
  return (
    <Radix.Item className={styles.item} disabled={item.disabled} onSelect={item.onSelect}>
      {item.icon && <Icon name={item.icon} size={15} />}
      <span>{item.label}</span>
      {item.hint !== undefined && <small>{item.hint}</small>}
      {item.chord !== undefined && <Kbd chord={item.chord} />}
      {item.current === true && (
        <span className={styles.tick}>
          <Icon name="check" size={13} strokeWidth={2} />
        </span>
      )}
    </Radix.Item>
  );
}

/** Buttons. Chrome is ink: a button never has a hue, also one that removes something; its words say what it does. */
import type { ButtonHTMLAttributes, MouseEvent, ReactNode, Ref } from "react";

import { ariaShortcut, useCommand, type Command } from "../keyboard";
import styles from "./Button.module.css";
import { cx } from "./cx";
import { Icon, type IconName } from "./Icon";
import { Kbd } from "./Kbd";
import { Tooltip } from "./Tooltip";

export interface ButtonLook {
  readonly variant?: "plain" | "solid" | "ghost";
  readonly size?: "normal" | "small" | "large";
}

export interface ButtonProps extends ButtonLook, ButtonHTMLAttributes<HTMLButtonElement> {
  readonly icon?: IconName;
  /** A chord shown at the end; where a command is behind the button, use CommandButton instead. */
  readonly chord?: string;
  /** Keeps the button's place and the focus on it, says that its work is under way, and takes no second press. */
  readonly busy?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** The same look for a router link: `<Link className={buttonClass({ variant: "solid" })}>`. */
export function buttonClass({ variant = "plain", size = "normal" }: ButtonLook = {}): string {
  return cx(styles.button, styles[variant], size !== "normal" && styles[size]);
}

export function Button({ variant, size, icon, chord, busy = false, className, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={cx(buttonClass({ variant, size }), className)}
      data-on-ink={variant === "solid" ? "" : undefined}
      onClick={busy ? swallow : onClick}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
    >
      {icon && <Icon name={icon} />}
      {children}
      {chord !== undefined && <Kbd chord={chord} />}
    </button>
  );
}

/** A button that is disabled loses the focus, and with it the place of whoever is at the keyboard. */
function swallow(event: MouseEvent): void {
  event.preventDefault();
}

export interface IconButtonProps extends Omit<ButtonProps, "icon" | "children"> {
  readonly icon: IconName;
  /** Its name for everybody who cannot see the drawing, and its tooltip. */
  readonly label: string;
}

export function IconButton({ icon, label, chord, className, variant = "ghost", ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} chord={chord}>
      <Button {...rest} variant={variant} className={cx(styles.icon, className)} aria-label={label}>
        <Icon name={icon} />
      </Button>
    </Tooltip>
  );
}

export interface CommandButtonProps extends Omit<ButtonProps, "onClick" | "chord" | "children"> {
  /** Name of the command in the table: title, key, whether it is available, and what it does come from there. */
  readonly command: string;
  /** Other words than the command's title. */
  readonly children?: ReactNode;
  /** Shows the drawing alone, with the title as tooltip. */
  readonly iconOnly?: boolean;
}

/** A button for a command of the table. It draws nothing while nobody offers the command. */
export function CommandButton({ command: id, children, iconOnly = false, icon, ...rest }: CommandButtonProps) {
  const command = useCommand(id);
  if (!command) return null;
  const shared = { ...rest, ...behaviour(command) };
  if (iconOnly && icon) return <IconButton {...shared} icon={icon} label={command.title} chord={command.keys[0]} />;
  return (
    <Button {...shared} icon={icon} chord={command.keys[0]}>
      {children ?? command.title}
    </Button>
  );
}

function behaviour(command: Command) {
  return {
    onClick: command.run,
    disabled: command.enabled === false,
    "aria-keyshortcuts": command.keys.map((key) => ariaShortcut(key)).join(" "),
  };
}

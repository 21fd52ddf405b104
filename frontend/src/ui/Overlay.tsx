/** What lies over the page: a popover beside something, a dialog in front of everything. */
import { Dialog as RadixDialog, Popover as RadixPopover } from "radix-ui";
import { useEffect, useRef, useState, type KeyboardEvent, type ReactElement, type ReactNode } from "react";

import { CommandLayer } from "../keyboard";
import { Button, IconButton } from "./Button";
import { cx } from "./cx";
import styles from "./Overlay.module.css";

export interface PopoverProps {
  readonly trigger: ReactElement;
  readonly children: ReactNode;
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
  readonly side?: "top" | "bottom" | "left" | "right";
  readonly align?: "start" | "center" | "end";
  /** False for one that only explains: the page's keys keep working under it. */
  readonly takesKeys?: boolean;
  readonly label?: string;
  readonly className?: string;
}

export function Popover({ trigger, children, open, onOpenChange, side = "bottom", align = "start", takesKeys = true, label, className }: PopoverProps) {
  return (
    <RadixPopover.Root open={open} onOpenChange={onOpenChange}>
      <RadixPopover.Trigger asChild>{trigger}</RadixPopover.Trigger>
      <RadixPopover.Portal>
        <RadixPopover.Content
          className={cx(styles.popover, className)}
          side={side}
          align={align}
          sideOffset={8}
          collisionPadding={8}
          aria-label={label}
          onOpenAutoFocus={takesKeys ? undefined : (event) => event.preventDefault()}
        >
          {takesKeys ? <CommandLayer>{children}</CommandLayer> : children}
        </RadixPopover.Content>
      </RadixPopover.Portal>
    </RadixPopover.Root>
  );
}

export interface DialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  /** One sentence under the title. */
  readonly description?: ReactNode;
  readonly children?: ReactNode;
  /** Buttons, the one to press first. */
  readonly actions?: ReactNode;
  readonly width?: "narrow" | "normal" | "wide";
  /** It is gone, and the focus is back where it was. */
  readonly onClosed?: () => void;
}

export function Dialog({ open, onOpenChange, title, description, children, actions, width = "normal", onClosed }: DialogProps) {
  const focus = useFocusBack(onClosed);
  return (
    <RadixDialog.Root open={open} onOpenChange={onOpenChange}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className={styles.scrim} />
        <RadixDialog.Content
          className={cx(styles.dialog, styles[width])}
          onOpenAutoFocus={focusInside}
          onKeyDown={(event) => leaveByEscape(event, onOpenChange)}
          onCloseAutoFocus={focus.back}
          {...(description === undefined ? { "aria-describedby": undefined } : {})}
        >
          <FocusBefore onFound={focus.remember} />
          <FocusLater />
          <CommandLayer>
            <header className={styles.head}>
              <RadixDialog.Title asChild>
                <h2 className={styles.title}>{title}</h2>
              </RadixDialog.Title>
              {description !== undefined && <RadixDialog.Description className={styles.description}>{description}</RadixDialog.Description>}
            </header>
            {children}
            {actions !== undefined && <footer className={styles.actions}>{actions}</footer>}
            <RadixDialog.Close asChild>
              <IconButton icon="cross" label="Close" chord="Escape" className={styles.close} />
            </RadixDialog.Close>
          </CommandLayer>
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}

/** Radix hears Escape a moment after the dialog has the focus: a key that comes in between would be lost. */
function leaveByEscape(event: KeyboardEvent, onOpenChange: (open: boolean) => void): void {
  if (event.key !== "Escape" || event.defaultPrevented || event.nativeEvent.isComposing) return;
  event.preventDefault();
  onOpenChange(false);
}

/** Most dialogs are opened by a key and have no button to give the focus back to: it goes to where it was. */
function useFocusBack(onClosed: (() => void) | undefined) {
  const before = useRef<Element | null>(null);
  const remember = (found: Element | null) => {
    before.current = found;
  };
  const back = (event: Event) => {
    event.preventDefault();
    if (before.current instanceof HTMLElement) before.current.focus({ preventScroll: true });
    if (onClosed) setTimeout(onClosed);
  };
  return { remember, back };
}

/** What had the focus when the dialog was drawn first: a field in it may have taken it before anybody else is asked. */
function FocusBefore({ onFound }: { onFound: (found: Element | null) => void }) {
  const [before] = useState(() => document.activeElement);
  useEffect(() => onFound(before));
  return null;
}

/** The first field takes the focus, else the dialog as a whole: no button is a key press away by accident. */
function focusInside(event: Event): void {
  const dialog = event.currentTarget;
  if (!(dialog instanceof HTMLElement)) return;
  event.preventDefault();
  (firstField(dialog) ?? dialog).focus();
}

function firstField(dialog: HTMLElement): HTMLElement | null {
  return dialog.querySelector<HTMLElement>("input:not([readonly], [disabled]), textarea, [role=combobox]:not([disabled])");
}

/** A form that is drawn when its choices have come: its first field takes the focus then, unless somebody went elsewhere. */
function FocusLater() {
  const place = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const dialog = place.current?.closest<HTMLElement>("[role=dialog]");
    if (!dialog || firstField(dialog)) return;
    const observer = new MutationObserver(() => {
      const field = firstField(dialog);
      if (!field) return;
      observer.disconnect();
      if (document.activeElement === dialog) field.focus();
    });
    observer.observe(dialog, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, []);
  return <span ref={place} hidden />;
}

export interface ConfirmDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  /** What will happen, and what cannot be taken back. */
  readonly children: ReactNode;
  /** The act itself: "Revoke the token", never "OK". */
  readonly confirm: string;
  /** The way back, where "Cancel" could be taken for the act. */
  readonly dismiss?: string;
  readonly onConfirm: () => void;
  readonly busy?: boolean;
}

export function ConfirmDialog({ open, onOpenChange, title, children, confirm, dismiss = "Cancel", onConfirm, busy }: ConfirmDialogProps) {
  const actions = (
    <>
      <Button variant="solid" busy={busy} onClick={onConfirm}>
        {confirm}
      </Button>
      <Button onClick={() => onOpenChange(false)}>{dismiss}</Button>
    </>
  );
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title} actions={actions} width="narrow">
      <div className={styles.prose}>{children}</div>
    </Dialog>
  );
}

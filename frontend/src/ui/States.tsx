/** The states of a page that are not its content. Each says what happened, whether work is safe, and one next action. */
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { isApiError } from "../api/errors";
import { Button } from "./Button";
import { cx } from "./cx";
import { Icon, type IconName } from "./Icon";
import styles from "./States.module.css";

export interface EmptyStateProps {
  readonly title: string;
  /** Why it is empty and what fills it. */
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <div className={styles.state}>
      <h2 className={styles.title}>{title}</h2>
      {children !== undefined && <div className={styles.text}>{children}</div>}
      {action !== undefined && <div className={styles.row}>{action}</div>}
    </div>
  );
}

export interface ErrorStateProps {
  /** What did not arrive or did not work: "The trajectories did not arrive". */
  readonly title: string;
  readonly error: unknown;
  /** The one next action, where trying again is it. */
  readonly onRetry?: () => void;
  /** Another next action than trying again. */
  readonly action?: ReactNode;
}

export function ErrorState({ title, error, onRetry, action }: ErrorStateProps) {
  const requestId = isApiError(error) ? error.requestId : null;
  return (
    <div className={styles.state} role="alert">
      <h2 className={styles.title}>{title}</h2>
      <div className={styles.text}>{sentence(error)}</div>
      <div className={styles.row}>
        {action}
        {onRetry && (
          <Button variant="solid" onClick={onRetry}>
            Try again
          </Button>
        )}
        {requestId !== null && <code className={styles.request}>req {requestId}</code>}
      </div>
    </div>
  );
}

/** What an error says to a person. */
export function sentence(error: unknown): string {
  if (isApiError(error)) return error.message;
  return "Something in this page failed. What you saved is safe on the server.";
}

export interface NoticeProps {
  readonly tone?: "plain" | "warn";
  readonly icon?: IconName;
  readonly children: ReactNode;
  readonly role?: "status" | "alert";
}

/** A remark inside a page. Amber is doubt (offline, stale), never decoration. */
export function Notice({ tone = "plain", icon, children, role }: NoticeProps) {
  return (
    <div className={cx(styles.notice, tone === "warn" && styles.warn)} role={role}>
      {icon && <Icon name={icon} />}
      <div>{children}</div>
    </div>
  );
}

/** The shape of what comes, drawn only after 200 ms: a fast answer never flickers. */
export function Skeleton({ rows = 4, label = "Loading" }: { rows?: number; label?: string }) {
  return (
    <div className={styles.skeleton} role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={styles.bones}>
          <i />
          <i style={{ width: `${60 + ((row * 37) % 40)}%` }} />
          <i style={{ width: `${50 + ((row * 53) % 50)}%` }} />
          <i />
        </div>
      ))}
    </div>
  );
}

export interface LoadedProps<T> {
  readonly query: Pick<UseQueryResult<T>, "data" | "error" | "refetch" | "isPlaceholderData">;
  /** "The members did not arrive". */
  readonly failed: string;
  readonly skeleton?: ReactNode;
  readonly children: (data: T) => ReactNode;
}

/**
 * A query as a page shows it: bones, a refusal with one way on, or the content. Old content stays, dimmed: the same elements,
 * so that a control in it keeps the focus while new data comes.
 */
export function Loaded<T>({ query, failed, skeleton, children }: LoadedProps<T>) {
  if (query.data !== undefined) {
    return (
      <div data-loaded="" className={cx(styles.loaded, query.isPlaceholderData && styles.old)} aria-busy={query.isPlaceholderData || undefined}>
        {children(query.data)}
      </div>
    );
  }
  if (query.error) return <ErrorState title={failed} error={query.error} onRetry={() => void query.refetch()} />;
  return <>{skeleton ?? <Skeleton />}</>;
}

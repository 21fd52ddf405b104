import { useEffect } from "react";

/** Names the page in the browser's tab: what is particular first. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Assay`;
  }, [title]);
}

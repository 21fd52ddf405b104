/** The guideline changed while one judged: read the new version, or submit under the one that one went by. */
import { useQueryClient } from "@tanstack/react-query";

import { currentGuidelineQuery } from "../../api/guideline";
import { useToast } from "../../ui/Toast";
import { useWork } from "./DeskContext";
import { SideSheet, type Choice } from "./SideSheet";
import { useSlug } from "./useSlug";
import type { Workplace } from "./workplace";

export interface GuidelineMovedSheetProps {
  readonly workplace: Workplace;
  readonly onClose: () => void;
}

export function GuidelineMovedSheet({ workplace, onClose }: GuidelineMovedSheetProps) {
  const { session } = useWork();
  const read = useRead();
  const shown = session.guideline.shown.get()?.version;
  const keep = () => {
    session.guideline.keep();
    onClose();
    void workplace.submit();
  };
  const newer = session.guideline.newer ?? "";
  const choices: Choice[] = [
    { key: "1", title: `Read version ${newer}`, hint: "Nothing is submitted yet; your labels stay as they are.", run: () => void read() },
    { key: "2", title: `Submit under version ${shown ?? ""}`, hint: "Your labels say that they were given by it.", run: keep },
  ];
  return (
    <SideSheet title="The guideline has changed" choices={choices} onClose={onClose}>
      <p>
        Version {newer} came into force while you judged by version {shown}.
      </p>
    </SideSheet>
  );
}

/** Fetches the version in force, shows it, and from then on the work goes by it. */
function useRead(): () => Promise<void> {
  const { session } = useWork();
  const slug = useSlug();
  const queryClient = useQueryClient();
  const toast = useToast();
  return async () => {
    try {
      const { guideline } = await queryClient.query({ ...currentGuidelineQuery(slug), staleTime: 0 });
      if (guideline) session.guideline.show({ version: guideline.version, body: guideline.body });
      session.sheet.set("guideline");
    } catch {
      toast("The new version did not arrive. Try again in a moment.");
    }
  };
}

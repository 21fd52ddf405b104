/** A judgement of the whole trajectory as a badge; nothing where nobody judged. */
import { Badge } from "../../ui/Badge";
import type { Judged } from "./judged";

export function JudgedBadge({ judged, long = false }: { judged: Judged | null; long?: boolean }) {
  if (!judged) return null;
  return (
    <span title={judged.title}>
      <Badge tone={judged.tone} icon={judged.icon}>
        {long ? judged.long : judged.short}
      </Badge>
    </span>
  );
}

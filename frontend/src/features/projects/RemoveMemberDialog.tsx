/** Taking somebody out of a project, after a question. */
import { useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";

import { sessionQuery } from "../../api/session";
import { ConfirmDialog } from "../../ui/Overlay";
import { Notice, sentence } from "../../ui/States";
import { useToast } from "../../ui/Toast";
import { useRemoveMember, type Member } from "./members";

export function RemoveMemberDialog({ slug, member, onClose }: { slug: string; member: Member; onClose: () => void }) {
  const navigate = useNavigate();
  const toast = useToast();
  const isSelf = useSuspenseQuery(sessionQuery).data.user?.username === member.username;
  const remove = useRemoveMember(slug, async () => {
    if (isSelf) await navigate({ to: "/projects" });
    toast(isSelf ? "You have left the project." : `${member.display_name} is no longer a member.`);
  });
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={isSelf ? "Leave the project?" : `Remove ${member.display_name}?`}
      confirm={isSelf ? "Leave the project" : "Remove from the project"}
      onConfirm={() => remove.mutate(member.username, { onSuccess: onClose })}
      busy={remove.isPending}
    >
      {isSelf ? "You lose sight of it at once; a manager can add you again." : "They lose sight of the project at once and can be added again."} What was submitted stays, under the same
      name.
      {remove.error && (
        <Notice role="alert" icon="warning">
          {sentence(remove.error)}
        </Notice>
      )}
    </ConfirmDialog>
  );
}

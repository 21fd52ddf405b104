/** One's own account: who one is, what one chose for oneself, the password, and tokens for scripts. */
import { useSuspenseQuery } from "@tanstack/react-query";

import { sessionQuery } from "../../api/session";
import { Page } from "../../ui/Page";
import { usePageTitle } from "../../ui/usePageTitle";
import { KeysPanel } from "./KeysPanel";
import { PasswordPanel } from "./PasswordPanel";
import { ThemePanel } from "./ThemePanel";
import { TokensPanel } from "./TokensPanel";

export function AccountPage() {
  usePageTitle("Account");
  const { user } = useSuspenseQuery(sessionQuery).data;
  return (
    <Page title="Account" width="text" about={user ? `${user.display_name || user.username}, signed in as ${user.username}` : undefined}>
      <PasswordPanel username={user?.username ?? ""} />
      <TokensPanel />
      <KeysPanel />
      <ThemePanel />
    </Page>
  );
}

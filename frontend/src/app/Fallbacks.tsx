/** What stands where a page should be: an address that leads nowhere, a page that failed. */
import { Link, type ErrorComponentProps } from "@tanstack/react-router";

import { isApiError } from "../api/errors";
import { buttonClass } from "../ui/Button";
import { Page } from "../ui/Page";
import { EmptyState, ErrorState } from "../ui/States";
import { usePageTitle } from "../ui/usePageTitle";

export function Missing() {
  usePageTitle("Not found");
  return (
    <Page title="Not found" width="text">
      <EmptyState title="There is nothing at this address" action={<ToProjects />}>
        It may be mistyped, or belong to a project that you are not a member of.
      </EmptyState>
    </Page>
  );
}

export function PageFailure({ error, reset }: ErrorComponentProps) {
  usePageTitle("Error");
  if (isApiError(error, 404)) return <Missing />;
  return (
    <Page title="This page failed" width="text">
      <ErrorState title="The page could not be shown" error={error} onRetry={reset} action={null} />
    </Page>
  );
}

function ToProjects() {
  return (
    <Link to="/projects" className={buttonClass({ variant: "solid" })}>
      Go to your projects
    </Link>
  );
}

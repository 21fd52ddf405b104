/** How long answers count as fresh, what is worth a second try, and what happens when the session has ended. */
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";

import { isApiError } from "./errors";

const TRIES = 2;

export function makeQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: unknown) => {
    if (isApiError(error, 401)) onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        // Coming back to the tab must not move what somebody is reading.
        refetchOnWindowFocus: false,
        retry: (count, error) => isApiError(error) && error.isPassing && error.status !== 429 && count < TRIES,
        // Failures are ours to show, also offline: a paused query would look like one that loads for ever.
        networkMode: "always",
      },
      mutations: { networkMode: "always" },
    },
  });
}

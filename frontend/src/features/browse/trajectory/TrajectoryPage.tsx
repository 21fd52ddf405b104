/** One trajectory, read closely: what models, people and gold say of each step, beside the step. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";

import { isApiError } from "../../../api/errors";
import { buttonClass } from "../../../ui/Button";
import { EmptyState, ErrorState, Skeleton } from "../../../ui/States";
import { usePageTitle } from "../../../ui/usePageTitle";
import { keepPlace, placeName } from "../list/places";
import { trajectoryQuery } from "../queries";
import styles from "./TrajectoryPage.module.css";
import { TrajectoryReader } from "./TrajectoryReader";

const route = getRouteApi("/signed-in/p/$slug/trajectories/$id");

export function TrajectoryPage() {
  const { slug, id } = route.useParams();
  const { q, sort } = route.useSearch();
  const query = useQuery(trajectoryQuery(slug, id));
  const { data } = query;
  usePageTitle(data?.external_id ?? "Trajectory");
  // How one reads stays the same from one trajectory to the next.
  const [look, setLook] = useState({ raw: false, values: true });
  useEffect(() => {
    if (data) keepPlace(placeName(slug, { q, sort }), { id: data.id });
  }, [slug, q, sort, data]);
  if (data) return <TrajectoryReader key={data.id} slug={slug} data={data} look={look} onLook={setLook} />;
  return (
    <main className={styles.state}>
      {query.isPending ? <Skeleton rows={8} label="Loading the trajectory" /> : isApiError(query.error, 404) ? <NoSuch slug={slug} /> : <ErrorState title="The trajectory did not arrive" error={query.error} onRetry={() => void query.refetch()} />}
    </main>
  );
}

function NoSuch({ slug }: { slug: string }) {
  return (
    <EmptyState
      title="There is no such trajectory"
      action={
        <Link to="/p/$slug/trajectories" params={{ slug }} className={buttonClass({ variant: "solid" })}>
          Go to the list
        </Link>
      }
    >
      The link may be mistyped, or lead to another project.
    </EmptyState>
  );
}

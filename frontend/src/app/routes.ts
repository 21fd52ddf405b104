/**
 * Every address of the app. A screen is one line here and one page in its feature's folder.
 *
 * Pages are loaded when they are first visited; what stands in the address is validated by a function of the feature.
 */
import { createRootRouteWithContext, createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import type { QueryClient } from "@tanstack/react-query";

import { projectQuery, sessionQuery } from "../api/session";
import { experimentSearch } from "../features/audit/experiments";
import { loadList, loadTrajectory } from "../features/browse/loaders";
import { listSearch, trajectorySearch } from "../features/browse/search";
import { exportSearch, importSearch } from "../features/exchange/search";
import { guidelineSearch } from "../features/guidelines/search";
import { labelSearch } from "../features/labeling/labelSearch";
import { loadDesk } from "../features/labeling/loadDesk";
import { qualitySearch } from "../features/quality/search";
import { queuesSearch } from "../features/queues/search";
import { taxonomiesSearch } from "../features/taxonomies/search";
import { Frame, ProjectFrame } from "./Frame";
import { Missing, PageFailure } from "./Fallbacks";
import { only, signInSearch } from "./search";

export interface RouterContext {
  readonly queryClient: QueryClient;
}

const root = createRootRouteWithContext<RouterContext>()({ notFoundComponent: Missing, errorComponent: PageFailure });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: only(signInSearch),
  component: lazyRouteComponent(() => import("../features/session/SignInPage"), "SignInPage"),
});

/** Everything but the sign-in page: only for people whom the server knows. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  component: Frame,
  beforeLoad: async ({ context, location }) => {
    const { user } = await context.queryClient.query({ ...sessionQuery, staleTime: "static" });
    if (!user) throw redirect({ to: "/sign-in", search: location.href === "/" ? {} : { next: location.href } });
    return { user };
  },
});

const home = createRoute({
  getParentRoute: () => signedIn,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/projects" });
  },
});

const account = createRoute({
  getParentRoute: () => signedIn,
  path: "/account",
  component: lazyRouteComponent(() => import("../features/account/AccountPage"), "AccountPage"),
});

const projects = createRoute({
  getParentRoute: () => signedIn,
  path: "/projects",
  component: lazyRouteComponent(() => import("../features/projects/ProjectsPage"), "ProjectsPage"),
});

/** One project: its pages know that the person is a member of it. */
const project = createRoute({
  getParentRoute: () => signedIn,
  path: "/p/$slug",
  // Asked for together with what the page asks for; the frame shows what is wrong.
  loader: ({ context, params }) => void context.queryClient.query(projectQuery(params.slug)).catch(() => undefined),
  component: ProjectFrame,
});

const projectHome = createRoute({
  getParentRoute: () => project,
  path: "/",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/p/$slug/trajectories", params });
  },
});

const trajectories = createRoute({
  getParentRoute: () => project,
  path: "/trajectories",
  validateSearch: only(listSearch),
  loaderDeps: ({ search }) => ({ search }),
  loader: ({ context, params, deps }) => loadList(context.queryClient, { ...params, ...deps }),
  component: lazyRouteComponent(() => import("../features/browse/list/TrajectoriesPage"), "TrajectoriesPage"),
});
const trajectory = createRoute({
  getParentRoute: () => project,
  path: "/trajectories/$id",
  validateSearch: only(trajectorySearch),
  loader: ({ context, params }) => loadTrajectory(context.queryClient, params),
  component: lazyRouteComponent(() => import("../features/browse/trajectory/TrajectoryPage"), "TrajectoryPage"),
});
const label = createRoute({
  getParentRoute: () => project,
  path: "/label",
  validateSearch: only(labelSearch),
  loaderDeps: ({ search }) => ({ search }),
  loader: ({ context, params, deps, cause }) => loadDesk({ queryClient: context.queryClient, ...params, ...deps, isEntering: cause === "enter" }),
  component: lazyRouteComponent(() => import("../features/labeling/LabelPage"), "LabelPage"),
  staticData: { ownBar: true },
});
const tutorial = createRoute({
  getParentRoute: () => project,
  path: "/tutorial",
  component: lazyRouteComponent(() => import("../features/labeling/tutorial/TutorialPage"), "TutorialPage"),
  staticData: { ownBar: true },
});
const queues = createRoute({
  getParentRoute: () => project,
  path: "/queues",
  validateSearch: only(queuesSearch),
  component: lazyRouteComponent(() => import("../features/queues/QueuesPage"), "QueuesPage"),
});
const taxonomies = createRoute({
  getParentRoute: () => project,
  path: "/taxonomies",
  validateSearch: only(taxonomiesSearch),
  component: lazyRouteComponent(() => import("../features/taxonomies/TaxonomiesPage"), "TaxonomiesPage"),
});
const jobs = createRoute({
  getParentRoute: () => project,
  path: "/jobs",
  component: lazyRouteComponent(() => import("../features/scoring/JobsPage"), "JobsPage"),
});
const quality = createRoute({
  getParentRoute: () => project,
  path: "/quality",
  validateSearch: only(qualitySearch),
  component: lazyRouteComponent(() => import("../features/quality/QualityPage"), "QualityPage"),
});
const experiments = createRoute({
  getParentRoute: () => project,
  path: "/experiments",
  validateSearch: only(experimentSearch),
  component: lazyRouteComponent(() => import("../features/audit/ExperimentsPage"), "ExperimentsPage"),
});
const guideline = createRoute({
  getParentRoute: () => project,
  path: "/guideline",
  validateSearch: only(guidelineSearch),
  component: lazyRouteComponent(() => import("../features/guidelines/GuidelinePage"), "GuidelinePage"),
});
const imports = createRoute({
  getParentRoute: () => project,
  path: "/import",
  validateSearch: only(importSearch),
  component: lazyRouteComponent(() => import("../features/exchange/ImportPage"), "ImportPage"),
});
const exports = createRoute({
  getParentRoute: () => project,
  path: "/export",
  validateSearch: only(exportSearch),
  component: lazyRouteComponent(() => import("../features/exchange/ExportPage"), "ExportPage"),
});
const members = createRoute({
  getParentRoute: () => project,
  path: "/members",
  component: lazyRouteComponent(() => import("../features/projects/MembersPage"), "MembersPage"),
});

export const routeTree = root.addChildren([
  signIn,
  signedIn.addChildren([
    home,
    account,
    projects,
    project.addChildren([projectHome, trajectories, trajectory, label, tutorial, guideline, queues, taxonomies, jobs, quality, experiments, imports, exports, members]),
  ]),
]);

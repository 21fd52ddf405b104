/** What the server says about trajectories, by the names that this feature uses for it. */
import type { Schemas } from "../../api/types";
import type { Semantics } from "../../ui/ramp";

export type Channel = Schemas["Channel"];
export type Strip = Schemas["Strip"];
export type Row = Schemas["TrajectoryRow"];
export type ListPage = Schemas["TrajectoryList"];
export type FilterKey = Schemas["FilterKey"];
export type FilterChoices = Schemas["FilterChoices"];
export type Neighbours = Schemas["Neighbours"];
export type TrajectoryData = Schemas["TrajectoryPage"];
export type Lane = Schemas["Lane"];
export type Evidence = Schemas["Evidence"];
export type Gold = Schemas["Gold"];
export type Annotation = Schemas["Annotation"];

/** The server's word for a meaning is ours: a compile error here says that one of the two has learnt a new one. */
export function semanticsOf(channel: Pick<Channel, "semantics">): Semantics {
  return channel.semantics;
}

/** A scorer, and its channel where it has several kinds of numbers. */
export function channelName({ scorer, name }: Pick<Channel, "scorer" | "name">): string {
  return name === "" || name === "reward" ? scorer : `${scorer} · ${name}`;
}

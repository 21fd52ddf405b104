/** What was asked, with its images. */
import { useMemo } from "react";

import { Illustrated, imagesOfProblem, PROBLEM, TraceText } from "../../../text";
import type { TrajectoryData } from "../shapes";

export function ProblemText({ data, raw }: { data: TrajectoryData; raw: boolean }) {
  const images = useMemo(() => imagesOfProblem(data), [data]);
  return (
    <Illustrated images={images} of={PROBLEM}>
      <TraceText source={data.problem} raw={raw} />
    </Illustrated>
  );
}

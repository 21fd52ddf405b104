/** What labels are called on the pages of a guideline: by the project's protocol, where 0 is not always neutral. */
import { useQuery } from "@tanstack/react-query";

import { currentProtocols, protocolsQuery } from "../../api/protocols";
import { labelWord, type StepLabel } from "../../ui/Labels";

/** The usual words until the protocols have arrived. */
export function useLabelNames(protocol: string): (label: StepLabel) => string {
  const { data = [] } = useQuery({ ...protocolsQuery, select: currentProtocols });
  const record = data.find(({ name }) => name === protocol);
  return (label) => (record?.asks_for_labels ? record.values.find(({ value }) => value === label)?.name : undefined) ?? labelWord(label);
}

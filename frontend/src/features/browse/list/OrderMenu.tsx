/** How the list is sorted, in words, and every other way. */
import { Chip } from "../../../ui/Badge";
import { Menu } from "../../../ui/Menu";
import type { Channel } from "../shapes";
import { IMPORT_ORDER, orderChoices, orderName } from "./order";

export interface OrderMenuProps {
  readonly order: string | undefined;
  readonly channels: readonly Channel[];
  readonly onSort: (order: string | undefined) => void;
}

export function OrderMenu({ order = IMPORT_ORDER, channels, onSort }: OrderMenuProps) {
  const items = orderChoices(channels).flatMap(({ heading, choices }, index) => [
    ...(index === 0 ? [] : ["---"]),
    heading,
    ...choices.map((choice) => ({
      label: choice.label,
      current: choice.order === order,
      onSelect: () => onSort(choice.order === IMPORT_ORDER ? undefined : choice.order),
    })),
  ]);
  return (
    <Menu
      align="end"
      items={items}
      trigger={
        <Chip icon="sort" end="chevron-down" aria-label={`Order: ${orderName(order)}, change`}>
          {orderName(order)}
        </Chip>
      }
    />
  );
}

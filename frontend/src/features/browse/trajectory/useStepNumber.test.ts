import { act, renderHook } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { useStepNumber } from "./useStepNumber";

function reader(last: number) {
  const go = vi.fn();
  const { result } = renderHook(() => useStepNumber(last, go));
  const named = () => result.current.commands.map(({ title }) => title);
  const press = (key: string) => act(() => result.current.commands.find(({ keys }) => keys.includes(key))?.run());
  return { go, named, press };
}

test("digits are commands only while a number is typed, so that the help sheet lists none of them", () => {
  const { named, press } = reader(41);
  expect(named()).toEqual(["Go to step, then its number"]);
  press("g");
  expect(named()).toHaveLength(11);
  press("1");
  press("2");
  expect(named()).toEqual(["Go to step, then its number"]);
});

test("goes as soon as no longer number is possible", () => {
  const { go, press } = reader(41);
  press("g");
  press("1");
  expect(go).not.toHaveBeenCalled();
  press("2");
  expect(go).toHaveBeenCalledExactlyOnceWith(12);
});

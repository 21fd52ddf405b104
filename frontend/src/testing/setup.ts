/** What jsdom lacks, and the rule that no test reaches a network that it did not describe. */
import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeEach, vi } from "vitest";

// A machine that is busy is slow, not wrong.
configure({ asyncUtilTimeout: 10_000 });

beforeEach(() => {
  vi.stubGlobal("fetch", (input: RequestInfo | URL) =>
    Promise.reject(new Error(`A test asked the network for ${input instanceof Request ? input.url : String(input)} without describing the answer.`)),
  );
});

afterEach(() => {
  cleanup();
  localStorage.clear();
  vi.unstubAllGlobals();
});

class NoResizes {
  observe() {
    // nothing is laid out, so nothing changes its size
  }
  unobserve() {
    // see above
  }
  disconnect() {
    // see above
  }
}

Object.assign(globalThis, {
  ResizeObserver: NoResizes,
  matchMedia: (query: string) => ({ matches: false, media: query, addEventListener: vi.fn(), removeEventListener: vi.fn() }),
});
window.scrollTo = vi.fn();
// axe measures icons on a canvas; without one it leaves them out.
HTMLCanvasElement.prototype.getContext = () => null;
Object.assign(Element.prototype, { scrollIntoView: vi.fn(), hasPointerCapture: () => false });

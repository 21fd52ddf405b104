/** The one `keydown` listener of the app, and the layers that dialogs open over the page's commands. */
import { createContext, useContext, useEffect, useLayoutEffect, useState, type ReactNode } from "react";

import { dispatch, leaveTextField } from "./listener";
import { CommandRegistry, PAGE_LAYER, type Layer } from "./registry";

export const RegistryContext = createContext<CommandRegistry | null>(null);
export const LayerContext = createContext<Layer>(PAGE_LAYER);

export function KeyboardProvider({ children }: { children: ReactNode }) {
  const [registry] = useState(() => new CommandRegistry());
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const onPage = registry.topLayer() === PAGE_LAYER;
      if (onPage && leaveTextField(event)) return;
      dispatch(event, registry.active());
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [registry]);
  return <RegistryContext value={registry}>{children}</RegistryContext>;
}

/** While it is mounted, only commands offered by its children are heard. Every dialog, menu and picker is one. */
export function CommandLayer({ children }: { children?: ReactNode }) {
  const registry = useContext(RegistryContext);
  const { depth } = useContext(LayerContext);
  const [layer] = useState<Layer>(() => ({ depth: depth + 1 }));
  useLayoutEffect(() => registry?.openLayer(layer), [registry, layer]);
  return <LayerContext value={layer}>{children}</LayerContext>;
}

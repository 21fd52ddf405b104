/** The frame of every page behind the sign-in: bar, commands that work everywhere, page. */
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Outlet, useMatches, useParams } from "@tanstack/react-router";
import { useState } from "react";

import { isApiError } from "../api/errors";
import { projectQuery, sessionQuery } from "../api/session";
import { useCommand, useCommands } from "../keyboard";
import { usePreferences, usePreferencesOf } from "../preferences";
import { currentTheme } from "../theme/theme";
import { EVERYWHERE, KeyboardHelp } from "../ui/KeyboardHelp";
import { Loaded } from "../ui/States";
import { AppBar } from "./AppBar";
import { Missing } from "./Fallbacks";
import styles from "./Frame.module.css";
import { Jump } from "./Jump";

export function Frame() {
  const ownBar = useMatches({ select: (matches) => matches.some(({ staticData }) => staticData.ownBar === true) });
  const [open, setOpen] = useState<"help" | "jump" | null>(null);
  const toggle = (what: "help" | "jump") => (show: boolean) => setOpen(show ? what : null);
  return (
    <div className={styles.frame}>
      <EverywhereKeys onOpen={setOpen} />
      {!ownBar && <AppBar />}
      <div className={styles.page}>
        <Outlet />
      </div>
      <KeyboardHelp open={open === "help"} onOpenChange={toggle("help")} />
      <Jump open={open === "jump"} onOpenChange={toggle("jump")} />
    </div>
  );
}

/** Keys that every page has. A page with a search field of its own offers it as "page.search", and then "/" leads there. */
function EverywhereKeys({ onOpen }: { onOpen: (what: "help" | "jump") => void }) {
  usePreferencesOf(useSuspenseQuery(sessionQuery).data);
  const { choose } = usePreferences();
  const pageSearch = useCommand("page.search");
  useCommands([
    { id: "help.open", title: "Keyboard", group: EVERYWHERE, keys: ["?"], run: () => onOpen("help") },
    { id: "theme.toggle", title: "Dark or light", group: EVERYWHERE, keys: ["T"], run: () => choose({ theme: currentTheme() === "dark" ? "light" : "dark" }) },
    { id: "jump.open", title: "Commands and places by name", group: EVERYWHERE, keys: pageSearch ? ["Mod+k"] : ["/", "Mod+k"], run: () => onOpen("jump") },
    { id: "page.searchKey", title: pageSearch?.title ?? "", group: EVERYWHERE, keys: pageSearch ? ["/"] : [], run: () => pageSearch?.run() },
  ]);
  return null;
}

/** Pages of a project stand only where the person is a member; to everybody else it does not exist. */
export function ProjectFrame() {
  const { slug } = useParams({ from: "/signed-in/p/$slug" });
  const project = useQuery(projectQuery(slug));
  if (isApiError(project.error, 404)) return <Missing />;
  return (
    <Loaded query={project} failed="The project did not arrive" skeleton={null}>
      {() => <Outlet />}
    </Loaded>
  );
}

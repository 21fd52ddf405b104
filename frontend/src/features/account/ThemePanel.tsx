/** Light or dark, or as the system has it. The key and the button of the bar choose between the first two. */
import { usePreferences } from "../../preferences";
import { Panel } from "../../ui/Page";
import { Segmented } from "../../ui/Segmented";

const OPTIONS = [
  { value: "system", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
] as const;

export function ThemePanel() {
  const { choices, choose } = usePreferences();
  return (
    <Panel title="Light or dark" note="wherever you sign in">
      <Segmented label="Light or dark" value={choices.theme ?? "system"} options={OPTIONS} onChange={(next) => choose({ theme: next === "system" ? null : next })} />
    </Panel>
  );
}

import { CheckField, SelectField } from "@/ui/field";
import { Section } from "@/ui/panel";
import { setPreference, usePreferences, type Density, type Theme } from "@/ui/preferences";

const themes = [
  { value: "system", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];
const densities = [
  { value: "compact", label: "Compact, 28 px rows" },
  { value: "default", label: "Normal, 32 px rows" },
  { value: "comfortable", label: "Comfortable, 40 px rows" },
];

/// The look is of this browser: another one may look different. The keys go with the person.
export function Appearance() {
  const { theme, density, contrast, singleKeys } = usePreferences();
  return (
    <>
      <Section title="On this browser">
        <div className="grid gap-3 sm:grid-cols-2">
          <SelectField
            label="Theme"
            choices={themes}
            value={theme}
            onChange={(event) => setPreference("theme", event.target.value as Theme)}
          />
          <SelectField
            label="Density"
            choices={densities}
            value={density}
            onChange={(event) => setPreference("density", event.target.value as Density)}
          />
          <CheckField
            label="High contrast"
            help="Also when the system asks for it."
            checked={contrast === "more"}
            onChange={(event) => setPreference("contrast", event.target.checked ? "more" : "system")}
          />
        </div>
      </Section>
      <Section title="Keys">
        <CheckField
          label="Single keys"
          help="j, k, x and the like, in every browser you sign in with; “?” shows them all and lets you change them."
          checked={singleKeys}
          onChange={(event) => setPreference("singleKeys", event.target.checked)}
        />
      </Section>
    </>
  );
}

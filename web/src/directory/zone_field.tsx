import { useId } from "react";
import { TextField } from "@/ui/field";

/// Intl knows the names; an old browser just gets a text field.
function zones(): readonly string[] {
  try {
    return ["UTC", ...Intl.supportedValuesOf("timeZone")];
  } catch {
    return [];
  }
}
const known = zones();

export const zoneHere = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

export function ZoneField({
  value,
  onChange,
  error,
  help,
}: {
  value: string;
  onChange: (zone: string) => void;
  error?: string;
  help?: string;
}) {
  const id = useId();
  return (
    <>
      <TextField
        label="Time zone"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        list={id}
        error={error}
        help={help}
        autoComplete="off"
        spellCheck={false}
      />
      <datalist id={id}>
        {known.map((zone) => (
          <option key={zone} value={zone} label={zone} aria-label={zone} />
        ))}
      </datalist>
    </>
  );
}

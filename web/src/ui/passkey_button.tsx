// One press, then the browser asks for the finger, the face or the PIN.
import { useState } from "react";
import { KeyRound } from "lucide-react";
import { Button, type Tone } from "./button";
import { ProblemLine } from "./empty";

export function PasskeyButton({
  label,
  run,
  tone = "plain",
  wide = true,
}: {
  label: string;
  run: () => Promise<unknown>;
  tone?: Tone;
  wide?: boolean;
}) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const press = () => {
    setBusy(true);
    setError(undefined);
    run()
      .catch(setError)
      .finally(() => setBusy(false));
  };
  return (
    <div className="space-y-2">
      <Button icon={KeyRound} tone={tone} className={wide ? "h-9 w-full" : ""} busy={busy} onClick={press}>
        {label}
      </Button>
      {Boolean(error) && <ProblemLine error={error} />}
    </div>
  );
}

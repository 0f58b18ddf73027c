// The codes for the day on which the phone is lost: shown once, kept by the person.
import { useState } from "react";
import { Button } from "@/ui/button";
import { CopyButton } from "@/ui/copy";
import { download } from "@/ui/csv";
import { CheckField } from "@/ui/field";

export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const [kept, setKept] = useState(false);
  const text = codes.join("\n");
  return (
    <div className="space-y-3">
      <p className="font-medium">Keep these recovery codes</p>
      <p className="text-dim">
        Each lets you in once when the phone is lost. They are shown only now; a password manager or a printed page is a good place.
      </p>
      <ul className="mono grid grid-cols-2 gap-x-4 gap-y-1 rounded-lg border border-line bg-panel p-3">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <CopyButton text={text} label="Copy all" />
        <Button onClick={() => download("steward-recovery-codes.txt", "text/plain", `${text}\n`)}>Save as a file</Button>
      </div>
      <CheckField label="I have kept them" checked={kept} onChange={(event) => setKept(event.target.checked)} />
      <Button tone="primary" className="h-9 w-full" disabled={!kept} onClick={onDone}>
        Go on
      </Button>
    </div>
  );
}

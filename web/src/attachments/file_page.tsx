// The link in a mail to a file that was too large for it. Opening it changes nothing; who says to which address it was sent
// gets the file, to be stored.
import { useEffect, useState, type FormEvent } from "react";
import { Download } from "lucide-react";
import { call, methods } from "@/api/client";
import type { LinkedFile } from "@/api/generated/schema";
import { takeLinkToken } from "@/app/link_token";
import { Button } from "@/ui/button";
import { ProblemLine } from "@/ui/empty";
import { TextField } from "@/ui/field";
import { bytes } from "@/ui/format";
import { Facts, Notice } from "@/ui/panel";
import { Moment } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { Welcome } from "@/ui/welcome";
import { passAddress } from "./file_words";

export default function FilePage() {
  useTitle("A file for you");
  const [mine] = useState(takeLinkToken);
  const [file, setFile] = useState<LinkedFile>();
  const [error, setError] = useState<unknown>();
  const [address, setAddress] = useState("");
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<"wrong" | "begun">();
  useEffect(() => {
    call(methods.lookAtFileLink, { token: mine }).then(setFile, setError);
  }, [mine]);
  const open = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    setOutcome(undefined);
    try {
      const { pass, name } = await call(methods.openFileLink, { token: mine, address: address.trim() });
      if (pass) {
        const link = document.createElement("a");
        link.href = passAddress(pass);
        link.download = name;
        link.click();
      }
      setOutcome(pass ? "begun" : "wrong");
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };
  if (!file) return <Welcome title="A file for you">{error ? <ProblemLine error={error} /> : <p className="text-dim">One moment …</p>}</Welcome>;
  return (
    <Welcome title="A file for you">
      <p className="mb-3 font-medium break-words">
        <bdi>{file.name}</bdi>
      </p>
      <div className="mb-4">
        <Facts
          rows={[
            ["Size", bytes(Number(file.size_bytes))],
            ...(file.reference ? [["Ticket", file.reference] as const] : []),
            ["Until", <Moment key="until" at={file.expires_at_unix_ms} />],
          ]}
        />
      </div>
      {file.refusal ? (
        <Notice tone="warn">{file.refusal}</Notice>
      ) : (
        <form onSubmit={(event) => void open(event)} className="space-y-3">
          <TextField
            label="Your mail address"
            help={`The one that this link was sent to: ${file.sent_to}`}
            type="email"
            autoComplete="email"
            required
            maxLength={254}
            value={address}
            onChange={(event) => setAddress(event.target.value)}
            error={outcome === "wrong" ? "This is not the address that the link was sent to. After five wrong ones the link ends." : undefined}
          />
          {outcome === "begun" && (
            <div role="status">
              <Notice tone="info">The download has begun.</Notice>
            </div>
          )}
          {error !== undefined && <ProblemLine error={error} />}
          <Button tone="primary" icon={Download} type="submit" busy={busy} className="w-full">
            Download
          </Button>
        </form>
      )}
    </Welcome>
  );
}

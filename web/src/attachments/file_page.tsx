// The link in a mail to a file that was too large for it. Opening it changes nothing; who says to which address it was sent
// gets a code there, and with the code the file, to be stored.
import { useEffect, useState, type FormEvent } from "react";
import { Download, Mail } from "lucide-react";
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
  const [code, setCode] = useState("");
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<"wrong" | "again" | "begun">();
  useEffect(() => {
    call(methods.lookAtFileLink, { token: mine }).then(setFile, setError);
  }, [mine]);
  const ask = async (request: { address?: string; code?: string }) => {
    setBusy(true);
    setError(undefined);
    setOutcome(undefined);
    try {
      const answer = await call(methods.openFileLink, { token: mine, ...request });
      if (answer.pass) {
        const link = document.createElement("a");
        link.href = passAddress(answer.pass);
        link.download = answer.name;
        link.click();
        setOutcome("begun");
        setCode("");
      } else if (answer.code_sent) {
        setOutcome(asked ? "again" : undefined);
        setAsked(true);
      } else setOutcome("wrong");
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void ask(asked ? { code } : { address: address.trim() });
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
        <form onSubmit={submit} className="space-y-3">
          {!asked && (
            <TextField
              label="Your mail address"
              help={`The one that this link was sent to: ${file.sent_to}. A code goes there.`}
              type="email"
              autoComplete="email"
              required
              maxLength={254}
              value={address}
              onChange={(event) => setAddress(event.target.value)}
              error={outcome === "wrong" ? "This is not the address that the link was sent to. After five wrong ones the link ends." : undefined}
            />
          )}
          {asked && outcome !== "begun" && (
            <TextField
              label="Code from the mail"
              help={`Eight digits, sent to ${address.trim()}. It works once, for 15 minutes.`}
              inputMode="numeric"
              autoComplete="one-time-code"
              required
              autoFocus
              maxLength={20}
              value={code}
              onChange={(event) => setCode(event.target.value)}
              error={outcome === "wrong" ? "This is not the newest code, or it is too old. After five wrong ones ask for another." : undefined}
            />
          )}
          <div role="status">
            {outcome === "begun" && <Notice tone="info">The download has begun.</Notice>}
            {outcome === "again" && <Notice tone="info">Another code is on its way. The one before does not work any more.</Notice>}
          </div>
          {error !== undefined && <ProblemLine error={error} />}
          {outcome !== "begun" && (
            <Button tone="primary" icon={asked ? Download : Mail} type="submit" busy={busy} className="w-full">
              {asked ? "Download" : "Send me the code"}
            </Button>
          )}
          {asked && (
            <button type="button" className="link" disabled={busy} onClick={() => void ask({ address: address.trim() })}>
              {outcome === "begun" ? "Download again with another code" : "Send another code"}
            </button>
          )}
        </form>
      )}
    </Welcome>
  );
}

// Beside the password: the company's own account at a provider, and for a client's people a link by mail.
import { useState, type FormEvent } from "react";
import { LogIn, Mail } from "lucide-react";
import { methods } from "@/api/client";
import { useApi } from "@/api/query";
import { Button } from "@/ui/button";
import { ProblemLine } from "@/ui/empty";
import { TextField } from "@/ui/field";
import { requestMailLink } from "./mail_link";
import { signInAt } from "./provider_visit";

interface Props {
  next: string;
  clientId?: string; // whose portal it is, when it is one
  linkToken?: string; // of an invitation that a provider may take
  ofPortal?: boolean; // everybody who comes here belongs to a client
}

export function OtherWays({ next, clientId = "", linkToken = "", ofPortal }: Props) {
  const ways = useApi(methods.listSignInWays, { client_id: clientId }, { staleTime: 60_000 }).data;
  const [going, setGoing] = useState("");
  const [error, setError] = useState<unknown>();
  const [mail, setMail] = useState(false);
  const go = (id: string) => {
    setGoing(id);
    setError(undefined);
    signInAt(id, next, linkToken).catch((problem: unknown) => {
      setError(problem);
      setGoing("");
    });
  };
  return (
    <div className="mt-3 space-y-3">
      {(ways?.providers ?? []).map((one) => (
        <Button key={one.provider_id} icon={LogIn} className="h-9 w-full" busy={going === one.provider_id} onClick={() => go(one.provider_id)}>
          Sign in with {one.name}
        </Button>
      ))}
      {Boolean(error) && <ProblemLine error={error} />}
      {!linkToken &&
        (mail ? (
          <AskForLink next={next} />
        ) : (
          <AskButton ofPortal={ofPortal} onClick={() => setMail(true)} />
        ))}
    </div>
  );
}

function AskButton({ ofPortal, onClick }: { ofPortal?: boolean; onClick: () => void }) {
  if (ofPortal)
    return (
      <Button icon={Mail} className="h-9 w-full" onClick={onClick}>
        Get a link by mail
      </Button>
    );
  return (
    <button type="button" className="link flex items-center gap-1.5" onClick={onClick}>
      <Mail size={14} aria-hidden /> For clients: get a sign-in link by mail
    </button>
  );
}

export function AskForLink({ next }: { next: string }) {
  const [email, setEmail] = useState("");
  const [sent, setSent] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const send = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    requestMailLink(email.trim(), next)
      .then(() => setSent(true), setError)
      .finally(() => setBusy(false));
  };
  if (sent)
    return (
      <p role="status" className="rounded-md border border-line bg-panel px-3 py-2">
        If {email.trim()} is known here, a mail is on its way. Open its link in this browser within 15 minutes.
      </p>
    );
  return (
    <form onSubmit={send} className="space-y-3" noValidate>
      <TextField
        label="Your e-mail address"
        type="email"
        value={email}
        onChange={(event) => setEmail(event.target.value)}
        autoComplete="email"
        autoFocus
      />
      {Boolean(error) && <ProblemLine error={error} />}
      <Button type="submit" icon={Mail} className="h-9 w-full" busy={busy} disabled={!email.trim()}>
        Send me a link
      </Button>
    </form>
  );
}

// The link in a page's message. Opening it changes nothing (mail scanners open links); the button takes the work.
import { useEffect, useState } from "react";
import { Link } from "@tanstack/react-router";
import { BellRing, Check } from "lucide-react";
import { call, methods } from "@/api/client";
import type { PageFace } from "@/api/generated/schema";
import { Welcome } from "@/ui/welcome";
import { takeLinkToken } from "@/app/link_token";
import { Button, buttonClass } from "@/ui/button";
import { ProblemLine } from "@/ui/empty";
import { Facts } from "@/ui/panel";
import { Priority } from "@/ui/status";
import { Ago } from "@/ui/time";
import { useTitle } from "@/ui/title";

export default function AcknowledgePage() {
  useTitle("You are called");
  const [mine] = useState(takeLinkToken);
  const [face, setFace] = useState<PageFace>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    call(methods.lookAtPage, { token: mine }).then(setFace, setError);
  }, [mine]);
  const take = () => {
    setBusy(true);
    setError(undefined);
    call(methods.acknowledgePage, { token: mine })
      .then(setFace, setError)
      .finally(() => setBusy(false));
  };
  if (!face)
    return (
      <Welcome title="You are called">
        {error ? <ProblemLine error={error} /> : <p className="text-dim">One moment …</p>}
        {Boolean(error) && (
          <Link to="/" className={`${buttonClass()} mt-4`}>
            Open the console
          </Link>
        )}
      </Welcome>
    );
  return (
    <Welcome title={face.is_test ? "Test page" : face.title}>
      <Facts
        rows={[
          ...(face.is_test
            ? [["About", "A test of the paging path. Nothing is broken."] as const]
            : [
                ["Client", face.client_name] as const,
                ["Priority", <Priority key="priority" value={face.priority} />] as const,
                ["Ticket", face.reference] as const,
              ]),
          ["Called", face.paged_name],
          ["When", <Ago key="at" at={face.paged_at_unix_ms} />],
        ]}
      />
      {Boolean(error) && (
        <div className="mt-3">
          <ProblemLine error={error} />
        </div>
      )}
      {face.can_acknowledge ? (
        <Button tone="primary" icon={BellRing} busy={busy} onClick={take} className="mt-4 h-11 w-full justify-center">
          I take it
        </Button>
      ) : (
        <p className="mt-4 flex items-center gap-2" role="status">
          <Check size={16} aria-hidden className="text-ok" />
          <span>
            {face.acknowledged_by ? (
              <>
                {face.acknowledged_by} has taken it, <Ago at={face.acknowledged_at_unix_ms} />.
              </>
            ) : (
              "It is over."
            )}
          </span>
        </p>
      )}
      {!face.is_test && (
        <Link to="/" className="link mt-4 block text-center">
          Open the console
        </Link>
      )}
    </Welcome>
  );
}

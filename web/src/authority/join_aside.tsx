// What a line allows: one of this server lets a machine be watched, one with a signed grant lets it run what people sign.
import { Link } from "@tanstack/react-router";
import { methods } from "@/api/client";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { CopyLine } from "@/ui/copy";
import { termText } from "@/ui/filter";
import { Section } from "@/ui/panel";
import { State } from "@/ui/status";
import { grantCommand } from "./gate_words";
import { GrantTable } from "./grant_table";

const mostShown = 20;

export default function JoinAside({ clientId, siteId, line }: { clientId: string; siteId: string; line: string }) {
  const mayRead = useMay("authority.read");
  const authority = useApi(methods.getAuthority, {}, { enabled: mayRead }).data;
  const filter = clientId ? termText("client_id", clientId) : "";
  const grants = useApi(methods.listGrants, { filter, order_by: "-not_after", page_size: mostShown }).data?.grants;
  const open = (grants ?? []).filter((one) => one.state === "open");
  return (
    <Section title="What such a machine may run">
      <p>
        <State state="unwatched" label="Watched only" className="font-medium" />{" "}
        {line ? "The line above carries no grant:" : "A line of this page carries no grant:"} the machine
        reports, and nothing can run on it. For work that people sign, it joins with the line of a grant in its place.
      </p>
      {authority && !authority.exists ? (
        <p className="mt-2">
          Nobody can sign a grant yet.{" "}
          <Link to="/settings/authority" className="link">
            How to begin
          </Link>
        </p>
      ) : (
        <GrantSteps clientId={clientId} siteId={siteId} line={line} address={authority?.agent_address ?? ""} />
      )}
      {open.length > 0 && (
        <div className="mt-3">
          <GrantTable grants={open} />
        </div>
      )}
    </Section>
  );
}

function GrantSteps({ clientId, siteId, line, address }: { clientId: string; siteId: string; line: string; address: string }) {
  return (
    <details className="mt-2">
      <summary className="link">How to get a grant</summary>
      <ol className="mt-2 list-decimal space-y-2 pl-5">
        <li>
          Somebody who may let machines join drafts it, on a machine of their own. It prints the line for the machine.
          <CopyLine text={grantCommand(clientId, siteId, line, address)} label="the command that drafts a grant" />
        </li>
        <li>
          Sign it, and put it where the courier takes it.
          <CopyLine text="steward-sign sign grant && steward-sign send /srv/meeting grant" label="the command that signs" />
        </li>
        <li>
          Bring it here. Then paste the line on the machine.
          <CopyLine text="steward courier sync /srv/meeting" label="the command that brings it here" />
        </li>
      </ol>
      <p className="mt-2 text-dim">A machine that is watched already joins again with that line: sudo steward-agent enrol &apos;LINE&apos; --force</p>
    </details>
  );
}

// The approvals of a ticket.
import { useState } from "react";
import { methods } from "@/api/client";
import type { Ticket } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { useAdds } from "@/ui/adds";
import { Button } from "@/ui/button";
import { useCommands } from "@/ui/commands";
import { Section } from "@/ui/panel";
import { ApprovalCard } from "./approval_card";
import { AskDialog } from "./ask_dialog";

const ended = new Set(["resolved", "closed", "cancelled", "merged"]);

export default function ApprovalsPanel({ ticket }: { ticket: Ticket }) {
  const sees = useMay("approval.read");
  const may = useMay("approval.ask") && !ended.has(ticket.state);
  const { data } = useApi(methods.listApprovals, { filter: `ticket_id:${ticket.ticket_id}`, page_size: 50 }, { enabled: sees });
  const [asking, setAsking] = useState(false);
  const none = data?.approvals.length === 0;
  const ask = { label: "An approval", command: "Ask for an approval", run: () => setAsking(true) };
  useAdds([ask], sees && may && none);
  useCommands(sees && may && !none ? [{ label: ask.command, run: ask.run }] : []);
  if (!sees || !data) return null;
  const dialog = asking && <AskDialog ticket={ticket} onClose={() => setAsking(false)} />;
  if (none) return dialog;
  return (
    <Section
      title="Approvals"
      aside={
        may && (
          <Button tone="quiet" onClick={ask.run}>
            Ask
          </Button>
        )
      }
    >
      <div className="space-y-2">
        {data.approvals.map((approval) => (
          <ApprovalCard key={approval.approval_id} approval={approval} />
        ))}
      </div>
      {dialog}
    </Section>
  );
}

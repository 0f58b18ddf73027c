// The approvals of a ticket.
import { useState } from "react";
import { methods } from "@/api/client";
import type { Ticket } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
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
  useCommands(sees && may ? [{ label: "Ask for an approval", run: () => setAsking(true) }] : []);
  if (!sees || !data || (data.approvals.length === 0 && !may)) return null;
  return (
    <Section
      title="Approvals"
      aside={
        may && (
          <Button tone="quiet" onClick={() => setAsking(true)}>
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
      {data.approvals.length === 0 && <p className="text-dim">Nothing was asked.</p>}
      {asking && <AskDialog ticket={ticket} onClose={() => setAsking(false)} />}
    </Section>
  );
}

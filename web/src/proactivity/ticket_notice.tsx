// On a person's ticket: the disturbance it may speak of, to be confirmed or rejected by those who may.
import { Link } from "@tanstack/react-router";
import { Check, Link2, X } from "lucide-react";
import { methods } from "@/api/client";
import type { ClientReport, Ticket } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { useMay } from "@/api/session";
import { Button } from "@/ui/button";
import { ProblemLine } from "@/ui/empty";
import { Notice } from "@/ui/panel";
import { sayIfItWaits, touchedByDecision } from "./override_dialog";
import { scoreWords } from "./verdict_words";

const touched = [...touchedByDecision, methods.getTicket, methods.listMessages];

export default function ProposedLink({ ticket }: { ticket: Ticket }) {
  const ours = useMay("client_report.read") && ticket.source !== "alert";
  const about = { filter: `ticket:${ticket.ticket_id}`, page_size: 1 };
  const { data } = useApi(methods.listClientReports, about, { enabled: ours });
  const report = data?.client_reports[0];
  return report && report.state === "proposed" ? <Proposal report={report} /> : null;
}

function Proposal({ report }: { report: ClientReport }) {
  const confirm = useChange(methods.confirmClientReport, touched, {
      onSuccess: (answer) => sayIfItWaits(answer.disturbance_id === report.proposed_id),
    }),
    reject = useChange(methods.rejectClientReport, touched);
  const busy = confirm.isPending || reject.isPending;
  const mayDecide = report.allowed_actions.includes("confirm");
  return (
    <Notice tone="warn" icon={<Link2 size={15} aria-hidden className="mt-0.5 shrink-0" />}>
      <p>
        Is this about{" "}
        <Link to="/disturbances" search={{ open: report.proposed_id }} className="link font-medium">
          {report.proposed_title}
        </Link>
        ?
      </p>
      <p className="text-xs text-dim">Score {scoreWords(report.score)}. The ticket cannot be resolved before this is decided.</p>
      {mayDecide && (
        <p className="mt-2 flex flex-wrap gap-2">
          <Button icon={Check} busy={confirm.isPending} disabled={busy} onClick={() => confirm.mutate({ report_id: report.report_id })}>
            Yes, link it
          </Button>
          <Button
            tone="quiet"
            icon={X}
            busy={reject.isPending}
            disabled={busy}
            onClick={() => reject.mutate({ report_id: report.report_id })}
          >
            No, something else
          </Button>
        </p>
      )}
      {(confirm.isError || reject.isError) && <ProblemLine error={confirm.error ?? reject.error} />}
    </Notice>
  );
}

// The problem of a ticket, and known errors that look the same, with what helps.
import { lazy, Suspense, useState } from "react";
import { Link } from "@tanstack/react-router";
import { methods } from "@/api/client";
import type { Ticket, TicketProblem } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { useMay } from "@/api/session";
import { useAdds } from "@/ui/adds";
import { Button } from "@/ui/button";
import { ProblemLine } from "@/ui/empty";
import { Section } from "@/ui/panel";
import { State } from "@/ui/status";
import { markOf, matchLabel, touchedByProblem } from "./problem_words";

const NewProblem = lazy(() => import("./new_problem").then((file) => ({ default: file.NewProblem })));
const concerned = new Set(["incident", "request", "problem"]);

export default function TicketAside({ ticket }: { ticket: Ticket }) {
  const may = useMay("problem.read");
  return may && concerned.has(ticket.kind) ? <Problems ticket={ticket} /> : null;
}

function Problems({ ticket }: { ticket: Ticket }) {
  const mayOpen = useMay("problem.write");
  const mayLink = useMay("problem.link");
  const [opens, setOpens] = useState(false);
  const found = useApi(methods.listTicketProblems, { ticket_id: ticket.ticket_id }).data?.problems;
  const link = useChange(methods.linkIncident, touchedByProblem);
  const linked = found?.some((one) => one.match === "linked" || one.match === "record");
  const mayBegin = mayOpen && ticket.kind === "incident" && !linked;
  const none = found?.length === 0;
  useAdds([{ label: "A problem", command: "Open a problem", run: () => setOpens(true) }], mayBegin && none);
  if (!found) return null;
  const dialog = opens && (
    <Suspense>
      <NewProblem ticket={ticket} onClose={() => setOpens(false)} />
    </Suspense>
  );
  if (none) return dialog;
  return (
    <Section
      title="Problem"
      aside={
        mayBegin && (
          <Button tone="quiet" onClick={() => setOpens(true)}>
            Open one
          </Button>
        )
      }
    >
      {link.isError && <ProblemLine error={link.error} />}
      <ul className="space-y-3">
        {found.map((one) => (
          <li key={one.problem?.problem_id}>
            <Known
              known={one}
              link={
                mayLink && ticket.kind === "incident" && (one.match === "same_device" || one.match === "same_kind")
                  ? () => link.mutate({ problem_id: one.problem?.problem_id ?? "", ticket_id: ticket.ticket_id })
                  : undefined
              }
            />
          </li>
        ))}
      </ul>
      {dialog}
    </Section>
  );
}

function Known({ known, link }: { known: TicketProblem; link?: () => void }) {
  const problem = known.problem;
  if (!problem) return null;
  return (
    <>
      <p className="text-xs text-dim">{matchLabel(known.match)}</p>
      <Link to="/problems/$problem_id" params={{ problem_id: problem.problem_id }} className="link block break-words">
        {known.match === "record" ? "Open the problem" : `${problem.reference} ${problem.title}`}
      </Link>
      <State {...markOf(problem)} className="text-xs" />
      {problem.workaround && known.match !== "record" && (
        <p className="mt-1 rounded-md bg-panel px-2 py-1 break-words whitespace-pre-wrap">
          <span className="font-medium">What helps: </span>
          {problem.workaround}
        </p>
      )}
      {link && (
        <Button tone="quiet" onClick={link}>
          It is the same
        </Button>
      )}
    </>
  );
}

// One move of a problem with the words that it needs.
import { useState } from "react";
import { methods } from "@/api/client";
import type { ProblemsProblem as Problem } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { FormDialog } from "@/ui/dialog";
import { SelectField, TextArea } from "@/ui/field";
import { say } from "@/ui/toast";
import { moveLabel, stateLabel, readsProblem, touchedByProblem } from "./problem_words";

export function MoveDialog({ problem, to, onClose }: { problem: Problem; to: string; onClose: () => void }) {
  const [form, setForm] = useState({
    cause: problem.cause,
    workaround: problem.workaround,
    fix: problem.fix,
    fix_ticket_id: problem.fix_ticket_id,
    reason: "",
  });
  const set = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  const move = useChange(methods.moveProblem, touchedByProblem, {
    reads: readsProblem,
    onSuccess: (now) => {
      say(`${now.reference}: ${stateLabel(now.state).toLowerCase()}.`);
      onClose();
    },
    etag: problem.etag,
  });
  const changes =
    useApi(
      methods.listTickets,
      { filter: `client_id:${problem.client_id} kind:change,project_task is:open`, order_by: "-changed", page_size: 100 },
      { enabled: to === "fix_planned", staleTime: 60_000 },
    ).data?.tickets ?? [];
  const area = (label: string, name: "cause" | "workaround" | "fix" | "reason", help?: string) => (
    <TextArea
      label={label}
      rows={4}
      value={form[name]}
      help={help}
      error={move.error?.field(name)}
      onChange={(event) => set({ [name]: event.target.value })}
    />
  );
  return (
    <FormDialog
      title={moveLabel(to)}
      submit={moveLabel(to)}
      onSubmit={() => move.mutate({ problem_id: problem.problem_id, state: to, ...form })}
      onClose={onClose}
      busy={move.isPending}
      error={move.error}
    >
      {to === "known_error" &&
        area("What helps until it is fixed", "workaround", "It is said in every open ticket of this problem. If nothing helps, write that.")}
      {to === "fix_planned" && (
        <>
          {area("What will be done", "fix")}
          <SelectField
            label="By which ticket"
            choices={[{ value: "", label: "None" }, ...changes.map((one) => ({ value: one.ticket_id, label: `${one.reference} ${one.title}` }))]}
            value={form.fix_ticket_id}
            onChange={(event) => set({ fix_ticket_id: event.target.value })}
          />
        </>
      )}
      {to === "fixed" && (
        <>
          {area("What the cause was", "cause")}
          <p className="text-dim">It is verified by itself after 30 days in which nothing comes back.</p>
        </>
      )}
      {to === "closed_no_cause" && area("Why nothing more is looked for", "reason")}
      {to === "closed" && <p>{problem.evidence}</p>}
      {to === "investigating" && <p>Somebody looks for the cause from now on. Assign its ticket to them.</p>}
    </FormDialog>
  );
}

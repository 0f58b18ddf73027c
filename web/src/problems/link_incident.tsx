// Which incident has this cause: found by number or words.
import { useState } from "react";
import { methods } from "@/api/client";
import type { ProblemsProblem as Problem } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { FormDialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { touchedByProblem } from "./problem_words";

export function LinkIncident({ problem, onClose }: { problem: Problem; onClose: () => void }) {
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState("");
  const asked = `client_id:${problem.client_id} kind:incident ${text.trim()}`.trim();
  const found = useApi(methods.listTickets, { filter: asked, order_by: "-changed", page_size: 8 }, { keep: true }).data?.tickets ?? [];
  const link = useChange(methods.linkIncident, touchedByProblem, { onSuccess: onClose });
  return (
    <FormDialog
      title="Link an incident"
      submit="Link"
      onSubmit={() => link.mutate({ problem_id: problem.problem_id, ticket_id: chosen })}
      onClose={onClose}
      busy={link.isPending}
      error={link.error}
      disabled={!chosen}
    >
      <TextField label="Number or words" value={text} onChange={(event) => setText(event.target.value)} />
      <fieldset>
        <legend className="mb-1 font-medium">Incidents of {problem.client_name}</legend>
        {found.length === 0 && <p className="text-dim">None is found.</p>}
        {found.map((one) => (
          <label key={one.ticket_id} className="flex items-start gap-2 py-1">
            <input
              type="radio"
              name="incident"
              className="mt-1 accent-accent"
              checked={chosen === one.ticket_id}
              onChange={() => setChosen(one.ticket_id)}
            />
            <span className="min-w-0 break-words">
              <span className="text-dim">{one.reference}</span> {one.title}
            </span>
          </label>
        ))}
      </fieldset>
    </FormDialog>
  );
}

// The review afterwards: cause, what worked, who does what on both sides.
import { useState } from "react";
import { call, methods } from "@/api/client";
import type { MajorIncident } from "@/api/generated/schema";
import { asProblem, type Problem } from "@/api/problem";
import { queries, refresh } from "@/api/query";
import { FormDialog } from "@/ui/dialog";
import { TextArea, TextField } from "@/ui/field";
import { say } from "@/ui/toast";
import { touched } from "./major_words";
import { actionsOf } from "./review_text";

export default function ReviewDialog({ incident, onClose }: { incident: MajorIncident; onClose: () => void }) {
  const [cause, setCause] = useState("");
  const [worked, setWorked] = useState("");
  const [cost, setCost] = useState("");
  const [text, setText] = useState("");
  const [bad, setBad] = useState("");
  const [error, setError] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    const actions = actionsOf(text);
    setBad(typeof actions === "string" ? actions : "");
    if (typeof actions === "string") return;
    setBusy(true);
    try {
      const review = { cause, worked, impact_cost: cost, actions };
      await call(methods.reviewMajorIncident, { major_incident_id: incident.major_incident_id, review });
      onClose();
      say("Reviewed.");
    } catch (problem) {
      setError(asProblem(problem));
    }
    setBusy(false);
    await refresh(queries, touched);
  };
  return (
    <FormDialog
      wide
      title={`Review of ${incident.reference}`}
      submit="Save the review"
      onSubmit={() => void save()}
      onClose={onClose}
      busy={busy}
      error={error}
    >
      <TextArea label="Cause" value={cause} onChange={(event) => setCause(event.target.value)} error={error?.field("review/cause")} />
      <TextArea label="What worked" value={worked} onChange={(event) => setWorked(event.target.value)} error={error?.field("review/worked")} />
      <TextField label="What it cost the client (optional)" value={cost} onChange={(event) => setCost(event.target.value)} maxLength={300} />
      <TextArea
        label="Who does what"
        value={text}
        onChange={(event) => setText(event.target.value)}
        error={bad || undefined}
        placeholder={"Order a second line | Dora | client | 2026-12-15"}
        help="One a line: what | who | ours or client | until when, as 2026-12-15."
      />
    </FormDialog>
  );
}

// Decisions on a change: of the second person, of the client, and of whoever gave their word.
import { useState } from "react";
import { methods } from "@/api/client";
import type { Change } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { FormDialog } from "@/ui/dialog";
import { CheckField, TextArea, TextField } from "@/ui/field";
import { say } from "@/ui/toast";
import { readsChange, touchedByChange } from "./change_words";

interface Shown {
  change: Change;
  onClose: () => void;
}

export function DecideDialog({ change, decision, onClose }: Shown & { decision: "approved" | "rejected" }) {
  const [text, setText] = useState("");
  const decide = useChange(methods.decideChange, touchedByChange, {
    reads: readsChange,
    onSuccess: (now) => {
      say(now.waits_for && now.state === "assessed" ? now.waits_for : decision === "approved" ? "It is approved." : "It is rejected.");
      onClose();
    },
  });
  return (
    <FormDialog
      title={decision === "approved" ? "Approve the change" : "Reject the change"}
      description={decision === "approved" ? "You read its plan, its risk and its way back." : undefined}
      submit={decision === "approved" ? "Approve" : "Reject"}
      tone={decision === "approved" ? "primary" : "danger"}
      onSubmit={() => decide.mutate({ change_id: change.change_id, decision, text, etag: change.etag })}
      onClose={onClose}
      busy={decide.isPending}
      error={decide.error}
      disabled={decision === "rejected" && !text.trim()}
    >
      <TextArea
        label={decision === "approved" ? "What you want to add" : "Why not"}
        rows={3}
        value={text}
        error={decide.error?.field("text")}
        onChange={(event) => setText(event.target.value)}
      />
    </FormDialog>
  );
}

export function ConfirmDialog({ change, onClose }: Shown) {
  const [text, setText] = useState("");
  const confirm = useChange(methods.confirmChange, touchedByChange, {
    reads: readsChange,
    onSuccess: () => {
      say("It is written down.");
      onClose();
    },
  });
  return (
    <FormDialog
      title="Write down what you approved"
      submit="Write it down"
      onSubmit={() => confirm.mutate({ change_id: change.change_id, text })}
      onClose={onClose}
      busy={confirm.isPending}
      error={confirm.error}
      disabled={!text.trim()}
    >
      <TextArea
        label="What you approved, and why"
        rows={4}
        value={text}
        error={confirm.error?.field("text")}
        onChange={(event) => setText(event.target.value)}
      />
    </FormDialog>
  );
}

export function AskClientDialog({ change, onClose }: Shown) {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [question, setQuestion] = useState(() => `May we do this? ${change.title}`);
  const [due, setDue] = useState("");
  const about = { ticket_id: change.ticket_id, kind: "change", cost_minor: change.cost_minor, currency: change.currency };
  const found = useApi(methods.listPossibleApprovers, about, { staleTime: 0 }).data?.people;
  const people = found?.filter((one) => one.person_id) ?? [];
  const ask = useChange(methods.askChangeApproval, touchedByChange, {
    reads: readsChange,
    onSuccess: () => {
      say("The client is asked.");
      onClose();
    },
  });
  return (
    <FormDialog
      title="Ask the client"
      description="The question stands in the ticket and goes out by mail, with the plan and the way back."
      submit="Ask"
      onSubmit={() =>
        ask.mutate({
          change_id: change.change_id,
          person_ids: [...chosen],
          question,
          due_at_unix_ms: due ? new Date(due).getTime() : 0,
        })
      }
      onClose={onClose}
      busy={ask.isPending}
      error={ask.error}
      disabled={chosen.length === 0}
    >
      <fieldset className="space-y-2 rounded-lg border border-line p-3">
        <legend className="px-1 font-medium">Ask</legend>
        {found && people.length === 0 && (
          <p className="text-dim">No person of this client is an approver or the decision-maker. Give one of them that role on the client&apos;s page.</p>
        )}
        {people.map((one) => (
          <CheckField
            key={one.person_id}
            label={
              <>
                {one.name} <span className="text-dim">{one.roles}</span>
              </>
            }
            help={one.refusal || (one.has_address ? undefined : "Has no mail address: can decide in the portal only.")}
            disabled={Boolean(one.refusal)}
            checked={chosen.includes(one.person_id) && !one.refusal}
            onChange={(event) =>
              setChosen(event.target.checked ? [...chosen, one.person_id] : chosen.filter((id) => id !== one.person_id))
            }
          />
        ))}
      </fieldset>
      <TextArea label="Question" rows={3} value={question} error={ask.error?.field("question")} onChange={(event) => setQuestion(event.target.value)} />
      <TextField
        label="Until when"
        type="datetime-local"
        value={due}
        error={ask.error?.field("due_at_unix_ms")}
        onChange={(event) => setDue(event.target.value)}
      />
    </FormDialog>
  );
}

// First aid by a policy: that it was stopped and goes on when a person says so, and what keeps how a machine was before.
import { useState } from "react";
import { Play } from "lucide-react";
import { methods } from "@/api/client";
import type { Policy } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { Button } from "@/ui/button";
import { FormDialog } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/field";
import { Notice, Section } from "@/ui/panel";
import { Moment } from "@/ui/time";
import { say } from "@/ui/toast";

const touched = [methods.listPolicies, methods.listPolicyRuns];

export function Stopped({ policy }: { policy: Policy }) {
  const [asking, setAsking] = useState(false);
  if (Number(policy.stopped_at_unix_ms) === 0) return null;
  return (
    <Notice tone="crit">
      <p>
        First aid by this policy was stopped <Moment at={policy.stopped_at_unix_ms} />: {policy.stop_words} It begins on no machine until
        a person lets it go on. Look below at what its runs wrote.
      </p>
      {policy.allowed_actions.includes("resume") && (
        <Button className="no-print mt-2" icon={Play} onClick={() => setAsking(true)}>
          Let it go on
        </Button>
      )}
      {asking && <Resume policy={policy} onClose={() => setAsking(false)} />}
    </Notice>
  );
}

function Resume({ policy, onClose }: { policy: Policy; onClose: () => void }) {
  const [reason, setReason] = useState("");
  const resume = useChange(methods.resumePolicy, touched, {
    onSuccess: () => {
      say("First aid goes on.");
      onClose();
    },
  });
  return (
    <FormDialog
      title="Let first aid go on"
      description="What failed before counts no more. Whatever waits for its turn has it now."
      submit="Let it go on"
      onSubmit={() => resume.mutate({ policy_id: policy.policy_id, reason: reason.trim() })}
      onClose={onClose}
      busy={resume.isPending}
      error={resume.error}
      disabled={reason.trim() === ""}
    >
      <TextField
        label="Why it does no harm"
        value={reason}
        maxLength={500}
        error={resume.error?.field("reason")}
        onChange={(event) => setReason(event.target.value)}
      />
    </FormDialog>
  );
}

/// The first item is the first aid; any other without values may go before it.
export function StateBefore({ policy }: { policy: Policy }) {
  const keep = useChange(methods.keepStateBefore, touched, { onSuccess: () => say("Changed.") });
  const able = policy.items.slice(1).filter((one) => one.parameters.length === 0);
  if (policy.at_once === 0) return null;
  const mayChange = policy.allowed_actions.includes("keep_state_before");
  return (
    <Section title="How it was before">
      {able.length === 0 ? (
        <p className="text-dim">
          Nothing is kept of how a machine was before first aid. A later version of the policy with a second item that only looks can do that.
        </p>
      ) : mayChange ? (
        <SelectField
          label="Runs before first aid, which begins only when it ended well"
          choices={[{ value: "", label: "Nothing" }, ...able.map((one) => ({ value: one.name, label: one.name }))]}
          value={policy.state_before_item}
          disabled={keep.isPending}
          error={keep.error?.message}
          onChange={(event) => keep.mutate({ policy_id: policy.policy_id, item: event.target.value })}
        />
      ) : (
        <p className="text-dim">{policy.state_before_item || "Nothing is kept."}</p>
      )}
    </Section>
  );
}

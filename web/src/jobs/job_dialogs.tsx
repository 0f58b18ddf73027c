// Decisions on a job: approve it, stop it, try again where it failed.
import { useState } from "react";
import { useNavigate } from "@tanstack/react-router";
import { methods } from "@/api/client";
import type { Job } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { FormDialog } from "@/ui/dialog";
import { CheckField, TextArea } from "@/ui/field";
import { counted } from "@/ui/format";
import { say } from "@/ui/toast";
import { radiusLabel, readsJob, retryReach, touchedByJob } from "./job_words";

interface Shown {
  job: Job;
  onClose: () => void;
}

export function ApproveDialog({ job, onClose }: Shown) {
  const [text, setText] = useState("");
  const approve = useChange(methods.approveJob, touchedByJob, {
    reads: readsJob,
    onSuccess: () => {
      say("It is approved. Now it has to be signed.");
      onClose();
    },
  });
  return (
    <FormDialog
      title="Approve the job"
      description={`It reaches ${counted(job.devices, "machine", "machines")}: ${radiusLabel(job.blast_radius)}. You read what it does and why.`}
      submit="Approve"
      onSubmit={() => approve.mutate({ job_id: job.job_id, etag: job.etag, text: text.trim() })}
      onClose={onClose}
      busy={approve.isPending}
      error={approve.error}
    >
      <TextArea
        label="What you want to add"
        rows={3}
        value={text}
        error={approve.error?.field("text")}
        onChange={(event) => setText(event.target.value)}
      />
    </FormDialog>
  );
}

export function CancelDialog({ job, onClose }: Shown) {
  const [reason, setReason] = useState("");
  const cancel = useChange(methods.cancelJob, touchedByJob, {
    reads: readsJob,
    onSuccess: () => {
      say("No further machine gets it.");
      onClose();
    },
  });
  return (
    <FormDialog
      title="Cancel the job"
      description="No further machine gets it. A machine that has it already may still run it: only a signed stop prevents that."
      submit="Cancel the job"
      tone="danger"
      onSubmit={() => cancel.mutate({ job_id: job.job_id, reason: reason.trim() })}
      onClose={onClose}
      busy={cancel.isPending}
      error={cancel.error}
      disabled={!reason.trim()}
      missing="Say why."
      dismiss="Keep it"
    >
      <TextArea label="Why" rows={2} value={reason} error={cancel.error?.field("reason")} onChange={(event) => setReason(event.target.value)} />
    </FormDialog>
  );
}

export function RetryDialog({ job, onClose }: Shown) {
  const navigate = useNavigate();
  // Where it failed nowhere, those that it never reached are what is meant; one that may have run is never taken unasked.
  const [withExpired, setWithExpired] = useState(job.failed === 0 && job.expired > 0);
  const [withUnknown, setWithUnknown] = useState(false);
  const reach = retryReach(job, withExpired, withUnknown);
  const retry = useChange(methods.retryJob, touchedByJob, {
    onSuccess: (made) => {
      onClose();
      void navigate({ to: "/jobs/$job_id", params: { job_id: made.job_id } });
    },
  });
  return (
    <FormDialog
      title="Try again"
      description="A new draft names these machines, and no others. It has to be signed like any other."
      submit="Draft it"
      onSubmit={() => retry.mutate({ job_id: job.job_id, with_expired: withExpired, with_unknown: withUnknown })}
      onClose={onClose}
      busy={retry.isPending}
      error={retry.error}
      disabled={reach === 0}
    >
      {job.failed > 0 && <p>It failed on {counted(job.failed, "machine", "machines")}.</p>}
      {job.expired > 0 && (
        <CheckField
          label={`Also ${counted(job.expired, "machine", "machines")} that it did not reach in time`}
          checked={withExpired}
          onChange={(event) => setWithExpired(event.target.checked)}
        />
      )}
      {job.unknown > 0 && (
        <CheckField
          label={`Also ${counted(job.unknown, "machine", "machines")} of which nobody knows what came of it`}
          help="It may have run there. Look at the machine first."
          checked={withUnknown}
          onChange={(event) => setWithUnknown(event.target.checked)}
        />
      )}
    </FormDialog>
  );
}

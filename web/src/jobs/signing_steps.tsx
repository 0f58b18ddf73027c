// How a draft becomes a job: the commands that those who sign run on their own machines. Nothing is signed in a browser.
import type { Job } from "@/api/generated/schema";
import { CopyLine } from "@/ui/copy";
import { counted } from "@/ui/format";
import { Section } from "@/ui/panel";
import { personsWords } from "./job_words";

export const courierFolder = "/srv/meeting";

/// For everybody who sees the job: who may not sign still learns what it waits for, and whom to ask.
export function SigningSteps({ job }: { job: Job }) {
  const mayHandOver = job.allowed_actions.includes("sign");
  const left = Math.max(0, job.persons_needed - job.signed_by.length);
  return (
    <Section title="How it is signed">
      <p className="text-dim">
        {personsWords(job.persons_needed)}
        {job.signed_by.length > 0 && `; ${job.signed_by.join(" and ")} did, ${counted(left, "is", "are")} missing`}. A signature is made on a
        person&apos;s own machine with that person&apos;s own key, never here.
      </p>
      <ol className="mt-2 list-decimal space-y-2 pl-5">
        <li>
          Fetch what is to be signed, on a machine that reaches this server. The folder is not secret.
          <CopyLine text={`mkdir -p ${courierFolder} && steward courier sync ${courierFolder}`} label="the command that fetches" />
        </li>
        <li>
          Read it in words and sign it, where your key lies. This needs no network.
          <CopyLine text={`steward-sign sign ${courierFolder}/drafts/${job.job_id}/job.msd`} label="the command that signs" />
        </li>
        <li>
          Bring it back. The server delivers it once all have signed.
          <CopyLine text={`steward courier sync ${courierFolder}`} label="the command that brings it back" />
        </li>
      </ol>
      {!mayHandOver && <p className="mt-2">You may not hand over what is signed. Ask one of those who hold a key: Settings, Authority names them.</p>}
      <p className="mt-2 text-xs text-dim">
        Compare before you sign: draft <code className="mono break-all">{job.job_id}</code>
        {job.script_digest && (
          <>
            , script <code className="mono break-all">{job.script_digest}</code>
          </>
        )}
      </p>
    </Section>
  );
}

// How a draft becomes a job: the commands that those who sign run on their own machines. Nothing is signed in a browser.
import type { Job } from "@/api/generated/schema";
import { CopyLine } from "@/ui/copy";
import { counted } from "@/ui/format";
import { Section } from "@/ui/panel";
import { personsWords } from "./job_words";

export const courierFolder = "steward-desk";

export function SigningSteps({ job }: { job: Job }) {
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
          Fetch what is to be signed. It needs a sign-in or an API token of yours; the folder is not secret.
          <CopyLine text={`steward courier sync ${courierFolder}`} label="the command that fetches" />
        </li>
        <li>
          Read it in words and sign it. This needs no network.
          <CopyLine text={`steward-sign queue ${courierFolder}`} label="the command that signs" />
        </li>
        <li>
          Bring it back. The server delivers it once all have signed.
          <CopyLine text={`steward courier sync ${courierFolder}`} label="the command that brings it back" />
        </li>
      </ol>
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

import type { CreateEnrolmentResponse } from "@/api/generated/schema";
import { CopyLine } from "@/ui/copy";
import { counted } from "@/ui/format";
import { Section } from "@/ui/panel";
import { Moment } from "@/ui/time";

/// What to paste on the machine. The line is a secret: it is shown once, here.
export function InstallSteps({ made }: { made: CreateEnrolmentResponse }) {
  const enrol = `sudo steward-agent enrol '${made.line}'`;
  const enrolment = made.enrolment;
  return (
    <Section title="Paste this on the machine">
      <div className="space-y-3">
        {made.packages.map((one) => (
          <div key={one.name} className="space-y-1.5">
            {made.packages.length > 1 && <p className="font-medium">{one.name}</p>}
            <CopyLine text={one.install_line || enrol} label={`the install line for ${one.name}`} />
            <p className="text-xs text-dim">
              It fetches{" "}
              <a href={one.url} className="link" download>
                {one.name}
              </a>{" "}
              from this server, checks it, installs it and enrols the machine. SHA-256 <code className="mono break-all">{one.sha256}</code>
            </p>
          </div>
        ))}
        {made.packages.length > 0 && (
          <details>
            <summary className="link">The agent is installed already</summary>
            <div className="mt-1.5">
              <CopyLine text={enrol} label="the enrolment line" />
            </div>
          </details>
        )}
        {made.packages.length === 0 && (
          <>
            <p>
              This server offers no package. Install the package <code className="mono">steward-agent</code> on the machine (Debian 12 or
              Ubuntu), then:
            </p>
            <CopyLine text={enrol} label="the enrolment line" />
          </>
        )}
        {enrolment && (
          <p className="text-dim">
            For {enrolment.client_name}: {counted(enrolment.max_uses, "machine", "machines")}, until{" "}
            <Moment at={enrolment.expires_at_unix_ms} />. The line is a secret and is not shown again.
          </p>
        )}
      </div>
    </Section>
  );
}

// What is known of the copies that a plan makes: what its runs showed, and what nobody can see from a machine, said as not known. Pure.
import type { BackupRun } from "@/api/generated/schema";

type Told = Pick<BackupRun, "repository" | "state" | "started_at_unix_ms">;

/// The newest run that said where it wrote to.
export const lastTold = (runs: readonly Told[]): Told | undefined =>
  runs.filter((run) => run.repository).toSorted((a, b) => b.started_at_unix_ms - a.started_at_unix_ms)[0];

// "sftp:user@host:/path", "rest:https://...", "s3:...", "ssh://...", "user@host:repo", "remote:path"; not "/srv/x", "./x" or "C:\x".
const elsewhere = /^(?:[a-z0-9+.-]{2,}:|[^/\\:@]+@[^/\\:]+:)/i;

export interface CopyFact {
  name: string;
  text: string;
  isKnown: boolean;
}

export function copyFacts(runs: readonly Told[]): CopyFact[] {
  const told = lastTold(runs);
  const fact = (name: string, text: string, isKnown: boolean): CopyFact => ({ name, text, isKnown });
  if (!told?.repository) return [fact("Its copies lie", "not known: no run has told where it writes to", false)];
  const isAway = elsewhere.test(told.repository);
  return [
    fact("Its copies lie", told.repository, true),
    isAway
      ? fact("On another machine", "yes, as its runs show", true)
      : fact("On another machine", "not known: a folder of the machine may be its own disk or another's", false),
  ];
}

// Empty is never just blank. Four kinds: nothing yet, filtered away, not allowed, could not be loaded.
import type { ReactNode } from "react";
import { CircleAlert, Filter, Inbox, Lock, RotateCw, type LucideIcon } from "lucide-react";
import { asProblem, type Problem } from "@/api/problem";
import { unreachable } from "@/api/problem";
import { Button } from "./button";

function Frame({
  icon: Icon,
  title,
  children,
  role,
}: {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  role?: "alert" | "status";
}) {
  return (
    <div role={role} className="mx-auto flex max-w-md flex-col items-center px-4 py-10 text-center">
      <span className="mb-3 grid size-10 place-items-center rounded-full bg-hover text-dim">
        <Icon size={18} aria-hidden />
      </span>
      <p className="font-medium">{title}</p>
      <div className="mt-1 space-y-3 text-dim">{children}</div>
    </div>
  );
}

export function NoneYet({ title, icon = Inbox, children }: { title: string; icon?: LucideIcon; children?: ReactNode }) {
  return (
    <Frame icon={icon} title={title}>
      {children}
    </Frame>
  );
}

export function FilteredAway({ what, clear }: { what: string; clear: () => void }) {
  return (
    <Frame icon={Filter} title={`No ${what} matches this filter.`}>
      <p>Try fewer words, or take the filter away.</p>
      <Button onClick={clear}>Clear the filter</Button>
    </Frame>
  );
}

/// The filter itself is wrong: that nothing matches it would not be true.
export function FilterWrong({ what, clear }: { what: string; clear: () => void }) {
  return (
    <Frame icon={Filter} title="This filter cannot be read.">
      <p>What is wrong with it stands below it. The {what} are shown again once it is mended.</p>
      <Button onClick={clear}>Clear the filter</Button>
    </Frame>
  );
}

export function NotAllowed({ what, permission }: { what: string; permission?: string }) {
  return (
    <Frame icon={Lock} title={`You may not see ${what}.`}>
      <p>
        Ask an owner of this installation for a role that includes it
        {permission ? (
          <>
            {" "}
            (<code className="mono">{permission}</code>)
          </>
        ) : null}
        .
      </p>
    </Frame>
  );
}

/// `instead`: where to go on when there is none; trying again would not bring it.
export function Failed({ what, error, retry, instead }: { what: string; error: unknown; retry?: () => void; instead?: ReactNode }) {
  const problem = asProblem(error);
  if (problem.status === 403) return <NotAllowed what={what} />;
  if (problem.status === 404 && instead)
    return (
      <Frame icon={CircleAlert} title={`${what[0].toUpperCase()}${what.slice(1)} is not here.`} role="alert">
        <p>{problem.message}</p>
        {instead}
      </Frame>
    );
  return (
    <Frame icon={CircleAlert} title={`${what[0].toUpperCase()}${what.slice(1)} could not be loaded.`} role="alert">
      <p>{problem.message}</p>
      {retry && (
        <Button icon={RotateCw} onClick={retry}>
          Try again
        </Button>
      )}
      <p className="text-xs">
        {problem.code === unreachable ? "Your filters and unsent text are kept." : <ProblemCode problem={problem} />}
      </p>
    </Frame>
  );
}

/// What a person can read out to support: the stable code and the request's id.
export function ProblemCode({ problem }: { problem: Problem }) {
  return <span className="mono break-all">{[problem.code, problem.requestId].filter(Boolean).join(" · ")}</span>;
}

/// A refused change, inside the form that asked for it.
export function ProblemLine({ error }: { error: unknown }) {
  if (!error) return null;
  const problem = asProblem(error);
  return (
    <div role="alert" className="flex gap-2 rounded-md border border-crit/40 bg-crit-bg px-3 py-2">
      <CircleAlert size={15} aria-hidden className="mt-0.5 shrink-0 text-crit" />
      <div className="min-w-0">
        <p>{problem.message}</p>
        {problem.code !== unreachable && (
          <p className="text-xs text-dim">
            <ProblemCode problem={problem} />
          </p>
        )}
      </div>
    </div>
  );
}

export function Loading({ what, rows = 6 }: { what: string; rows?: number }) {
  return (
    <div role="status" className="space-y-2 p-3">
      <span className="sr-only">Loading {what}</span>
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} aria-hidden className="h-5 animate-pulse rounded bg-hover" />
      ))}
    </div>
  );
}

// The pages of backups and of what proves them stand beside each other: two capabilities, one place. Board, what is protected, what ran,
// what was restored, what that found, what comes, what nobody decided about.
import { useEffect, useRef, type ReactNode } from "react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useCommands } from "@/ui/commands";

const parts = [
  { to: "/backups", label: "Board", command: "Backups: board by client" },
  { to: "/backups/items", label: "Items", command: "Backups: protected items" },
  { to: "/backups/runs", label: "Runs", command: "Backups: runs" },
  { to: "/backups/tests", label: "Restore tests", command: "Backups: restore tests" },
  { to: "/backups/findings", label: "Findings", command: "Backups: what restore tests found" },
  { to: "/backups/proof-plans", label: "Proof plans", command: "Backups: proof plans" },
  { to: "/backups/calendar", label: "Calendar", command: "Backups: calendar of proofs" },
  { to: "/backups/gaps", label: "Gaps", command: "Backups: what nobody decided about" },
] as const;

interface Props {
  at: (typeof parts)[number]["to"];
  isBelow?: boolean; // a page of one thing of that part
  children: ReactNode;
}

export function BackupFrame({ at, isBelow, children }: Props) {
  const navigate = useNavigate();
  const here = useRef<HTMLElement>(null);
  // On a phone they do not all have room.
  useEffect(() => {
    void here.current?.querySelector("[data-here]")?.scrollIntoView({ inline: "center", block: "nearest" });
  }, [at]);
  useCommands(parts.filter((one) => one.to !== at || isBelow).map(({ to, command }) => ({ label: command, run: () => void navigate({ to }) })));
  return (
    <div className="flex h-full min-h-0 flex-col">
      <nav ref={here} aria-label="Backups" className="no-print scroll-thin flex shrink-0 gap-1 overflow-x-auto border-b border-line px-2">
        {parts.map(({ to, label }) => (
          <Link
            key={to}
            to={to}
            activeOptions={{ exact: true }} // or the board would be named beside each of its neighbours
            aria-current={to === at ? (isBelow ? "true" : "page") : undefined}
            data-here={to === at || undefined}
            className={`flex h-8 shrink-0 items-center border-b-2 px-2.5 whitespace-nowrap coarse:h-11
              ${to === at ? "border-accent font-medium" : "border-transparent text-dim hover:text-ink"}`}
          >
            {label}
          </Link>
        ))}
      </nav>
      <div className="min-h-0 flex-1">{children}</div>
    </div>
  );
}

/// Beside the title of the pages below the board.
export const BackupsAbove = () => (
  <Link to="/backups" className="whitespace-nowrap font-normal text-dim hover:text-ink max-sm:hidden">
    Backups /
  </Link>
);

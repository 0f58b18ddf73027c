// Many tickets at once: assign, move, priority, category, tags, a note. Each has its own result; what failed stays selected.
import { lazy, Suspense, useState } from "react";
import { UserCheck } from "lucide-react";
import { methods } from "@/api/client";
import type { Ticket } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useSession } from "@/api/session";
import type { Picks } from "@/app/picks";
import { BulkBar } from "@/ui/bulk_bar";
import { Button } from "@/ui/button";
import { words } from "@/ui/format";
import { useKeys } from "@/ui/keys";
import { Menu } from "@/ui/menu";
import { say } from "@/ui/toast";
import { assignMany, queueMany } from "./many_tickets";
import { isState, moveLabel } from "./ticket_words";

const Dialogs = lazy(() => import("./bulk_dialogs"));

export type BulkKind = "move" | "priority" | "category" | "tags" | "note";
// What a ticket must allow for the change.
const needs = { priority: "edit", category: "edit", tags: "relate", note: "note" } as const;
const labels = { priority: "Priority", category: "Category", tags: "Tags", note: "Internal note" } as const;

interface Asked {
  kind: BulkKind;
  to: string; // the state, of a move
  tickets: readonly Ticket[];
  all: number; // of those that were picked
}

export function TicketBulk({ picks }: { picks: Picks<Ticket> }) {
  const me = useSession();
  const [asked, setAsked] = useState<Asked>();
  const { data } = useApi(methods.listQueues, {}, { enabled: picks.count > 0, staleTime: 60_000 });
  const able = async (action: string) => {
    const picked = await picks.gather();
    const tickets = picked.filter((ticket) => ticket.allowed_actions.includes(action));
    if (tickets.length === 0 && picked.length > 0) say("None of the selected tickets can do that now.");
    return { tickets, all: picked.length };
  };
  const act = async (action: string, change: (tickets: readonly Ticket[]) => Promise<void>) => {
    const { tickets } = await able(action);
    if (tickets.length === 0) return;
    await change(tickets);
    picks.clear();
  };
  const assign = (account: string, name: string) => void act("assign", (tickets) => assignMany(tickets, account, name));
  const toMe = () => {
    if (me) assign(me.account_id, "you");
  };
  const ask = async (kind: BulkKind, to = "") => {
    const found = await able(kind === "move" ? to : needs[kind]);
    if (found.tickets.length > 0) setAsked({ kind, to, ...found });
  };
  // Offered: whatever at least one of those on screen may move to.
  const states = [...new Set(picks.rows.flatMap((ticket) => ticket.allowed_actions.filter(isState)))];
  useKeys(
    [
      { keys: "Shift+m", label: "Assign the selected tickets to me", run: toMe },
      { keys: "Shift+p", label: "Priority of the selected tickets", run: () => void ask("priority") },
      { keys: "Shift+u", label: "Tags of the selected tickets", run: () => void ask("tags") },
      { keys: "Shift+n", label: "Internal note in the selected tickets", run: () => void ask("note") },
      ...(states.includes("resolved")
        ? [{ keys: "Shift+d", label: "Resolve the selected tickets", run: () => void ask("move", "resolved") }]
        : []),
      ...(states.includes("scheduled")
        ? [{ keys: "Shift+s", label: "Put the selected tickets off", run: () => void ask("move", "scheduled") }]
        : []),
    ],
    picks.count > 0,
  );
  return (
    <>
      <BulkBar picks={picks}>
        {me && (
          <Button icon={UserCheck} keys="Shift+m" onClick={toMe}>
            Assign to me
          </Button>
        )}
        <Menu
          label="Assign"
          items={[
            ...(data?.assignees ?? []).map((one) => ({ label: one.name, run: () => assign(one.account_id, one.name) })),
            { label: "Nobody", run: () => assign("", "nobody") },
          ]}
        />
        <Menu
          label="Move to"
          items={states.map((state) => ({ label: moveLabel(state, ""), run: () => void ask("move", state), danger: state === "cancelled" }))}
        />
        <Menu
          label="Change"
          items={[
            ...(["priority", "category", "tags", "note"] as const).map((kind) => ({ label: labels[kind], run: () => void ask(kind) })),
            ...(data?.queues ?? []).map(({ name }) => ({
              label: `Queue: ${words(name)}`,
              run: () => void act("assign", (tickets) => queueMany(tickets, name)),
            })),
          ]}
        />
      </BulkBar>
      {asked && (
        <Suspense fallback={null}>
          <Dialogs
            {...asked}
            onClose={() => setAsked(undefined)}
            onDone={() => {
              setAsked(undefined);
              picks.clear();
            }}
          />
        </Suspense>
      )}
    </>
  );
}

// Turns that were offered: what waits for an answer, and what can still be undone.
import { methods } from "@/api/client";
import type { ShiftSwap } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { Button } from "@/ui/button";
import { Section } from "@/ui/panel";
import { State } from "@/ui/status";
import { Moment } from "@/ui/time";
import { sayProblem } from "@/ui/toast";
import { scheduleMethods } from "./schedule_dialog";
import { inOrder, swapStates } from "./swap_words";

const touched = [...scheduleMethods, methods.listShiftSwaps];

export function Swaps() {
  const swaps = useApi(methods.listShiftSwaps, { order_by: "-asked", page_size: 20 }, { refetchInterval: 60_000 }).data?.swaps ?? [];
  if (swaps.length === 0) return null;
  return (
    <Section title="Turns offered">
      <ul className="divide-y divide-line rounded-lg border border-line">
        {inOrder(swaps).map((one) => (
          <Swap key={one.swap_id} swap={one} />
        ))}
      </ul>
    </Section>
  );
}

function Swap({ swap }: { swap: ShiftSwap }) {
  const failed = (error: Error) => sayProblem("The rota stays as it is.", error);
  const answer = useChange(methods.answerShiftSwap, touched, { onError: failed });
  const undo = useChange(methods.undoShiftSwap, touched, { onError: failed });
  const busy = answer.isPending || undo.isPending;
  const can = (action: string) => swap.allowed_actions.includes(action);
  const shown = swapStates[swap.state] ?? { state: "unknown", label: swap.state };
  const id = { swap_id: swap.swap_id };
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 p-3">
      <div className="min-w-0 flex-1 basis-64">
        <p className="break-words">
          {swap.from_name} to {swap.to_name}, {swap.schedule_name}, {swap.layer_name}: <Moment at={swap.from_unix_ms} /> until{" "}
          <Moment at={swap.until_unix_ms} />
          {swap.in_return_from_unix_ms > 0 && (
            <>
              , for <Moment at={swap.in_return_from_unix_ms} /> until <Moment at={swap.in_return_until_unix_ms} />
            </>
          )}
        </p>
        {(swap.note || swap.answer) && <p className="text-dim break-words">{[swap.note, swap.answer].filter(Boolean).join(" · ")}</p>}
      </div>
      <State state={shown.state} label={shown.label} />
      <span className="flex flex-wrap gap-1">
        {can("take") && (
          <Button tone="primary" busy={answer.isPending} disabled={busy} onClick={() => answer.mutate({ ...id, take: true })}>
            Take it
          </Button>
        )}
        {can("decline") && (
          <Button disabled={busy} onClick={() => answer.mutate({ ...id, take: false })}>
            Not me
          </Button>
        )}
        {(can("withdraw") || can("undo")) && (
          <Button disabled={busy} onClick={() => undo.mutate(id)}>
            {can("undo") ? "Undo the swap" : "Take back"}
          </Button>
        )}
      </span>
    </li>
  );
}

import { State } from "@/ui/status";
import { stateWords } from "./words";

/// Where a ticket stands, in the words of whoever waits for it.
export function TicketState({ state }: { state: string }) {
  return <State state={state} label={stateWords(state)} />;
}

// Words for what the API names by codes.
import { methods } from "@/api/client";
import { words } from "@/ui/format";

export type Act = "tell" | "log" | "restore" | "end_note" | "review";
export const touched = [methods.listMajorIncidents, methods.getMajorIncident, methods.listMessages];

const reasons: Record<string, string> = {
  p1: "opened as P1",
  long_p1: "P1 for 30 minutes",
  data_loss: "data may be lost",
  decision: "by a person's decision",
};
export const reasonLabel = (reason: string) => reasons[reason] ?? words(reason);

const lines: Record<string, string> = {
  declared: "Declared",
  log: "Log",
  update: "Told the client",
  commander: "Lead",
  restored: "It works again",
  end_note: "End note",
  review: "Review",
};
export const lineLabel = (kind: string) => lines[kind] ?? words(kind);

const told: Record<string, string> = {
  handed_over: "in the ticket and by mail to the named person",
  nobody_named: "in the ticket; the client named nobody for such news",
  no_address: "in the ticket; the named person has no address",
};
export const toldLabel = (state: string) => told[state] ?? words(state);

// The words of surveys. All functions are pure.
import type { SatisfactionLine } from "@/api/generated/schema";
import { methods } from "@/api/client";
import { decimal } from "@/ui/format";

export const answers = [
  { value: "good", label: "Good" },
  { value: "ok", label: "OK" },
  { value: "bad", label: "Bad" },
] as const;
export const answerLabel = (answer: string): string => answers.find((one) => one.value === answer)?.label ?? "no answer";
export const answerTone = (answer: string): string =>
  answer === "good"
    ? "bg-ok-bg text-ok"
    : answer === "bad"
      ? "bg-crit-bg text-crit"
      : answer === "ok"
        ? "bg-warn-bg text-warn"
        : "bg-hover text-dim";

const reasons: Record<string, string> = {
  no_reply: "nobody answered our questions",
  discarded: "the ticket was discarded",
  no_address: "the person has no address",
  machine: "nobody reads mail at that address",
  ours: "the person is one of us",
  refused: "the person asked not to be asked",
  asked_lately: "the person was asked in the last seven days",
  no_public_address: "this installation has no public address",
  opened_again: "the ticket was opened again",
  off: "surveys are off",
  not_resolved: "the ticket was opened again",
};
export const reasonWords = (reason = ""): string => reasons[reason] ?? reason;

/// "93.5 %", or honestly that there are too few answers.
export function percentWords(line: Pick<SatisfactionLine, "has_data" | "enough" | "percent">): string {
  if (!line.has_data) return "no data";
  return line.enough ? `${decimal(line.percent)} %` : "too few";
}

/// What stands behind the # of a link: the token, and which answer was clicked.
export function readLink(hash: string): { token: string; choice: string } {
  const dot = hash.indexOf(".");
  const choice = dot < 0 ? "" : hash.slice(dot + 1);
  return { token: dot < 0 ? hash : hash.slice(0, dot), choice: /^(good|ok|bad|stop)$/.test(choice) ? choice : "" };
}

export const touchedBySurvey = [methods.listSurveys, methods.getSatisfaction, methods.getTicketSurvey, methods.listSurveyRefusals];

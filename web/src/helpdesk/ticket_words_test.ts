import { describe, expect, test } from "vitest";
import { isReason, matrixPriority, moveLabel, moveNeeds, movesLater, takesBack, usualMove } from "./ticket_words";

describe("the priority", () => {
  test("of the whole client standing still is P1, of one person who can wait P4", () => {
    expect(matrixPriority("extensive", "high")).toBe("P1");
    expect(matrixPriority("limited", "low")).toBe("P4");
  });
  test("of something unheard of is the least urgent", () => expect(matrixPriority("", "high")).toBe("P4"));
});

describe("a move", () => {
  test("is called by what it means from here", () => {
    expect(moveLabel("in_progress", "assigned")).toBe("Start work");
    expect(moveLabel("in_progress", "waiting_client")).toBe("Go on");
    expect(moveLabel("in_progress", "resolved")).toBe("Reopen");
  });
  test("asks for what the server would refuse it without", () => {
    expect(moveNeeds("waiting_client")).toBe("message");
    expect(moveNeeds("waiting_vendor")).toBe("vendor");
    expect(moveNeeds("triaged")).toBe("nothing");
    expect(moveNeeds("triaged", true)).toBe("category");
    expect(moveNeeds("resolved")).toBe("resolution");
    expect(moveNeeds("closed")).toBe("nothing");
    expect(moveNeeds("waiting_parts")).toBe("date");
    expect(moveNeeds("scheduled")).toBe("date");
  });
  test("on the usual way stands out", () => {
    expect(usualMove(["triaged", "assigned", "cancelled"])).toBe("triaged");
    expect(usualMove(["assigned", "cancelled"])).toBeUndefined();
    expect(usualMove(["waiting_client", "resolved", "cancelled"])).toBe("resolved");
    expect(usualMove(["in_progress", "closed"])).toBe("closed");
  });
  test("is taken back only where nothing is left of it", () => {
    expect(takesBack("in_progress", "waiting_vendor")).toBe(true);
    expect(takesBack("in_progress", "waiting_client")).toBe(false);
    expect(takesBack("in_progress", "resolved")).toBe(false);
  });
  test("without a way back that one press makes waits for the undo window", () => {
    expect(["closed", "cancelled", "resolved", "waiting_client"].every(movesLater)).toBe(true);
    expect(["in_progress", "waiting_vendor", "scheduled"].some(movesLater)).toBe(false);
  });
  test("with a reason counts letters, not blanks", () => {
    expect(isReason("a b c d e f g")).toBe(false);
    expect(isReason("wrong client")).toBe(true);
  });
});

import { describe, expect, test } from "vitest";
import type { FigureException } from "@/api/generated/schema";
import { changeWords, exceptionCount, exceptionKind, exceptionState } from "./exception_words";

const exception = (parts: Partial<FigureException>) => ({ kind: "kind_changed", from: "incident", to: "internal", detail: "", ...parts }) as FigureException;

describe("an exception", () => {
  test("says what became of what, and what had been missed", () => {
    expect(changeWords(exception({ detail: "first_response,resolve" }))).toBe("incident to internal; missed: first response, resolve");
    expect(changeWords(exception({}))).toBe("incident to internal");
  });
  test("of a lost disturbance says as what it is left out, once", () =>
    expect(changeWords(exception({ kind: "exclusion", from: "client_first", to: "client_first", detail: "no_fault_found" }))).toBe("as no fault found"));
  test("of a lowered priority says from what to what", () =>
    expect(changeWords(exception({ kind: "priority_lowered", from: "P1", to: "P3", detail: "resolve" }))).toBe("P1 to P3; missed: resolve"));
  test("is called by its kind and state, and unknown ones as they are", () => {
    expect(exceptionKind("alert_dismissed")).toBe("P1 or P2 alert dismissed");
    expect(exceptionKind("other")).toBe("other");
    expect(exceptionState("pending").label).toBe("Waits for a second person");
    expect(exceptionState("other")).toEqual({ state: "other", label: "other" });
  });
  test("is counted with those that nobody agreed to", () => {
    expect(exceptionCount(0, 0)).toBe("No exceptions in this month.");
    expect(exceptionCount(1, 0)).toBe("1 exception in this month.");
    expect(exceptionCount(3, 1)).toBe("3 exceptions in this month, 1 of them without a second person yet.");
  });
});

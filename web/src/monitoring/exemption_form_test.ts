import { describe, expect, it } from "vitest";
import { emptyExemption, exemptionRequest } from "./exemption_form";

const form = { ...emptyExemption, reason: "Archive volume, full by design", expires: "2026-12-31" };

describe("an exemption", () => {
  it("sends only what deviates", () => {
    const { request, problem } = exemptionRequest({ ...form, raise_critical: "95,5", hold_s: "0" });
    expect(problem).toBe("");
    expect(request).toMatchObject({ raise_critical: 95.5, hold_s: 0, disabled: false, reason: form.reason });
    expect(request).not.toHaveProperty("raise_warning");
    expect(new Date(request.expires_at_unix_ms ?? 0).getHours()).toBe(23);
  });
  it("of a check that is off has no levels", () => {
    const { request, problem } = exemptionRequest({ ...form, off: true, raise_warning: "50" });
    expect([request.disabled, request.raise_warning, problem]).toEqual([true, undefined, ""]);
  });
  it("needs a reason, an end and a deviation", () => {
    expect(exemptionRequest({ ...form, reason: "no" }).problem).toMatch(/why/);
    expect(exemptionRequest({ ...form, off: true, expires: "" }).problem).toMatch(/until when/);
    expect(exemptionRequest(form).problem).toMatch(/Nothing deviates/);
    expect(exemptionRequest({ ...form, hold_s: "soon" }).problem).toMatch(/not a number/);
  });
});

import { describe, expect, it } from "vitest";
import type { AuditEntry } from "@/api/generated/schema";
import { idsFilter, nameOfSubject } from "./audit_names";

const entry = (kind: string, subject: string, detail_json = "{}") => ({ kind, subject, detail_json }) as AuditEntry;

describe("what an entry of the audit trail was done to", () => {
  it("is asked for by the ids of its kind, each once", () => {
    const entries = [entry("directory.device_changed", "d1"), entry("directory.device_retired", "d1"), entry("access.sign_in", "a1")];
    expect(idsFilter(entries, /^directory\.device/)).toBe("id:d1");
    expect(idsFilter(entries, /^helpdesk\./)).toBeUndefined();
  });
  it("has the name that is known, else the one that the entry says, else none", () => {
    const names = new Map([["d1", "files-1"]]);
    expect(nameOfSubject(entry("directory.device_changed", "d1", '{"name":"old"}'), names)).toBe("files-1");
    expect(nameOfSubject(entry("access.sign_in", "a1", '{"account":"Ana"}'), names)).toBe("Ana");
    expect(nameOfSubject(entry("x.y", "z", "not json"), names)).toBe("");
  });
});

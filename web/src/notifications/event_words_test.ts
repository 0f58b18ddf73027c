import source from "../../../server/modules/notifications/match.cpp?raw";
import { describe, expect, it } from "vitest";
import { events } from "./event_words";

describe("events of channels", () => {
  it("are those that the server knows, each once", () => {
    const list = source.slice(source.indexOf("event_kinds() {"), source.indexOf("fact_kinds() {"));
    const named = [...list.matchAll(/\{"([a-z_]+\.[a-z_]+)",/g)].map(([, name]) => name);
    const values = events.map((event) => event.value);
    expect(new Set(values).size).toBe(values.length);
    for (const name of named) expect(values).toContain(name);
    // Those that the server names by constants: to one person.
    const personal = ["page.due", "mail.receipt", "mail.answer", "mail.sign_in", "notice.personal"];
    expect(values.filter((value) => !named.includes(value)).toSorted()).toEqual(personal.toSorted());
  });
});

// How what was signed comes to machines, as this server has seen it since its start: who brings it, how long it waits.
import type { ReactNode } from "react";
import type { CarryingHealth } from "@/api/generated/schema";
import { counted } from "@/ui/format";
import { Facts, Section } from "@/ui/panel";
import { Ago } from "@/ui/time";
import { carriedWords, faultRows } from "./gate_words";

export function Carrying({ health }: { health: CarryingHealth }) {
  const rows: (readonly [string, ReactNode])[] = [
    ["Courier", health.visited_at_unix_ms > 0 ? <Ago key="c" at={health.visited_at_unix_ms} /> : "not here since the start of this server"],
    ["To the machines", carriedWords(health)],
    [
      "Connected",
      `${counted(health.machines_connected, "machine", "machines")}${
        health.machines_waiting > 0 ? `; ${health.machines_waiting} wait for a head of the log that proves what they are to get` : ""
      }`,
    ],
    ...faultRows(health),
  ];
  return (
    <Section title="How it is carried">
      <Facts rows={rows} />
    </Section>
  );
}

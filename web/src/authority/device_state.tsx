// The gate of one machine, on its page: what may run there, and what stands in the way.
import { Link } from "@tanstack/react-router";
import { methods } from "@/api/client";
import type { Device, Gate } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { Coded } from "@/ui/coded";
import { Failed } from "@/ui/empty";
import { counted, span } from "@/ui/format";
import { Facts, Section } from "@/ui/panel";
import { State } from "@/ui/status";
import { Ago } from "@/ui/time";
import { classWords, gateMark } from "./gate_words";

const asked = 30_000;

export default function DeviceState({ device }: { device: Device }) {
  const query = useApi(methods.getGate, { device_id: device.device_id }, { refetchInterval: asked, enabled: device.status !== "retired" });
  if (device.status === "retired") return null;
  return (
    <Section title="What may run here">
      {query.isError && !query.data && <Failed what="the gate" error={query.error} retry={() => void query.refetch()} />}
      {query.data && <Shown gate={query.data} />}
    </Section>
  );
}

function Shown({ gate }: { gate: Gate }) {
  const mayEnrol = useMay("device.enrol");
  const isKnown = gate.authority_id !== "";
  return (
    <div className="space-y-2">
      <p>
        <State {...gateMark(gate.state)} className="font-medium" /> <span className="break-words">
          <Coded text={gate.words} />
        </span>{" "}
        {(gate.state === "watched_only" || gate.state === "absent") && mayEnrol && (
          <Link to="/devices/add" search={{ client: gate.client_id }} className="link">
            How to get a grant
          </Link>
        )}
      </p>
      {isKnown && <Facts rows={factsOf(gate)} />}
    </div>
  );
}

function factsOf(gate: Gate): [string, React.ReactNode][] {
  const age = Number(gate.heartbeat_age_ms);
  return [
    ["Its own limits", `It allows ${classWords(gate.allowed_classes, "nothing")}`],
    ["Policies", gate.policies > 0 ? `${counted(gate.policies, "policy", "policies")} may run without a person` : "none: a person signs each job"],
    [
      "Who may sign",
      gate.roster_is_newest ? "It knows the newest state of the chain" : `It knows number ${gate.roster_seq} of the chain, which is not the newest`,
    ],
    ["Heartbeat", age > 0 ? `${span(age)} old when it last spoke` : "none heard since its start"],
    ["Heard", <Ago key="h" at={gate.seen_at_unix_ms} never="never" />],
    [
      "Its number",
      <code key="n" className="mono break-all">
        {gate.gate_id}
      </code>,
    ],
  ];
}

// Machines as signers see them: who asks the beacon, and on whom nothing that is signed would run.
import { Link } from "@tanstack/react-router";
import { methods } from "@/api/client";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { Coded } from "@/ui/coded";
import { CopyLine } from "@/ui/copy";
import { Failed } from "@/ui/empty";
import { count } from "@/ui/format";
import { Section, Table } from "@/ui/panel";
import { State } from "@/ui/status";
import { Ago } from "@/ui/time";
import { gateMark } from "./gate_words";

const asked = 10_000;
const mostShown = 20;

export function Questions() {
  const query = useApi(methods.listGateQuestions, { page_size: mostShown }, { refetchInterval: asked });
  const questions = query.data?.questions ?? [];
  return (
    <Section title="Questions of machines">
      {query.isError && !query.data && <Failed what="the questions" error={query.error} retry={() => void query.refetch()} />}
      {query.data && questions.length === 0 && <p className="text-dim">No machine waits for an answer.</p>}
      {questions.length > 0 && (
        <>
          <p>After a start a machine asks whether it knows the newest state, and takes no job before somebody with the role of a beacon has answered.</p>
          <ul className="mt-1 space-y-0.5">
            {questions.map((one) => (
              <li key={one.device_id}>
                {one.device_name ? (
                  <Link to="/devices/$device_id" params={{ device_id: one.device_id }} className="link">
                    {one.device_name}
                  </Link>
                ) : (
                  "a machine of another client"
                )}{" "}
                <span className="text-dim">
                  asked <Ago at={one.asked_at_unix_ms} />
                </span>
              </li>
            ))}
          </ul>
          {(query.data?.total ?? 0) > questions.length && <p className="text-dim">and {count((query.data?.total ?? 0) - questions.length)} more</p>}
          <ol className="mt-2 list-decimal space-y-2 pl-5">
            <li>
              Fetch the questions, and bring the answers back, as long as it runs.
              <CopyLine text="mkdir -p /srv/meeting && steward courier sync /srv/meeting --every 10" label="the command that carries" />
            </li>
            <li>
              Answer them, where the key of a beacon lies.
              <CopyLine text="steward-sign beacon /srv/meeting --key daily --once" label="the command that answers" />
            </li>
          </ol>
        </>
      )}
    </Section>
  );
}

/// Machines that would not run what is signed for them now, with why.
export function NotReady() {
  const may = useMay("device.read");
  const query = useApi(methods.listGates, { filter: "-state:ready", order_by: "device", page_size: mostShown }, { enabled: may });
  const all = useApi(methods.listGates, { filter: "", order_by: "device", page_size: 1 }, { enabled: may }).data?.total ?? 0;
  const gates = query.data?.gates ?? [];
  if (!may || !query.data) return null;
  return (
    <Section title="Machines that run nothing now">
      {gates.length === 0 && (
        <p className="text-dim">
          {all > 0
            ? all === 1
              ? "None: the one machine takes what is signed, as far as its own limits allow."
              : `None: all ${count(all)} machines take what is signed, as far as their own limits allow.`
            : "There are no machines yet."}
        </p>
      )}
      {gates.length > 0 && (
        <>
          <p className="mb-2 text-dim">
            {count(query.data.total)} of {count(all)} machines.
          </p>
          <Table label="Machines that run nothing now" head={["Machine", "Client", "State", "What to do"]}>
            {gates.map((one) => (
              <tr key={one.device_id}>
                <td className="min-w-32">
                  <Link to="/devices/$device_id" params={{ device_id: one.device_id }} className="link">
                    {one.device_name}
                  </Link>
                </td>
                <td>{one.client_name}</td>
                <td className="whitespace-nowrap">
                  <State {...gateMark(one.state)} />
                </td>
                <td className="min-w-56">
                  <Coded text={one.words} />
                  {one.state === "unknown" && (
                    <span className="block text-dim">
                      Heard <Ago at={one.seen_at_unix_ms} never="never" />
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </Table>
          {query.data.total > gates.length && <p className="mt-2 text-dim">The first {count(gates.length)} are shown.</p>}
        </>
      )}
    </Section>
  );
}

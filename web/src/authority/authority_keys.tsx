// Who may sign, what holds against it now, and how many have to.
import { methods } from "@/api/client";
import type { Authority, AuthorityKey, StopNotice } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useNow } from "@/ui/clock";
import { counted, dayOf } from "@/ui/format";
import { Section, Table } from "@/ui/panel";
import { State } from "@/ui/status";
import { Moment, Until } from "@/ui/time";
import { allClassWords, assuranceWords, classLabelOf, keyMark, mayWords } from "./gate_words";
import { GrantTable } from "./grant_table";

export function Keys({ title, keys, about }: { title: string; keys: readonly AuthorityKey[]; about?: string }) {
  const now = useNow();
  return (
    <Section title={title}>
      {about && <p className="mb-2 text-dim">{about}</p>}
      {keys.length === 0 && <p className="text-dim">There is none.</p>}
      {keys.length > 0 && (
        <Table label={title} head={["Whose", "State", "May", "Kept in", "Until"]}>
          {keys.map((key) => (
            <tr key={key.key_id}>
              <td className="min-w-32">
                <span className="font-medium">{key.holder}</span>
                <span className="mono block text-xs text-dim" title={key.key_id}>
                  {key.key_id.slice(0, 8)}
                </span>
              </td>
              <td className="whitespace-nowrap">
                <State {...keyMark(key, now)} />
              </td>
              <td className="min-w-56 first-letter:uppercase">
                {mayWords(key.roles)}
                {key.roles.includes("job") && (
                  <span className="block text-xs text-dim">
                    Jobs: {allClassWords(key.classes)}, {key.all_clients ? "of all clients" : counted(key.client_ids.length, "client", "clients")}
                  </span>
                )}
              </td>
              <td className="whitespace-nowrap">{assuranceWords(key.assurance)}</td>
              <td className="whitespace-nowrap">
                {dayOf(key.not_after_unix_ms)}
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Section>
  );
}

/// Suspended keys and stops; nothing when nothing is held.
export function HeldBack({ authority }: { authority: Authority }) {
  const { suspensions, stops } = authority;
  return (
    <Section title="Held back now">
      {suspensions.length + stops.length === 0 && <p className="text-dim">No key is suspended, and nothing is stopped.</p>}
      <ul className="space-y-1">
        {stops.map((one) => (
          <li key={one.message_id}>
            <State state="disabled" label="Stopped" className="font-medium" /> <StopWords stop={one} />
          </li>
        ))}
        {suspensions.map((one) => (
          <li key={one.key_id + one.until_unix_ms}>
            <State state="disabled" label="Suspended" className="font-medium" /> the key {one.key_id.slice(0, 8)} of {one.holder}, ends{" "}
            <Until at={one.until_unix_ms} />
            {one.reason && <span className="text-dim">: {one.reason}</span>}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function StopWords({ stop }: { stop: StopNotice }) {
  const named = [
    stop.client_ids.length > 0 && counted(stop.client_ids.length, "client", "clients"),
    stop.device_ids.length > 0 && counted(stop.device_ids.length, "machine", "machines"),
  ].filter(Boolean);
  return (
    <>
      {stop.all ? "everything, everywhere" : `on ${named.join(" and ")}`}, since <Moment at={stop.issued_at_unix_ms} />
      {stop.until_unix_ms > 0 ? (
        <>
          , ends <Until at={stop.until_unix_ms} />
        </>
      ) : (
        ", until it is lifted"
      )}
    </>
  );
}

/// How many persons a job needs, by its kind and its size.
export function Rules({ authority }: { authority: Authority }) {
  const rules = authority.class_rules;
  if (rules.length === 0) return null;
  return (
    <Section title="How many have to sign">
      <Table label="Persons by kind of work" head={["Work", "A few machines", "Many machines"]}>
        {rules.map((rule) => (
          <tr key={rule.job_class}>
            <td className="font-medium">{classLabelOf(rule.job_class)}</td>
            <td>
              {counted(rule.few_persons, "person", "persons")}, up to {rule.few_devices}
            </td>
            <td>
              {counted(rule.many_persons, "person", "persons")}, up to {rule.many_devices}
            </td>
          </tr>
        ))}
      </Table>
    </Section>
  );
}

/// Grants with which machines may join now.
export function OpenGrants() {
  const query = useApi(methods.listGrants, { order_by: "-not_after", page_size: 200, filter: "" });
  const open = (query.data?.grants ?? []).filter((one) => one.state === "open");
  if (!query.data) return null;
  return (
    <Section title="Open grants">
      {open.length === 0 && <p className="text-dim">No grant is open: no machine can join to run what is signed.</p>}
      {open.length > 0 && <GrantTable grants={open} />}
    </Section>
  );
}

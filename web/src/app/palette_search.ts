// The palette's questions to the server: only for what the person may see, all at once.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { call, methods } from "@/api/client";
import { useSession } from "@/api/session";
import { asFreeText, type PaletteGroup } from "./palette_items";

const most = 6;
const nothing: PaletteGroup[] = [];

interface Hit {
  id: string;
  label: string;
  hint: string;
  to: string;
}

async function ask<Answer>(may: boolean, question: () => Promise<Answer>, hits: (answer: Answer) => Hit[]): Promise<Hit[]> {
  if (!may) return [];
  try {
    return hits(await question());
  } catch {
    // One list that does not answer must not silence the others.
    return [];
  }
}

function search(text: string, permissions: readonly string[], signal: AbortSignal): Promise<[string, Hit[]][]> {
  const request = { filter: asFreeText(text), page_size: most };
  const may = (permission: string) => permissions.includes(permission);
  const questions: [string, Promise<Hit[]>][] = [
    [
      "Devices",
      ask(
        may("device.read"),
        () => call(methods.listDevices, request, { signal }),
        (answer) =>
          answer.devices.map((device) => ({
            id: device.device_id,
            label: device.name,
            hint: [device.client_name, device.address].filter(Boolean).join(" · "),
            to: `/devices/${device.device_id}`,
          })),
      ),
    ],
    [
      "Tickets and what was said",
      ask(
        may("ticket.read"),
        () => call(methods.search, { filter: asFreeText(text), page_size: 2 * most, without_counts: true }, { signal }),
        (answer) =>
          answer.hits
            .filter((hit) => hit.ticket_id)
            .slice(0, most)
            .map((hit) => ({
              id: hit.ticket_id,
              label: `${hit.ticket_reference} ${hit.ticket_title}`,
              hint: hit.kind === "ticket" ? hit.client_name : `${hit.client_name} · ${hit.snippet.slice(0, 60)}`,
              to: `/tickets/${hit.ticket_id}`,
            })),
      ),
    ],
    [
      "Clients",
      ask(
        may("client.read"),
        () => call(methods.listClients, request, { signal }),
        (answer) =>
          answer.clients.map((client) => ({
            id: client.client_id,
            label: client.name ?? "",
            hint: "Client",
            to: `/clients/${client.client_id}`,
          })),
      ),
    ],
    [
      "People",
      ask(
        may("client.read"),
        () => call(methods.listPeople, request, { signal }),
        (answer) =>
          answer.people.map((person) => ({
            id: person.person_id,
            label: person.name,
            hint: [person.client_name, person.email].filter(Boolean).join(" · "),
            to: `/clients/${person.client_id}?tab=people`,
          })),
      ),
    ],
  ];
  return Promise.all(questions.map(async ([title, hits]) => [title, await hits] as [string, Hit[]]));
}

export function useFound(text: string): { groups: PaletteGroup[]; busy: boolean } {
  const permissions = useSession()?.permissions ?? [];
  const navigate = useNavigate();
  const answer = useQuery({
    queryKey: ["palette", text],
    enabled: text.length > 0,
    staleTime: 10_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => search(text, permissions, signal),
  });
  if (!text || !answer.data) return { groups: nothing, busy: text !== "" && answer.isFetching };
  const everything = {
    title: "Everywhere",
    items: [
      {
        id: "search everything",
        label: `Search everything for “${text}”`,
        hint: "g f",
        run: () => void navigate({ to: "/search", search: { q: text } }),
      },
    ],
  };
  const groups: PaletteGroup[] = answer.data
    .filter(([, hits]) => hits.length > 0)
    .map(([title, hits]) => ({
      title,
      items: hits.map((hit) => ({ id: hit.id, label: hit.label, hint: hit.hint, run: () => void navigate({ href: hit.to }) })),
    }));
  return { groups: permissions.includes("ticket.read") ? [...groups, everything] : groups, busy: answer.isFetching };
}

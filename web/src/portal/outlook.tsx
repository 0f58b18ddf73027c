// What happens next to a ticket of this person, and which promise holds on which hours: said before anything is sent.
import { methods } from "@/api/client";
import type { TicketOutlook } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { Moment } from "@/ui/time";
import { promiseWords, targetWords } from "./words";

export function Outlook({ client, person, impact, urgency }: { client: string; person: string; impact: string; urgency: string }) {
  const asked = { client_id: client, requester_person_id: person, impact, urgency };
  const { data } = useApi(methods.getTicketOutlook, asked, { keep: true });
  return (
    <section aria-label="What happens next" aria-live="polite" className="rounded-xl border border-line bg-panel px-4 py-3">
      <h2 className="mb-1 font-semibold">What happens next</h2>
      <p>You get a number at once, and we read it. You see here, and by mail, whatever we answer.</p>
      {data && !data.promised && <p className="mt-1">No times are agreed for this.</p>}
      {data?.promised && (
        <>
          <Hours outlook={data} />
          <ul className="mt-2 space-y-1">
            {data.promises.map((promise) => (
              <li key={promise.kind} className="flex flex-wrap justify-between gap-x-3">
                <span>{promiseWords(promise.kind)}</span>
                <span className="text-dim">
                  within {targetWords(Number(promise.target_s))}, by <Moment at={promise.due_at_unix_ms} className="font-medium text-ink" />
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Hours({ outlook }: { outlook: TicketOutlook }) {
  const { priority, always_open: always, calendar_name: name, hours, zone, open_now: open, opens_at_unix_ms: opens } = outlook;
  return (
    <p className="mt-1 text-sm text-dim">
      Priority {priority}.{" "}
      {always ? (
        "The clock runs around the clock."
      ) : (
        <>
          The clock runs on “{name}”: {hours} ({zone}).{" "}
          {!open && opens > 0 && (
            <>
              That is closed now; it opens <Moment at={opens} />.
            </>
          )}
        </>
      )}
    </p>
  );
}

import { useState, type FormEvent } from "react";
import { Search } from "lucide-react";
import { methods } from "@/api/client";
import { useApiPages } from "@/api/query";
import { More } from "@/ui/more";
import { Failed, Loading } from "@/ui/empty";
import { counted } from "@/ui/format";
import { base, choose, To, usePlace } from "./address";
import { useAskAgain } from "./live";
import { Heading, Quiet, Rows, TicketRow } from "./parts";
import { useMe } from "./who";
import { plainWords } from "./words";

const views = [
  { value: "", label: "Open", filter: "is:open" },
  { value: "solved", label: "Solved", filter: "is:closed" },
  { value: "all", label: "All", filter: "" },
];

export default function Tickets() {
  const me = useMe();
  const { search } = usePlace();
  const view = views.find((one) => one.value === (search.get("view") ?? "")) ?? views[0];
  const words = search.get("q") ?? "";
  const query = useApiPages(
    methods.listTickets,
    { filter: `${view.filter} ${plainWords(words)}`.trim(), order_by: "-changed", page_size: 30 },
    (answer) => answer.tickets,
    { refetchInterval: useAskAgain() },
  );
  return (
    <>
      <Heading title={me.seesAllTickets ? "Tickets of your company" : "Your tickets"} />
      <div className="mb-3 flex flex-wrap gap-2">
        <div role="group" aria-label="Which tickets" className="flex rounded-md border border-line p-0.5">
          {views.map((one) => (
            <button
              key={one.value}
              type="button"
              aria-pressed={one === view}
              className={`h-9 rounded px-3 ${one === view ? "bg-accent font-medium text-accent-ink" : "hover:bg-hover"}`}
              onClick={() => choose({ view: one.value })}
            >
              {one.label}
            </button>
          ))}
        </div>
        <Find words={words} />
      </div>
      {query.isPending && <Loading what="the tickets" />}
      {query.isError && query.rows.length === 0 && <Failed what="the tickets" error={query.error} retry={() => void query.refetch()} />}
      {query.isSuccess && query.rows.length === 0 && (
        <Quiet>
          {words ? (
            "No ticket has these words."
          ) : view.value ? (
            "There is nothing here yet."
          ) : (
            <>
              Nothing is open.{" "}
              {me.may("ticket.write") && (
                <To to={`${base}/new`} className="link">
                  Tell us what you need
                </To>
              )}
            </>
          )}
        </Quiet>
      )}
      {query.rows.length > 0 && (
        <>
          <p className="sr-only" role="status">
            {counted(query.total, "ticket", "tickets")}
          </p>
          <Rows>
            {query.rows.map((ticket) => (
              <TicketRow key={ticket.ticket_id} ticket={ticket} />
            ))}
          </Rows>
        </>
      )}
      <More of={query} className="mt-3 h-11 w-full">Show more</More>
    </>
  );
}

function Find({ words }: { words: string }) {
  const [text, setText] = useState(words);
  const send = (event: FormEvent) => {
    event.preventDefault();
    choose({ q: text.trim() });
  };
  return (
    <form role="search" onSubmit={send} className="relative min-w-52 flex-1">
      <Search size={15} aria-hidden className="absolute top-1/2 left-2.5 -translate-y-1/2 text-dim" />
      <input
        type="search"
        aria-label="Find a ticket"
        placeholder="Find by words"
        className="field h-10 pl-8"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          if (!event.target.value) choose({ q: "" });
        }}
      />
    </form>
  );
}

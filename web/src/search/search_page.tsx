// One search over everything that is written, with keys alone: / to the box, j and k through the hits, Enter to open.
import { useEffect, useRef, useState } from "react";
import { Link, useNavigate } from "@tanstack/react-router";
import { BookOpen, FileText, Laptop, Lock, Mail, MessageSquare, Search, User, type LucideIcon } from "lucide-react";
import { methods } from "@/api/client";
import type { SearchHit } from "@/api/generated/schema";
import { useApiPages } from "@/api/query";
import { useFilterText } from "@/app/filter_text";
import { forClient, useClientId, usePageSearch } from "@/app/search";
import { Button } from "@/ui/button";
import { Failed, FilteredAway, Loading, NoneYet } from "@/ui/empty";
import { FilterBox } from "@/ui/filter_box";
import { parseFilter } from "@/ui/filter";
import { useKeys } from "@/ui/keys";
import { Chip, Priority, State } from "@/ui/status";
import { Ago } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { Marked } from "./marked";
import { addressOf, headOf, kindName, searchKeys, tabsOf } from "./search_words";

const icons: Record<string, LucideIcon> = {
  ticket: FileText,
  message: MessageSquare,
  note: Lock,
  mail: Mail,
  article: BookOpen,
  person: User,
  device: Laptop,
};

export default function SearchPage() {
  useTitle("Search");
  const [, change] = usePageSearch();
  const navigate = useNavigate();
  const { text, setText, applied } = useFilterText();
  const client = useClientId();
  const [cursor, setCursor] = useState(0);
  const hasWords = parseFilter(applied).some((term) => term.key === "" && !term.negated);
  const query = useApiPages(methods.search, { filter: forClient(applied, client), page_size: 50 }, (answer) => answer.hits, { enabled: hasWords });
  const problem = query.isError && query.error.code.startsWith("filter.") ? query.error.message : undefined;
  const hits = hasWords ? query.rows : [];
  const at = Math.min(cursor, hits.length - 1);
  const go = (to: number) => {
    const next = Math.max(0, Math.min(hits.length - 1, to));
    setCursor(next);
    document.getElementById(`hit-${next}`)?.scrollIntoView({ block: "nearest" });
  };
  useKeys(
    [
      { keys: "j", label: "Next hit", group: "Lists", run: () => go(at + 1) },
      { keys: "k", label: "Hit before", group: "Lists", run: () => go(at - 1) },
      { keys: "ArrowDown", label: "Next hit", group: "Lists", run: () => go(at + 1) },
      { keys: "ArrowUp", label: "Hit before", group: "Lists", run: () => go(at - 1) },
      { keys: "Enter", label: "Open the hit", group: "Lists", run: () => void navigate({ href: addressOf(hits[at]) }) },
    ],
    hits.length > 0,
  );
  const first = query.data?.pages[0];
  const frame = useRef<HTMLDivElement>(null);
  // Who comes here to look for something types at once; who comes back to what they found goes on with keys.
  useEffect(() => {
    if (!applied) frame.current?.querySelector("input")?.focus();
    // oxlint-disable-next-line react/exhaustive-deps
  }, []);
  return (
    <div ref={frame} className="flex h-full min-h-0 flex-col">
      <div className="flex shrink-0 items-center gap-3 border-b border-line px-3 py-1.5">
        <FilterBox
          label="Search everything"
          value={text}
          onChange={(next) => {
            setText(next);
            setCursor(0);
          }}
          keys={searchKeys}
          placeholder='Search: printer "paper jam" is:open client:acme'
          problem={problem}
        />
      </div>
      {first && hasWords && (
        <nav aria-label="Kinds" className="scroll-thin flex shrink-0 gap-1 overflow-x-auto border-b border-line px-3 py-1">
          {tabsOf(text.trim(), first.counts, first.more_than_counted).map((tab) => (
            <Button
              key={tab.label}
              tone="quiet"
              aria-pressed={tab.query === text.trim()}
              className={tab.query === text.trim() ? "bg-sel" : ""}
              onClick={() => pick(tab.query)}
            >
              {tab.label}
            </Button>
          ))}
        </nav>
      )}
      <div className="scroll-thin min-h-0 flex-1 overflow-auto">
        {!hasWords ? (
          <NoneYet icon={Search} title="What are you looking for?">
            <p>Tickets, what was said in them, mails, people and devices. A word finds what begins with it, “quoted words” exactly as they stand.</p>
          </NoneYet>
        ) : query.isPending ? (
          <Loading what="the search" />
        ) : query.isError && hits.length === 0 && !problem ? (
          <Failed what="the search" error={query.error} retry={() => void query.refetch()} />
        ) : hits.length === 0 ? (
          <FilteredAway what="text" clear={() => pick("")} />
        ) : (
          <ul aria-label="Hits" className="mx-auto max-w-5xl py-1">
            {hits.map((hit, index) => (
              <Hit key={`${hit.kind} ${hit.id} ${index}`} hit={hit} id={`hit-${index}`} here={index === at} />
            ))}
          </ul>
        )}
        {query.hasNextPage && hasWords && (
          <div className="grid place-items-center p-3">
            <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              Show more
            </Button>
          </div>
        )}
      </div>
      <p role="status" className="sr-only">
        {hasWords && !query.isPending ? `${hits.length}${query.hasNextPage ? " or more" : ""} hits` : ""}
      </p>
    </div>
  );
  function pick(q: string) {
    setText(q);
    setCursor(0);
    change({ q }, true);
  }
}

function Hit({ hit, id, here }: { hit: SearchHit; id: string; here: boolean }) {
  const Icon = icons[hit.kind] ?? FileText;
  const own = hit.kind === "ticket" || !hit.ticket_reference;
  return (
    <li id={id} className={`border-b border-line/70 ${here ? "shadow-[inset_2px_0_0_var(--accent)]" : ""}`}>
      <Link to={addressOf(hit)} aria-current={here ? "true" : undefined} className="block px-4 py-2 hover:bg-hover">
        <span className="flex min-w-0 items-center gap-2">
          <Icon size={15} aria-hidden className="shrink-0 text-dim" />
          {hit.priority && <Priority value={hit.priority} />}
          <span className="min-w-0 truncate font-medium">{own ? <Marked text={hit.title} ranges={hit.title_ranges} /> : headOf(hit)}</span>
          {hit.is_exact && <Chip tone="bg-ok-bg text-ok">This number</Chip>}
          <span className="ml-auto flex shrink-0 items-center gap-3 text-xs text-dim max-sm:hidden">
            {hit.ticket_state && <State state={hit.ticket_state} />}
            {hit.at_unix_ms > 0 && <Ago at={hit.at_unix_ms} />}
          </span>
        </span>
        {hit.snippet && (
          <span className="mt-0.5 line-clamp-2 block pl-6 break-words text-dim">
            <Marked text={hit.snippet} ranges={hit.snippet_ranges} />
          </span>
        )}
        <span className="mt-0.5 flex flex-wrap gap-x-3 pl-6 text-xs text-dim">
          <span>{kindName(hit.kind)}</span>
          {hit.client_name && <span>{hit.client_name}</span>}
          {hit.ticket_state && (
            <span className="sm:hidden">
              <State state={hit.ticket_state} />
            </span>
          )}
          {hit.more_in_ticket > 0 && <span>{hit.more_in_ticket} more in this ticket</span>}
        </span>
      </Link>
    </li>
  );
}

// What one can read before asking: the articles that the provider wrote for its clients.
import { useState, type FormEvent } from "react";
import { Search, ThumbsDown, ThumbsUp } from "lucide-react";
import { methods } from "@/api/client";
import { useApi, useApiPages, useChange } from "@/api/query";
import { Markdown } from "@/knowledge/markdown_view";
import { Button, buttonClass } from "@/ui/button";
import { More } from "@/ui/more";
import { Failed, Loading, NotAllowed, ProblemLine } from "@/ui/empty";
import { base, choose, To, usePlace } from "./address";
import { Heading, Quiet } from "./parts";
import { useMe } from "./who";
import { plainWords } from "./words";

export default function Help() {
  const me = useMe();
  const words = usePlace().search.get("q") ?? "";
  const [text, setText] = useState(words);
  const query = useApiPages(
    methods.listArticles,
    { filter: plainWords(words), order_by: "title", page_size: 30 },
    (answer) => answer.articles,
    { enabled: me.may("knowledge.read") },
  );
  if (!me.may("knowledge.read")) return <NotAllowed what="the articles" />;
  const find = (event: FormEvent) => {
    event.preventDefault();
    choose({ q: text.trim() });
  };
  return (
    <>
      <Heading title="Help yourself" />
      <form role="search" onSubmit={find} className="relative mb-4">
        <Search size={17} aria-hidden className="absolute top-1/2 left-3 -translate-y-1/2 text-dim" />
        <input
          type="search"
          aria-label="Find an article"
          placeholder="Printer, password, telephone"
          className="field h-11 pl-9"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            if (!event.target.value) choose({ q: "" });
          }}
        />
      </form>
      {query.isPending && <Loading what="the articles" />}
      {query.isError && query.rows.length === 0 && <Failed what="the articles" error={query.error} retry={() => void query.refetch()} />}
      {query.isSuccess && query.rows.length === 0 && (
        <Quiet>
          {words ? "No article has these words. " : "No article is written for you yet. "}
          {me.may("ticket.write") && (
            <To to={`${base}/new`} className="link">
              Ask us
            </To>
          )}
        </Quiet>
      )}
      {query.rows.length > 0 && (
        <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line">
          {query.rows.map((article) => (
            <Entry key={article.article_id} id={article.article_id} title={article.title} summary={article.summary} />
          ))}
        </ul>
      )}
      <More of={query} className="mt-3 h-11 w-full">Show more</More>
    </>
  );
}

function Entry({ id, title, summary }: { id: string; title: string; summary: string }) {
  const [open, setOpen] = useState(false);
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex min-h-14 w-full flex-col justify-center px-4 py-2.5 text-left hover:bg-hover"
      >
        <span className="font-medium break-words">{title}</span>
        {!open && summary && <span className="line-clamp-2 text-sm break-words text-dim">{summary}</span>}
      </button>
      {open && <Words id={id} />}
    </li>
  );
}

function Words({ id }: { id: string }) {
  const me = useMe();
  const query = useApi(methods.getArticle, { article_id: id }, { staleTime: 300_000 });
  const rate = useChange(methods.rateArticle, [methods.getArticle]);
  if (query.isError) return <Failed what="the article" error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Loading what="the article" rows={3} />;
  const said = query.data.own_rating;
  const answer = (helpful: boolean) => rate.mutate({ article_id: id, helpful, comment: "" });
  return (
    <div className="border-t border-line bg-panel px-4 py-3">
      <Markdown text={query.data.body} />
      <div className="mt-4 flex flex-wrap items-center gap-2">
        <span className="mr-1 font-medium">Did it help?</span>
        <Button icon={ThumbsUp} aria-pressed={said === "yes"} className={`h-11 px-4 ${said === "yes" ? "border-accent" : ""}`} onClick={() => answer(true)}>
          Yes
        </Button>
        <Button icon={ThumbsDown} aria-pressed={said === "no"} className={`h-11 px-4 ${said === "no" ? "border-accent" : ""}`} onClick={() => answer(false)}>
          No
        </Button>
        {said === "no" && me.may("ticket.write") && (
          <To to={`${base}/new`} className={buttonClass("primary", "h-11 px-4")}>
            Then ask us
          </To>
        )}
      </div>
      {Boolean(rate.error) && <ProblemLine error={rate.error} />}
    </div>
  );
}

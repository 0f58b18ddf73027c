// All articles that one may read: searched, narrowed by category, those to be reviewed first in sight.
import { Link } from "@tanstack/react-router";
import { BookOpen, Plus } from "lucide-react";
import { methods } from "@/api/client";
import type { Article } from "@/api/generated/schema";
import { useApi, useApiPages } from "@/api/query";
import { useMay } from "@/api/session";
import { useFilterText } from "@/app/filter_text";
import { Button, buttonClass } from "@/ui/button";
import { More } from "@/ui/more";
import { Failed, FilteredAway, Loading, NoneYet } from "@/ui/empty";
import { FilterBox } from "@/ui/filter_box";
import type { FilterKey } from "@/ui/filter_words";
import { counted } from "@/ui/format";
import { Chip } from "@/ui/status";
import { Ago } from "@/ui/time";
import { useTitle } from "@/ui/title";

const staffKeys: readonly FilterKey[] = [
  { key: "title", hint: "Title; stars stand for anything" },
  { key: "category", hint: "Category" },
  { key: "audience", hint: "Who reads it", values: ["internal", "clients"] },
  { key: "client", hint: "The client it is about" },
  { key: "owner", hint: "Who keeps it true" },
  { key: "review_due", hint: "Its day of review has come", values: ["true", "false"] },
  { key: "archived", hint: "Put away", values: ["true", "false"] },
  { key: "changed", hint: "When its words changed last" },
];
const readerKeys = staffKeys.filter((one) => ["title", "category", "changed"].includes(one.key));

export default function ArticlesPage() {
  useTitle("Knowledge");
  const mayWrite = useMay("knowledge.write");
  const { text, setText, applied } = useFilterText();
  const filter = mayWrite && !applied.includes("archived:") ? `${applied} archived:false`.trim() : applied;
  const query = useApiPages(methods.listArticles, { filter, page_size: 50 }, (answer) => answer.articles);
  const categories = useApi(methods.listArticleCategories, {}, { staleTime: 60_000 }).data?.categories ?? [];
  const bad = query.isError && query.error?.code.startsWith("filter.") ? query.error.message : undefined;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="no-print flex shrink-0 flex-wrap items-start gap-3 border-b border-line px-3 py-2">
        <FilterBox
          label="Filter articles"
          value={text}
          onChange={setText}
          keys={mayWrite ? staffKeys : readerKeys}
          problem={bad}
          placeholder="printer category:Hardware"
        />
        {mayWrite && (
          <Link to="/knowledge/new" className={buttonClass("primary")}>
            <Plus size={14} aria-hidden />
            New article
          </Link>
        )}
      </div>
      <div className="scroll-thin min-h-0 flex-1 overflow-auto">
        <div className="mx-auto max-w-4xl px-4 py-4">
          {categories.some((one) => one.name) && (
            <div className="mb-3 flex flex-wrap gap-1.5" role="group" aria-label="Categories">
              {categories.map((one) => (
                <Button key={one.name} tone="plain" onClick={() => setText(one.name ? `category:"${one.name}"` : "")}>
                  {one.name || "All"} <span className="text-dim">{one.count}</span>
                </Button>
              ))}
            </div>
          )}
          {query.isPending ? (
            <Loading what="articles" />
          ) : query.isError && query.rows.length === 0 && !bad ? (
            <Failed what="the articles" error={query.error} retry={() => void query.refetch()} />
          ) : query.rows.length === 0 ? (
            applied ? (
              <FilteredAway what="articles" clear={() => setText("")} />
            ) : (
              <NoneYet title="No article yet." icon={BookOpen}>
                <p>What was solved once need not be solved twice: write down how.</p>
              </NoneYet>
            )
          ) : (
            <>
              <p role="status" className="mb-2 text-xs text-dim">
                {counted(query.total, "article", "articles")}
              </p>
              <ul className="divide-y divide-line rounded-lg border border-line">
                {query.rows.map((article) => (
                  <Line key={article.article_id} article={article} />
                ))}
              </ul>
              <More of={query} className="mt-3">Show more</More>
            </>
          )}
        </div>
      </div>
    </div>
  );
}

function Line({ article }: { article: Article }) {
  return (
    <li>
      <Link
        to="/knowledge/$article_id"
        params={{ article_id: article.article_id }}
        className="block px-3 py-2.5 hover:bg-hover focus-visible:outline-2 focus-visible:outline-accent"
      >
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="min-w-0 font-medium break-words">{article.title}</span>
          <ArticleChips article={article} />
          <span className="ml-auto text-xs text-dim">
            <Ago at={article.changed_at_unix_ms} />
          </span>
        </span>
        <span className="mt-0.5 line-clamp-2 block text-dim">{article.summary}</span>
      </Link>
    </li>
  );
}

export function ArticleChips({ article }: { article: Article }) {
  const staff = article.owner_name !== undefined;
  return (
    <>
      {article.category && <Chip>{article.category}</Chip>}
      {staff && <Chip>{article.audience === "clients" ? (article.client_name ? `Published to ${article.client_name}` : "Published") : "Internal"}</Chip>}
      {staff && article.audience !== "clients" && article.client_name && <Chip>{article.client_name}</Chip>}
      {article.review_due && <Chip tone="bg-warn-bg text-warn">To be reviewed</Chip>}
      {article.archived && <Chip>Archived</Chip>}
    </>
  );
}

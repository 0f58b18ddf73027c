// What a client's person may read already, while they write their ticket in the portal. It opens in place: nothing typed is lost.
import { useState } from "react";
import { BookOpen } from "lucide-react";
import { methods } from "@/api/client";
import { useApi } from "@/api/query";
import { Failed, Loading } from "@/ui/empty";
import { Markdown } from "./markdown_view";
import { useSuggested } from "./suggested";

const most = 3;

export default function PortalRaise({ client, title, description }: { client: string; title: string; description: string }) {
  const articles = useSuggested(`${title} ${description}`.trim(), client);
  if (articles.length === 0) return null;
  return (
    <section aria-label="This may help at once" className="rounded-xl border border-line bg-panel px-4 py-3">
      <h2 className="mb-1 flex items-center gap-2 font-semibold">
        <BookOpen size={16} aria-hidden className="shrink-0" />
        This may help at once
      </h2>
      <ul className="divide-y divide-line">
        {articles.slice(0, most).map((article) => (
          <Suggestion key={article.article_id} id={article.article_id} title={article.title} />
        ))}
      </ul>
    </section>
  );
}

function Suggestion({ id, title }: { id: string; title: string }) {
  const [open, setOpen] = useState(false);
  return (
    <li>
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)} className="min-h-11 w-full py-2 text-left text-accent hover:underline">
        {title}
      </button>
      {open && <Words id={id} />}
    </li>
  );
}

function Words({ id }: { id: string }) {
  const query = useApi(methods.getArticle, { article_id: id }, { staleTime: 300_000 });
  if (query.isError) return <Failed what="the article" error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Loading what="the article" rows={2} />;
  return (
    <div className="pb-3">
      <Markdown text={query.data.body} />
    </div>
  );
}

// One article: read, rated, changed, published, reviewed, put away.
import { useState } from "react";
import { Link, useParams } from "@tanstack/react-router";
import { ThumbsDown, ThumbsUp } from "lucide-react";
import { methods } from "@/api/client";
import type { Article } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { Button } from "@/ui/button";
import { Failed, Loading, ProblemLine } from "@/ui/empty";
import { TextField } from "@/ui/field";
import { count } from "@/ui/format";
import { Facts, Page, Section } from "@/ui/panel";
import { useSeen } from "@/ui/seen";
import { Ago } from "@/ui/time";
import { say, sayProblem } from "@/ui/toast";
import { useTitle } from "@/ui/title";
import { ArticleFields, type ArticleWords } from "./article_form";
import { ArticleChips } from "./articles_page";
import { Markdown } from "./markdown_view";
import { PublishDialog, ReviewDialog } from "./article_dialogs";
import { Versions } from "./versions";

export const touchedByArticle = [methods.getArticle, methods.listArticles, methods.listArticleCategories, methods.listArticleVersions];

export default function ArticlePage() {
  const { article_id } = useParams({ strict: false });
  const query = useApi(methods.getArticle, { article_id: article_id ?? "" });
  const [edits, setEdits] = useState(false);
  useTitle(query.data?.title ?? "Article");
  if (!query.data)
    return query.isError ? <Failed what="the article" error={query.error} retry={() => void query.refetch()} /> : <Loading what="the article" />;
  return (
    <Page narrow>
      {edits ? <Edit article={query.data} onDone={() => setEdits(false)} /> : <Read article={query.data} onEdit={() => setEdits(true)} />}
    </Page>
  );
}

function Read({ article, onEdit }: { article: Article; onEdit: () => void }) {
  const [asks, setAsks] = useState<"publish" | "review">();
  const may = (action: string) => article.allowed_actions.includes(action);
  const archive = useChange(methods.archiveArticle, touchedByArticle, {
    onSuccess: (now) => say(now.archived ? "Put away." : "Taken out of the archive."),
    onError: (error) => sayProblem("Nothing changed.", error),
  });
  const close = () => setAsks(undefined);
  return (
    <>
      <div>
        <h2 className="text-lg leading-7 font-semibold break-words">{article.title}</h2>
        <p className="mt-1 flex flex-wrap items-center gap-2 text-xs text-dim">
          <ArticleChips article={article} />
          <span>
            Version {article.version}, changed <Ago at={article.changed_at_unix_ms} />
            {article.changed_by && ` by ${article.changed_by}`}
          </span>
        </p>
      </div>
      {(may("edit") || may("restore")) && (
        <div className="no-print flex flex-wrap gap-2">
          {may("edit") && (
            <Button tone="primary" onClick={onEdit}>
              Edit
            </Button>
          )}
          {may("publish") && <Button onClick={() => setAsks("publish")}>Who reads it</Button>}
          {may("review") && <Button onClick={() => setAsks("review")}>It is still right</Button>}
          {may("archive") && (
            <Button busy={archive.isPending} onClick={() => archive.mutate({ article_id: article.article_id, archived: true })}>
              Archive
            </Button>
          )}
          {may("restore") && (
            <Button busy={archive.isPending} onClick={() => archive.mutate({ article_id: article.article_id, archived: false })}>
              Take out of the archive
            </Button>
          )}
        </div>
      )}
      <article aria-label={article.title}>
        <Markdown text={article.body} />
      </article>
      <Rating article={article} />
      {may("edit") && (
        <>
          <Section title="About this article">
            <Facts
              rows={[
                ["Owner", article.owner_name || "Nobody"],
                ["To be reviewed", article.review_on || "No day was set"],
                ["Helped", `${count(article.helpful ?? 0)} yes, ${count(article.not_helpful ?? 0)} no`],
                [
                  "Used",
                  article.used ? `in ${count(article.used)} tickets` : "in no ticket yet",
                ],
              ]}
            />
          </Section>
          <Versions article={article} />
        </>
      )}
      <p className="no-print">
        <Link to="/knowledge" className="text-accent hover:underline">
          All articles
        </Link>
      </p>
      {asks === "publish" && <PublishDialog article={article} onClose={close} />}
      {asks === "review" && <ReviewDialog article={article} onClose={close} />}
    </>
  );
}

function Rating({ article }: { article: Article }) {
  const change = useChange(methods.rateArticle, [methods.getArticle], { onError: (error) => sayProblem("Your answer was not kept.", error) });
  if (!article.allowed_actions.includes("rate")) return null;
  const rate = (helpful: boolean) => change.mutate({ article_id: article.article_id, helpful });
  return (
    <div className="no-print flex flex-wrap items-center gap-2 border-t border-line pt-3" role="group" aria-label="Did this help?">
      <span>Did this help?</span>
      <Button icon={ThumbsUp} aria-pressed={article.own_rating === "yes"} tone={article.own_rating === "yes" ? "primary" : "plain"} onClick={() => rate(true)}>
        Yes
      </Button>
      <Button icon={ThumbsDown} aria-pressed={article.own_rating === "no"} tone={article.own_rating === "no" ? "primary" : "plain"} onClick={() => rate(false)}>
        No
      </Button>
      {article.own_rating && <span className="text-xs text-dim">Thank you. You can change your answer.</span>}
    </div>
  );
}

function Edit({ article: now, onDone }: { article: Article; onDone: () => void }) {
  const { seen: article, meanwhile } = useSeen(now);
  const [words, setWords] = useState<ArticleWords>({
    title: article.title,
    body: article.body,
    category: article.category,
    owner_account_id: article.owner_account_id ?? "",
    review_on: article.review_on ?? "",
    client_id: article.client_id,
  });
  const [changed, setChanged] = useState("");
  const change = useChange(methods.updateArticle, touchedByArticle, {
    etag: article.etag,
    onSuccess: () => {
      say("Saved.");
      onDone();
    },
  });
  const { client_id: _, ...rest } = words;
  return (
    <>
      {!change.isPending && meanwhile}
      <ArticleFields words={words} set={(part) => setWords({ ...words, ...part })} error={change.error} />
      <TextField
        label="What changed (optional)"
        help="Stands beside the version."
        value={changed}
        onChange={(event) => setChanged(event.target.value)}
        maxLength={300}
      />
      {change.isError && <ProblemLine error={change.error} />}
      <div className="flex gap-2">
        <Button
          tone="primary"
          busy={change.isPending}
          disabled={!words.title.trim() || !words.body.trim()}
          onClick={() => change.mutate({ article_id: article.article_id, ...rest, what_changed: changed })}
        >
          Save
        </Button>
        <Button onClick={onDone}>Cancel</Button>
      </div>
    </>
  );
}

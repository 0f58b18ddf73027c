import { useState } from "react";
import { useNavigate } from "@tanstack/react-router";
import { methods } from "@/api/client";
import { useChange } from "@/api/query";
import { Button } from "@/ui/button";
import { ProblemLine } from "@/ui/empty";
import { Page } from "@/ui/panel";
import { say } from "@/ui/toast";
import { useTitle } from "@/ui/title";
import { ArticleFields, type ArticleWords } from "./article_form";

const empty: ArticleWords = { title: "", body: "", category: "", owner_account_id: "", review_on: "", client_id: "" };

export default function NewArticlePage() {
  useTitle("New article");
  const navigate = useNavigate();
  const [words, setWords] = useState(empty);
  const change = useChange(methods.createArticle, [methods.listArticles, methods.listArticleCategories], {
    onSuccess: (article) => {
      say("Saved. It is internal until you publish it.");
      void navigate({ to: "/knowledge/$article_id", params: { article_id: article.article_id } });
    },
  });
  return (
    <Page narrow>
      <ArticleFields words={words} set={(part) => setWords({ ...words, ...part })} error={change.error} isNew />
      {change.isError && <ProblemLine error={change.error} />}
      <div className="flex gap-2">
        <Button tone="primary" busy={change.isPending} disabled={!words.title.trim() || !words.body.trim()} onClick={() => change.mutate(words)}>
          Save article
        </Button>
        <Button onClick={() => void navigate({ to: "/knowledge" })}>Cancel</Button>
      </div>
    </Page>
  );
}

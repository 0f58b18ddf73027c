// The words of an article, with how they will look.
import { useId, useState } from "react";
import { methods } from "@/api/client";
import type { Problem } from "@/api/problem";
import { useApi } from "@/api/query";
import { useClients } from "@/app/client_filter";
import { Button } from "@/ui/button";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { Markdown } from "./markdown_view";

export interface ArticleWords {
  title: string;
  body: string;
  category: string;
  owner_account_id: string;
  review_on: string;
  client_id: string;
}

export function ArticleFields({
  words,
  set,
  error,
  isNew,
}: {
  words: ArticleWords;
  set: (part: Partial<ArticleWords>) => void;
  error?: Problem | null;
  isNew?: boolean;
}) {
  const [looks, setLooks] = useState(false);
  const owners = useApi(methods.listQueues, {}, { staleTime: 60_000 }).data?.assignees ?? [];
  const categories = useApi(methods.listArticleCategories, {}, { staleTime: 60_000 }).data?.categories ?? [];
  const clients = useClients();
  const known = useId();
  return (
    <div className="space-y-3">
      <TextField
        label="Title"
        value={words.title}
        onChange={(event) => set({ title: event.target.value })}
        error={error?.field("title")}
        maxLength={200}
        autoFocus
      />
      <div>
        <div className="mb-1 flex justify-end">
          <Button tone="quiet" aria-pressed={looks} onClick={() => setLooks(!looks)}>
            {looks ? "Write on" : "See how it looks"}
          </Button>
        </div>
        {looks ? (
          <div className="min-h-64 rounded-lg border border-line px-4 py-3">
            <Markdown text={words.body} />
          </div>
        ) : (
          <TextArea
            label="Text"
            help="Markdown: # heading, - list, 1. list, **bold**, _italic_, `code`, [words](https://address), > quote. No HTML."
            rows={16}
            value={words.body}
            onChange={(event) => set({ body: event.target.value })}
            error={error?.field("body")}
            maxLength={200_000}
          />
        )}
      </div>
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label="Category (optional)"
          list={known}
          value={words.category}
          onChange={(event) => set({ category: event.target.value })}
          error={error?.field("category")}
          maxLength={100}
        />
        <datalist id={known}>
          {categories.map((one) => (
            <option key={one.name} value={one.name} aria-label={one.name}>
              {one.name}
            </option>
          ))}
        </datalist>
        <SelectField
          label="Owner"
          value={words.owner_account_id}
          choices={[{ value: "", label: "Nobody" }, ...owners.map((one) => ({ value: one.account_id, label: one.name }))]}
          onChange={(event) => set({ owner_account_id: event.target.value })}
          error={error?.field("owner_account_id")}
        />
        <TextField
          label="To be reviewed on (optional)"
          type="date"
          value={words.review_on}
          onChange={(event) => set({ review_on: event.target.value })}
          error={error?.field("review_on")}
        />
        {isNew && (
          <SelectField
            label="About"
            value={words.client_id}
            choices={[{ value: "", label: "No client in particular" }, ...clients.map((one) => ({ value: one.client_id, label: one.name ?? "" }))]}
            onChange={(event) => set({ client_id: event.target.value })}
            error={error?.field("client_id")}
          />
        )}
      </div>
    </div>
  );
}

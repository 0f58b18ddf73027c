// An article into the answer that is being written: its link where the client may read it, its text otherwise.
import { useState } from "react";
import { BookOpen } from "lucide-react";
import { call, methods } from "@/api/client";
import type { Article } from "@/api/generated/schema";
import { queries, refresh } from "@/api/query";
import { useMay } from "@/api/session";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import type { ReplyPlace } from "@/ui/slot";
import { Chip } from "@/ui/status";
import { sayProblem } from "@/ui/toast";
import { useSuggested } from "./suggested";

export default function InsertArticle({ ticket, text, write, box }: ReplyPlace) {
  const may = useMay("knowledge.write");
  const [open, setOpen] = useState(false);
  if (!may) return null;
  const insert = (article: Article, how: "link" | "text") => {
    const words = how === "link" ? `${article.title}: ${location.origin}/knowledge/${article.article_id}` : article.body.trim();
    write(text.trim() ? `${text.trimEnd()}\n\n${words}\n` : `${words}\n`);
    setOpen(false);
    requestAnimationFrame(() => box.current?.focus());
    call(methods.linkArticle, { ticket_id: ticket.ticket_id, article_id: article.article_id, how }).then(
      () => refresh(queries, [methods.listTicketArticles]),
      (error: unknown) => sayProblem("That the article was used could not be noted.", error),
    );
  };
  return (
    <>
      <Button tone="quiet" icon={BookOpen} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Article
      </Button>
      {open && <Choose begin={ticket.title} clientId={ticket.client_id} insert={insert} onClose={() => setOpen(false)} />}
    </>
  );
}

function Choose({
  begin,
  clientId,
  insert,
  onClose,
}: {
  begin: string;
  clientId: string;
  insert: (article: Article, how: "link" | "text") => void;
  onClose: () => void;
}) {
  const [words, setWords] = useState(begin);
  const found = useSuggested(words, clientId, 2);
  return (
    <Dialog title="Insert an article" onClose={onClose}>
      <div className="space-y-3">
        <TextField label="Words" value={words} onChange={(event) => setWords(event.target.value)} autoFocus />
        {found.length === 0 && <p className="text-dim">No article fits these words.</p>}
        <ul className="divide-y divide-line">
          {found.map((article) => (
            <li key={article.article_id} className="flex flex-wrap items-center gap-2 py-2">
              <span className="min-w-40 flex-1">
                <span className="font-medium">{article.title}</span> {article.audience !== "clients" && <Chip>Internal</Chip>}
                <span className="line-clamp-2 block text-xs text-dim">{article.summary}</span>
              </span>
              {article.audience === "clients" && <Button onClick={() => insert(article, "link")}>Link</Button>}
              <Button onClick={() => insert(article, "text")}>Text</Button>
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}

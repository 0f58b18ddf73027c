// Beside a ticket: the articles that were used in it, and those that fit it.
import { Link } from "@tanstack/react-router";
import { Check, X } from "lucide-react";
import { methods } from "@/api/client";
import type { Ticket } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { useMay } from "@/api/session";
import { Button, IconButton } from "@/ui/button";
import { Section } from "@/ui/panel";
import { sayProblem } from "@/ui/toast";
import { useSuggested } from "./suggested";

const touched = [methods.listTicketArticles];
const wrong = { onError: (error: unknown) => sayProblem("Nothing changed.", error) };
const ways: Record<string, string> = { link: "link sent", text: "text sent", used: "read" };

export default function TicketKnowledge({ ticket }: { ticket: Ticket }) {
  const mayRead = useMay("knowledge.read"),
    mayWrite = useMay("knowledge.write");
  const used = useApi(methods.listTicketArticles, { ticket_id: ticket.ticket_id }, { enabled: mayRead }).data?.articles ?? [];
  const suggested = useSuggested(`${ticket.title} ${ticket.description}`, ticket.client_id).filter(
    (article) => !used.some((one) => one.article_id === article.article_id),
  );
  const link = useChange(methods.linkArticle, touched, wrong);
  const unlink = useChange(methods.unlinkArticle, touched, wrong);
  if (!mayRead || (used.length === 0 && suggested.length === 0)) return null;
  return (
    <Section title="Knowledge">
      <ul className="space-y-1">
        {used.map((one) => (
          <li key={one.article_id} className="flex items-center gap-1">
            <span className="min-w-0 flex-1">
              <Title id={one.article_id} title={one.title} />
              <span className="block text-xs text-dim">
                {one.by}, {ways[one.how] ?? one.how}
              </span>
            </span>
            {mayWrite && (
              <IconButton
                icon={X}
                label={`${one.title} was not used`}
                onClick={() => unlink.mutate({ ticket_id: ticket.ticket_id, article_id: one.article_id })}
              />
            )}
          </li>
        ))}
      </ul>
      {suggested.length > 0 && (
        <>
          <p className="mt-2 mb-1 text-xs text-dim">May fit</p>
          <ul className="space-y-1">
            {suggested.slice(0, 3).map((article) => (
              <li key={article.article_id} className="flex items-center gap-1">
                <span className="min-w-0 flex-1">
                  <Title id={article.article_id} title={article.title} />
                </span>
                {mayWrite && (
                  <Button
                    tone="quiet"
                    icon={Check}
                    onClick={() => link.mutate({ ticket_id: ticket.ticket_id, article_id: article.article_id, how: "used" })}
                  >
                    It helped
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}

function Title({ id, title }: { id: string; title: string }) {
  return (
    <Link to="/knowledge/$article_id" params={{ article_id: id }} className="break-words text-accent hover:underline">
      {title}
    </Link>
  );
}

// Who changed the article when, and what.
import { useState } from "react";
import { methods } from "@/api/client";
import type { Article } from "@/api/generated/schema";
import { useApi, useApiPages } from "@/api/query";
import { Button } from "@/ui/button";
import { More } from "@/ui/more";
import { Loading, ProblemLine } from "@/ui/empty";
import { Section, Table } from "@/ui/panel";
import { Moment } from "@/ui/time";

export function Versions({ article }: { article: Article }) {
  const [open, setOpen] = useState<number>();
  const query = useApiPages(methods.listArticleVersions, { article_id: article.article_id, page_size: 20 }, (answer) => answer.versions);
  if (query.rows.length === 0) return null;
  return (
    <Section title="Versions">
      <Table label="Versions" head={["Version", "By", "When", "What changed", ""]}>
        {query.rows.map((one) => (
          <tr key={one.number}>
            <td>{one.number}</td>
            <td>{one.author}</td>
            <td className="whitespace-nowrap">
              <Moment at={one.at_unix_ms} />
            </td>
            <td className="text-dim">{one.what_changed}</td>
            <td className="text-right">
              <Button tone="quiet" aria-expanded={open === one.number} onClick={() => setOpen(open === one.number ? undefined : one.number)}>
                {open === one.number ? "Fold" : "Show"}
              </Button>
            </td>
          </tr>
        ))}
      </Table>
      <More of={query}>Show older ones</More>
      {open !== undefined && <Difference id={article.article_id} number={open} />}
    </Section>
  );
}

const looks: Record<string, { mark: string; className: string; word: string }> = {
  added: { mark: "+", className: "bg-ok-bg", word: "added" },
  removed: { mark: "−", className: "bg-crit-bg line-through", word: "removed" },
};

function Difference({ id, number }: { id: string; number: number }) {
  const { data, error } = useApi(methods.getArticleVersion, { article_id: id, number: String(number) });
  if (error && !data) return <ProblemLine error={error} />;
  if (!data) return <Loading what="the version" rows={3} />;
  return (
    <div
      className="scroll-thin mt-3 max-h-96 overflow-auto rounded-lg border border-line py-1 font-mono text-xs leading-5"
      tabIndex={0}
      role="group"
      aria-label={`What version ${number} changed`}
    >
      {data.diff.map((line, i) => {
        const look = looks[line.kind];
        return (
          <div key={i} className={`flex gap-2 px-2 ${look?.className ?? ""}`}>
            <span aria-hidden className="w-3 shrink-0 select-none text-dim">
              {look?.mark}
            </span>
            {look && <span className="sr-only">{look.word}: </span>}
            <span className="min-w-0 break-words whitespace-pre-wrap">{line.text || " "}</span>
          </div>
        );
      })}
    </div>
  );
}

// What we know already about the title that is being typed.
import { Link } from "@tanstack/react-router";
import { BookOpen } from "lucide-react";
import { useSuggested } from "./suggested";

export default function Suggestions({ clientId, title }: { clientId: string; title: string }) {
  const articles = useSuggested(title, clientId);
  if (articles.length === 0) return null;
  return (
    <div role="status" className="rounded-lg border border-line bg-panel px-3 py-2">
      <p className="mb-1 flex items-center gap-1.5 text-xs text-dim">
        <BookOpen size={13} aria-hidden />
        Perhaps known already
      </p>
      <ul className="space-y-1">
        {articles.slice(0, 3).map((article) => (
          <li key={article.article_id}>
            <Link
              to="/knowledge/$article_id"
              params={{ article_id: article.article_id }}
              target="_blank"
              className="text-accent hover:underline"
            >
              {article.title}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

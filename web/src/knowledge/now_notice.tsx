// Articles whose day of review has come: until somebody says that they are right, or changes them.
import { Link } from "@tanstack/react-router";
import { BookOpen } from "lucide-react";
import { methods } from "@/api/client";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { counted } from "@/ui/format";

export default function ToBeReviewed() {
  const may = useMay("knowledge.write");
  const total = useApi(methods.listArticles, { filter: "review_due:true archived:false", page_size: 1 }, { enabled: may, staleTime: 60_000 }).data?.total ?? 0;
  if (!may || total === 0) return null;
  return (
    <Link
      to="/knowledge"
      search={{ q: "review_due:true" }}
      className="mb-3 flex min-h-9 items-center gap-2 rounded-lg border border-line bg-panel px-3 hover:bg-hover coarse:min-h-11"
    >
      <BookOpen size={15} aria-hidden className="shrink-0 text-warn" />
      <span>{counted(total, "article is to be reviewed", "articles are to be reviewed")}</span>
    </Link>
  );
}

// The few articles that fit what is being typed; asked again when the person pauses.
import { useEffect, useState } from "react";
import { methods } from "@/api/client";
import type { Article } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";

const pause = 300;
const none: readonly Article[] = [];

export function useSuggested(text: string, clientId: string, shortest = 4): readonly Article[] {
  const may = useMay("knowledge.read");
  const [asked, setAsked] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text), pause);
    return () => clearTimeout(timer);
  }, [text]);
  const words = asked.trim().slice(0, 2000);
  const enabled = may && words.length >= shortest;
  const query = useApi(methods.suggestArticles, { text: words, client_id: clientId }, { enabled, staleTime: 60_000 });
  return enabled ? (query.data?.articles ?? none) : none;
}
